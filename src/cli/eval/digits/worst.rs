//! The worst answers as a picture.

use std::fmt::Write;
use std::path::Path;
use triptych::Error;
use triptych::digit::SIDE;
use triptych::measure::softmax;
use triptych::train::data::Set;
use triptych::train::save;

/// Wrong answers in the picture, and how many of them in a row.
const COUNT: usize = 50;
const COLUMNS: usize = 10;

/// A digit's place in the picture, in pixels.
const PLACE: [usize; 2] = [64, 84];

/// Writes an SVG of the answers that were wrong and most sure of it.
pub fn write(path: &Path, set: &Set, logits: &[Vec<f32>]) -> Result<(), Error> {
    let mut wrong: Vec<(usize, usize, f32)> = Vec::new();
    for (index, (&label, logits)) in set.labels.iter().zip(logits).enumerate() {
        let probabilities = softmax(logits);
        let best = triptych::classify::top(&probabilities);
        if best != usize::from(label) {
            wrong.push((index, best, probabilities[best]));
        }
    }
    wrong.sort_by(|a, b| b.2.total_cmp(&a.2));
    wrong.truncate(COUNT);
    let [width, height] = [PLACE[0] * COLUMNS, PLACE[1] * wrong.len().div_ceil(COLUMNS)];
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>The worst wrong answers: the digit, and what it was taken for</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (place, &(index, best, share)) in wrong.iter().enumerate() {
        let [x, y] = [place % COLUMNS * PLACE[0], place / COLUMNS * PLACE[1]];
        picture(&mut svg, &set.images[index], [x + 4, y + 4]);
        let label = set.labels[index];
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" font-family=\"sans-serif\" font-size=\"12\">{label}: {best}, {:.0} %</text>",
            x + 4,
            y + 76,
            100.0 * share
        );
    }
    save::write(path, (svg + "</svg>\n").as_bytes())
}

/// Two pixels a value, ink black.
fn picture(svg: &mut String, image: &[u8; SIDE * SIDE], [left, top]: [usize; 2]) {
    for (index, &value) in image.iter().enumerate().filter(|(_, value)| **value > 15) {
        let [x, y] = [left + 2 * (index % SIDE), top + 2 * (index / SIDE)];
        let opacity = f32::from(value) / 255.0;
        let _ = write!(svg, "<path d=\"M{x} {y}h2v2h-2z\" fill-opacity=\"{opacity:.2}\"/>");
    }
    svg.push('\n');
}
