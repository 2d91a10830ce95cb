//! Digits as pen strokes, and how other hands would have written them.
//!
//! From the International Unipen Foundation's "Unipen data set of on-line (vectorial) handwriting,
//! train_r01_v07" (1999), doi 10.5281/zenodo.1195803, CC BY 4.0; `docs/training.md` has the notice.

use super::data::{Set, read};
use super::random::Random;
use crate::digit::{PEN, SIDE, prepare, rasterise, rasterise_with};
use crate::error::Error;
use crate::home::locate;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is said where there are no pen strokes.
const MISSING: &str = "pen strokes are not published with Triptych: give --strokes FILE, or \
    --strokes none for MNIST alone";

/// Pen strokes: lists of points `[x, y]`, y downwards.
pub type Strokes = Vec<Vec<[f32; 2]>>;

/// One digit as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Hand {
    /// Which digit, 0 to 9.
    pub label: u8,
    /// The collection it comes from.
    pub donor: String,
    /// Who wrote it.
    pub writer: String,
    /// 0 to 1 along the longer side.
    pub strokes: Strokes,
}

impl Hand {
    /// Whether it is more than a piece of its digit: the data has bars of fours and feet of ones that
    /// were cut off and carry the whole's label. Told by geometry alone: a single stroke, too
    /// straight for what it should be.
    pub fn is_whole(&self) -> bool {
        let [stroke] = &self.strokes[..] else { return true };
        let (Some(first), Some(last)) = (stroke.first(), stroke.last()) else { return false };
        let [right, down] = [0, 1].map(|axis| (last[axis] - first[axis]).abs());
        let step = |pair: &[[f32; 2]]| (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]);
        let length: f32 = stroke.windows(2).map(step).sum();
        let straight = right.hypot(down) / length.max(f32::MIN_POSITIVE);
        match self.label {
            1 => straight < 0.9 || down > right,
            4 => straight < 0.6,
            7 => straight < 0.95,
            _ => straight < 0.8,
        }
    }
}

/// Reads a file of digits, a JSON object a line, with coordinates from 0 to 1000.
///
/// # Errors
///
/// [`Error::Unreadable`] with what to do if the file is missing, [`Error::BadFile`] with the line
/// that is no digit.
pub fn parse(path: &Path) -> Result<Vec<Hand>, Error> {
    let bytes = read(path, MISSING)?;
    let what = || path.display().to_string();
    let lines = bytes.split(|&byte| byte == b'\n').enumerate();
    let hand = |(number, line): (usize, &[u8])| {
        let bad = |reason: String| Error::BadFile {
            what: what(),
            reason: format!("line {}: {reason}", number + 1),
        };
        let mut hand: Hand =
            serde_json::from_slice(line).map_err(|error| bad(error.to_string()))?;
        let values = hand.strokes.iter_mut().flatten().flatten();
        values.for_each(|value| *value /= 1000.0);
        match (hand.label, rasterise(&hand.strokes)) {
            (0..=9, Some(_)) => Ok(hand),
            _ => Err(bad("no digit".into())),
        }
    };
    lines.filter(|(_, line)| !line.is_empty()).map(hand).collect()
}

