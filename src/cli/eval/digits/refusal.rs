//! Whether the network is unsure where it should be.

use triptych::Error;
use triptych::classify::Reader;
use triptych::protocol::Drawing;
use triptych::train::calibrate::{refused, threshold};
use triptych::train::hands::{Hand, Strokes, by_another};
use triptych::train::random::Random;
use triptych::train::rubbish::{Kind, draw};

/// Drawings of each kind, by as many hands.
const COUNT: u64 = 500;

/// The part of digits that may be refused.
const REFUSED: f32 = 0.01;

/// What is refused, at the threshold in use and at the one that refuses a hundredth of the digits.
pub async fn print(reader: &Reader, hands: &[Hand]) -> Result<(), Error> {
    let (found, digits) = read(reader, hands.iter().map(|hand| hand.strokes.clone())).await?;
    let right = hands.iter().zip(&found).filter(|(hand, found)| hand.label.to_string() == **found);
    let right = 100.0 * right.count() as f64 / hands.len().max(1) as f64;
    println!("\ndigits drawn alone: {right:.2} % read as one digit, and right");
    let best = threshold(digits.clone(), REFUSED);
    println!("\nnot sure: refused of   at {:.3} (in use)   at {best:.3}", reader.sure());
    let line = |what: &str, shares: &[f32]| {
        let percent = |threshold: f32| 100.0 * refused(shares, threshold);
        println!("{what:<20} {:>10.1} % {:>16.1} %", percent(reader.sure()), percent(best));
    };
    line("digits", &digits);
    for (what, kind) in [
        ("scribbles", Kind::OtherScribble),
        ("letters and shapes", Kind::OtherShape),
        ("scribbles, trained", Kind::Scribble),
        ("letters, trained", Kind::Shape),
    ] {
        let drawing = |seed| {
            let random = &mut Random::of(&[seed, 0x5eed]);
            let mut strokes = by_another(&draw(kind, random), random);
            // From around the middle into the unit square.
            strokes.iter_mut().flatten().flatten().for_each(|value| *value += 0.5);
            strokes
        };
        let drawings = (0..COUNT).map(drawing);
        line(what, &read(reader, drawings).await?.1);
    }
    Ok(())
}

/// What is read in each drawing, and how likely its least likely digit is: that decides, unless it
/// is read as several that are one sign, which is never sure.
async fn read(
    reader: &Reader,
    drawings: impl Iterator<Item = Strokes>,
) -> Result<(Vec<String>, Vec<f32>), Error> {
    let (mut numbers, mut all) = (Vec::new(), Vec::new());
    for strokes in drawings {
        let answer = reader.read(0, &Drawing::Strokes(strokes), None, false).await?;
        let least = if answer.one_sign { 0.0 } else { 1.0 };
        numbers.push(answer.number());
        all.push(answer.digits.iter().map(|digit| digit.share).fold(least, f32::min));
    }
    Ok((numbers, all))
}
