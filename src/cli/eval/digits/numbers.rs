//! Whole numbers of one writer's digits.

use std::time::Instant;
use triptych::Error;
use triptych::classify::Reader;
use triptych::protocol::Drawing;
use triptych::train::hands::Hand;
use triptych::train::numbers::{LENGTHS, Written, compose};

/// Wrong numbers that are printed.
const EXAMPLES: usize = 12;

/// What became of a number.
struct Fate {
    written: Written,
    found: String,
    sure: bool,
}

impl Fate {
    fn text(&self) -> String {
        self.written.digits.iter().map(u8::to_string).collect()
    }

    fn is_right(&self) -> bool {
        self.found == self.text()
    }
}

/// How many of `count` numbers are right in every digit. Those of two digits stand apart: of so few
/// all touch sooner, which is not sure.
pub async fn print(reader: &Reader, hands: &[Hand], count: usize, seed: u64) -> Result<(), Error> {
    for lengths in [LENGTHS, [2, 2]] {
        let numbers = compose(hands, lengths, count, seed);
        let name = match lengths {
            [fewest, most] if fewest == most => format!("{most} digits"),
            [fewest, most] => format!("{fewest} to {most} digits"),
        };
        if numbers.is_empty() {
            println!("\nno numbers of {name}: none of these writers has digits enough");
            continue;
        }
        let start = Instant::now();
        let mut fates = Vec::with_capacity(numbers.len());
        for written in numbers {
            let drawing = Drawing::Strokes(written.strokes.clone());
            let answer = reader.read(0, &drawing, None, false).await?;
            fates.push(Fate { written, found: answer.number(), sure: answer.is_sure() });
        }
        let each = start.elapsed().as_secs_f64() * 1e3 / fates.len() as f64;
        println!("\nnumbers of {name} of one writer, {each:.2} ms each");
        table(&fates);
    }
    Ok(())
}

fn table(fates: &[Fate]) {
    println!(
        "{:<14} {:>6} {:>9} {:>20} {:>16}",
        "", "", "right", "right but not sure", "wrong but sure"
    );
    for (what, touches) in [("apart", Some(false)), ("some touching", Some(true)), ("all", None)] {
        let own = |fate: &&Fate| touches.is_none_or(|touches| fate.written.touches == touches);
        let all = fates.iter().filter(own).count();
        // Of none, no share is known.
        if all == 0 {
            continue;
        }
        let share = |is: fn(&Fate) -> bool| {
            100.0 * fates.iter().filter(own).filter(|fate| is(fate)).count() as f64 / all as f64
        };
        println!(
            "{what:<14} {all:>6} {:>7.2} % {:>18.2} % {:>14.2} %",
            share(Fate::is_right),
            share(|fate| fate.is_right() && !fate.sure),
            share(|fate| !fate.is_right() && fate.sure),
        );
    }
    let wrong = || fates.iter().filter(|fate| !fate.is_right());
    let lengths = wrong().filter(|fate| fate.written.digits.len() != fate.found.len());
    println!("wrong in how many digits there are: {}", lengths.count());
    let example = |fate: &Fate| format!("{} as {}", fate.text(), fate.found);
    println!("{}", wrong().take(EXAMPLES).map(example).collect::<Vec<_>>().join(", "));
}