/// The names of the collections that digits come from, for people.
pub fn collections(hands: &[Hand]) -> String {
    let names: BTreeSet<&str> = hands.iter().map(|hand| &*hand.donor).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// Whether digits come from each of these collections.
///
/// # Errors
///
/// Which is not there, and which are, in words for people.
pub fn check_collections(hands: &[Hand], names: &[String]) -> Result<(), String> {
    match names.iter().find(|name| !hands.iter().any(|hand| hand.donor == **name)) {
        Some(name) => {
            Err(format!("there is no collection {name}; there are {}", collections(hands)))
        }
        None => Ok(()),
    }
}

/// One of so many writers, by their names, to measure on.
pub fn every_nth_writer(hands: &[Hand], every: usize) -> BTreeSet<String> {
    let writers: BTreeSet<&String> = hands.iter().map(|hand| &hand.writer).collect();
    writers.into_iter().step_by(every.max(1)).cloned().collect()
}

/// Where `cargo xtask data strokes` puts the file.
pub fn default_file() -> PathBuf {
    let home = locate(std::env::consts::OS, |name| std::env::var_os(name));
    home.unwrap_or_default().join("data/unipen-digits/strokes.jsonl")
}

/// The digits as they are, prepared as a visitor's drawing is.
pub fn pictures(hands: &[Hand]) -> Set {
    let picture = |hand: &Hand| match rasterise(&hand.strokes) {
        Some(ink) => prepare(&ink),
        None => [0; SIDE * SIDE],
    };
    Set {
        images: hands.iter().map(picture).collect(),
        labels: hands.iter().map(|hand| hand.label).collect(),
    }
}

/// Degrees of rotation, either way.
const ROTATION: f32 = 12.0;
/// Sideways move per height, either way.
const SLANT: f32 = 0.3;
/// Width against height, either way.
const SQUEEZE: f32 = 0.2;
/// How far bends move a point at most, of the digit's size.
const BEND: f32 = 0.05;
/// How far a trembling hand moves each point at most, of the digit's size.
const TREMBLE: f32 = 0.008;
/// The pen at its finest and broadest, of [`PEN`].
const PENS: [f32; 2] = [0.65, 1.4];
/// How much of its width a fast pen loses at most.
const HASTE: f32 = 0.5;

/// The strokes as another hand would have written them: turned, slanted, squeezed, bent, trembling.
pub fn by_another(strokes: &Strokes, random: &mut Random) -> Strokes {
    let (sine, cosine) = random.either(ROTATION).to_radians().sin_cos();
    let (slant, squeeze) = (random.either(SLANT), 1.0 + random.either(SQUEEZE));
    let bends = [(); 2].map(|()| Bend::new(random));
    strokes
        .iter()
        .map(|stroke| {
            let point = |&place: &[f32; 2]| {
                let [x, y] = [0, 1]
                    .map(|axis| place[axis] + bends[axis].at(place) + random.either(TREMBLE) - 0.5);
                let x = squeeze * x + slant * y;
                [cosine * x - sine * y, sine * x + cosine * y]
            };
            stroke.iter().map(point).collect()
        })
        .collect()
}

/// The strokes as another hand would have written them with another pen, prepared as a visitor's
/// drawing is.
pub fn rewrite(strokes: &Strokes, random: &mut Random) -> [u8; SIDE * SIDE] {
    let written = by_another(strokes, random);
    let pen = PEN * random.between(PENS[0], PENS[1]);
    let haste = random.between(0.0, HASTE);
    let speeds: Vec<_> = written.iter().map(|stroke| speeds(stroke)).collect();
    let pressure = |stroke: usize, point: usize| 1.0 - haste * speeds[stroke][point];
    match rasterise_with(&written, pen, pressure) {
        Some(ink) => prepare(&ink),
        None => [0; SIDE * SIDE],
    }
}

/// A wave across the digit that moves its points along one axis.
struct Bend {
    height: f32,
    direction: [f32; 2],
    phase: f32,
}

impl Bend {
    fn new(random: &mut Random) -> Self {
        let height = random.either(BEND);
        let direction = [random.either(7.0), random.either(7.0)]; // about one wave at most
        Self { height, direction, phase: random.either(std::f32::consts::PI) }
    }

    fn at(&self, [x, y]: [f32; 2]) -> f32 {
        self.height * (self.direction[0] * x + self.direction[1] * y + self.phase).sin()
    }
}

/// How fast the pen was at each point, 0 to 1: half for its usual speed. Tablets report points at
/// even times.
fn speeds(stroke: &[[f32; 2]]) -> Vec<f32> {
    let step = |pair: &[[f32; 2]]| (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]);
    let steps: Vec<f32> = stroke.windows(2).map(step).collect();
    let usual = (steps.iter().sum::<f32>() / steps.len().max(1) as f32).max(f32::MIN_POSITIVE);
    (0..stroke.len())
        .map(|index| {
            // Over a few steps: a width that jumps is no pen's.
            let near = &steps[index.saturating_sub(3)..(index + 3).min(steps.len())];
            let mean = near.iter().sum::<f32>() / near.len().max(1) as f32;
            (mean / usual / 2.0).clamp(0.0, 1.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Hand {
        let line = r#"{"label": 3, "donor": "a", "writer": "a-1", "strokes":
            [[[0, 0], [600, 100], [200, 450], [700, 700], [100, 1000]], [[5, 5]]]}"#;
        let path = std::env::temp_dir().join(format!("triptych-hands-{}", std::process::id()));
        std::fs::write(&path, format!("{}\n", line.replace('\n', " "))).expect("written");
        let mut hands = parse(&path).expect("a digit");
        std::fs::remove_file(path).expect("removed");
        hands.remove(0)
    }

    #[test]
    fn digits_are_read_and_prepared() {
        let hand = three();
        assert_eq!((hand.label, hand.strokes[0][1]), (3, [0.6, 0.1]));
        let set = pictures(&[hand]);
        assert_eq!((set.len(), set.labels[0]), (1, 3));
        assert!(set.images[0].contains(&255));
    }

    #[test]
    fn what_is_no_digit_is_told_by_its_line() {
        let path = std::env::temp_dir().join(format!("triptych-no-hands-{}", std::process::id()));
        for line in ["{}", r#"{"label":11,"donor":"","writer":"","strokes":[[[1,1]]]}"#] {
            std::fs::write(&path, format!("\n{line}\n")).expect("written");
            let error = parse(&path).expect_err("no digit").to_string();
            assert!(error.contains("line 2"), "{error}");
        }
        std::fs::remove_file(&path).expect("removed");
        let error = parse(&path).expect_err("no file").to_string();
        assert!(error.contains("not published") && error.contains("--strokes none"), "{error}");
    }

    #[test]
    fn hands_differ_by_their_seed_alone() {
        let strokes = three().strokes;
        let written = |seed| rewrite(&strokes, &mut Random::new(seed));
        assert_eq!(written(1), written(1));
        assert_ne!(written(1), written(2));
        for seed in 0..100 {
            let ink: u32 = written(seed).iter().map(|&value| u32::from(value)).sum();
            assert!((40..250).contains(&(ink / 255)), "{}", ink / 255);
        }
    }
}
