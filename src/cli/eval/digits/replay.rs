//! Drawings to be drawn again in a browser, with the answers that were given here.

use serde_json::json;
use std::path::Path;
use triptych::Error;
use triptych::classify::Reader;
use triptych::protocol::Drawing;
use triptych::train::hands::{Hand, Strokes};
use triptych::train::numbers::{LENGTHS, compose};
use triptych::train::save;

/// How many of each.
const DIGITS: usize = 300;
const NUMBERS: usize = 50;

/// Pixels along the browser's board: a pointer is at one of them.
const BOARD: f32 = 420.0;

/// Writes a JSON object a drawing: its strokes in pixels, and the number that was read.
pub async fn write(path: &Path, reader: &Reader, hands: &[Hand]) -> Result<(), Error> {
    let count = DIGITS.min(hands.len());
    let spread = (0..count).map(|i| &hands[i * hands.len() / count]);
    let digits = spread.map(|hand| hand.strokes.clone());
    let numbers = compose(hands, LENGTHS, NUMBERS, 2024).into_iter().map(|number| number.strokes);
    let mut text = String::new();
    for strokes in digits.chain(numbers) {
        let pixels = pixels(&strokes);
        let unit = |&[x, y]: &[u16; 2]| [f32::from(x) / BOARD, f32::from(y) / BOARD];
        let drawn = pixels.iter().map(|stroke| stroke.iter().map(unit).collect()).collect();
        let answer = reader.read(0, &Drawing::Strokes(drawn), None, false).await?;
        let line = json!({ "board": BOARD, "strokes": pixels, "answer": answer.number() });
        text += &format!("{line}\n");
    }
    save::write(path, text.as_bytes())
}

/// Where the pointer goes: each pixel once, within the board.
fn pixels(strokes: &Strokes) -> Vec<Vec<[u16; 2]>> {
    let place = |point: &[f32; 2]| point.map(|value| (10.0 + 400.0 * value).round() as u16);
    let stroke = |stroke: &Vec<[f32; 2]>| {
        let mut places: Vec<_> = stroke.iter().map(place).collect();
        places.dedup();
        places
    };
    strokes.iter().map(stroke).collect()
}
