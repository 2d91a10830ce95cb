//! The worst answers as a picture.

use super::data::Set;
use crate::classify::top;
use crate::digit::SIDE;
use crate::measure::softmax;
use std::fmt::Write;

/// Wrong answers in the picture, and how many of them in a row.
const COUNT: usize = 50;
const COLUMNS: usize = 10;

/// A digit's place in the picture, in pixels.
const PLACE: [usize; 2] = [64, 84];

/// An SVG of the answers that were wrong and most sure of it, the surest first, fifty at most. `logits`
/// has ten for each picture of the set, in its order.
pub fn svg(set: &Set, logits: &[Vec<f32>]) -> String {
    let mut wrong: Vec<(usize, usize, f32)> = Vec::new();
    for (index, (&label, logits)) in set.labels.iter().zip(logits).enumerate() {
        let shares = softmax(logits);
        let best = top(&shares);
        if best != usize::from(label) {
            wrong.push((index, best, shares[best]));
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
    svg + "</svg>\n"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_mistakes_come_first() {
        let images = vec![[200; SIDE * SIDE]; 3];
        let set = Set { images, labels: vec![0, 1, 2] };
        let sure = |class: usize, logit| {
            let mut logits = vec![0.0; 10];
            logits[class] = logit;
            logits
        };
        let svg = svg(&set, &[sure(7, 2.0), sure(1, 9.0), sure(8, 9.0)]);
        let places = [">2: 8, 100 %<", ">0: 7, 45 %<"].map(|words| svg.find(words));
        assert!(places.is_sorted() && places[0].is_some(), "{svg}");
        assert_eq!(svg.matches("<text").count(), 2, "the right one is left out");
    }
}
