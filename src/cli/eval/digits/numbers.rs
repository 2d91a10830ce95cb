//! Whole numbers of one writer's digits.

use std::time::Instant;
use triptych::Error;
use triptych::classify::Reader;
use triptych::protocol::Drawing;
use triptych::train::hands::Hand;
use triptych::train::numbers::{Written, compose};

/// Wrong numbers that are printed.
const EXAMPLES: usize = 12;

/// How many of `count` numbers are right in every digit.
pub async fn print(reader: &Reader, hands: &[Hand], count: usize, seed: u64) -> Result<(), Error> {
    let numbers = compose(hands, count, seed);
    if numbers.is_empty() {
        println!("\nno numbers: none of these writers has digits enough");
        return Ok(());
    }
    let start = Instant::now();
    let mut wrong: Vec<(&Written, String)> = Vec::new();
    // Right but not sure, and sure but wrong.
    let (mut hesitant, mut rash) = (0, 0);
    for number in &numbers {
        let drawing = Drawing::Strokes(number.strokes.clone());
        let answer = reader.read(0, &drawing, None, false).await?;
        let found = answer.number();
        if found != text(number) {
            rash += usize::from(answer.is_sure());
            wrong.push((number, found));
        } else if !answer.is_sure() {
            hesitant += 1;
        }
    }
    let each = start.elapsed().as_secs_f64() * 1e3 / numbers.len().max(1) as f64;
    let share = |wrong: usize, all: usize| 100.0 * (1.0 - wrong as f64 / all.max(1) as f64);
    println!("\nnumbers of 3 to 6 digits of one writer, {each:.2} ms each");
    for (what, touches) in [("apart", false), ("some touching", true)] {
        let all = numbers.iter().filter(|number| number.touches == touches).count();
        let wrong = wrong.iter().filter(|(number, _)| number.touches == touches).count();
        // Of none, all would be right.
        if all > 0 {
            println!("{what:<14} {all:>6} {:>7.2} % right", share(wrong, all));
        }
    }
    let all = numbers.len();
    println!("{:<14} {all:>6} {:>7.2} % right", "all", share(wrong.len(), all));
    let lengths = wrong.iter().filter(|(number, found)| number.digits.len() != found.len());
    println!("wrong in how many digits there are: {}", lengths.count());
    let percent = |count: usize| 100.0 * count as f64 / all.max(1) as f64;
    println!(
        "right but not sure: {:.2} %; wrong but sure: {:.2} %",
        percent(hesitant),
        percent(rash)
    );
    let example = |(number, found): &(&Written, String)| format!("{} as {found}", text(number));
    let examples: Vec<_> = wrong.iter().take(EXAMPLES).map(example).collect();
    println!("{}", examples.join(", "));
    Ok(())
}

fn text(number: &Written) -> String {
    number.digits.iter().map(u8::to_string).collect()
}
