//! What the network says over a slider's range, and where its answer flips.

use super::changes::Knob;
use crate::ui::words;

/// Positions at which the network is asked. Every range has 0 among them.
const POINTS: usize = 73;
/// A class is drawn if it is so likely anywhere.
const SEEN: f32 = 0.15;

/// Evenly over a slider's range.
pub fn positions(knob: Knob) -> Vec<f32> {
    let [low, high] = knob.range();
    let step = (high - low) / (POINTS - 1) as f32;
    (0..POINTS).map(|index| low + step * index as f32).collect()
}

/// The probabilities of the digits over a slider's range.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// The slider.
    pub knob: Knob,
    /// Its positions, rising.
    at: Vec<f32>,
    /// `[positions, classes]`.
    shares: Vec<f32>,
    classes: usize,
}

/// What is read at rest, and where on either side of that the answer flips first, and to what.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flips {
    /// The digit at rest.
    pub home: usize,
    /// Below rest and above it: the position, and the digit that it becomes.
    pub sides: [Option<(f32, usize)>; 2],
}

/// A part of the range with one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Where it begins and ends.
    pub range: [f32; 2],
    /// The likeliest digit.
    pub digit: usize,
    /// How likely it is at its surest.
    pub most: f32,
}

impl Curves {
    /// Of the shares at [`positions`], `[N, classes]`; nothing if they are not as many.
    pub fn new(knob: Knob, shares: Vec<f32>) -> Option<Self> {
        let at = positions(knob);
        let classes = shares.len() / at.len();
        (classes > 0 && classes * at.len() == shares.len()).then_some(Self {
            knob,
            at,
            shares,
            classes,
        })
    }

    fn rows(&self) -> impl Iterator<Item = (f32, &[f32])> {
        self.at.iter().copied().zip(self.shares.chunks(self.classes))
    }

    /// The parts of the range from its low end on, each with another answer than the one before.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut all: Vec<Stretch> = Vec::new();
        let mut before: Option<(f32, &[f32])> = None;
        for (at, shares) in self.rows() {
            let (digit, most) = likeliest(shares);
            match all.last_mut() {
                Some(last) if last.digit == digit => {
                    last.range[1] = at;
                    last.most = last.most.max(most);
                }
                last => {
                    let flip = before.map_or(at, |(earlier, old)| {
                        let from = last.as_ref().map_or(digit, |last| last.digit);
                        crossing([earlier, at], [old, shares], [from, digit])
                    });
                    if let Some(last) = last {
                        last.range[1] = flip;
                    }
                    all.push(Stretch { range: [flip, at], digit, most });
                }
            }
            before = Some((at, shares));
        }
        all
    }

    /// Where the answer flips; nothing if there is no answer at rest.
    pub fn flips(&self) -> Option<Flips> {
        let stretches = self.stretches();
        let holds = |stretch: &Stretch| stretch.range[0] <= 0.0 && 0.0 <= stretch.range[1];
        let home = stretches.iter().rposition(holds)?;
        let lower = home.checked_sub(1).and_then(|lower| stretches.get(lower));
        let lower = lower.map(|stretch| (stretch.range[1], stretch.digit));
        let upper = stretches.get(home + 1).map(|stretch| (stretch.range[0], stretch.digit));
        Some(Flips { home: stretches.get(home)?.digit, sides: [lower, upper] })
    }

    /// The same in a sentence.
    pub fn words(&self) -> String {
        let Some(Flips { home: digit, sides }) = self.flips() else { return String::new() };
        let told: Vec<String> = sides
            .iter()
            .rev() // to the right first
            .flatten()
            .map(|(at, other)| {
                format!("at {} it becomes {}", self.knob.words(*at), words::a_digit(*other))
            })
            .collect();
        if told.is_empty() {
            return format!("It stays {} over the whole range.", words::a_digit(digit));
        }
        format!("At rest {}; {}.", words::a_digit(digit), told.join(", "))
    }

    /// The digits that are worth a line, the likeliest anywhere first: each with its highest point,
    /// position and share.
    pub fn seen(&self) -> Vec<(usize, [f32; 2])> {
        let highest = |digit: usize| {
            let point = |(at, shares): (f32, &[f32])| [at, shares[digit]];
            let best = self.rows().map(point).max_by(|a, b| a[1].total_cmp(&b[1]));
            (digit, best.unwrap_or_default())
        };
        let mut all: Vec<_> = (0..self.classes).map(highest).collect();
        all.retain(|(_, [_, share])| *share >= SEEN);
        all.sort_by(|a, b| b.1[1].total_cmp(&a.1[1]));
        all
    }

    /// A digit's line in a box of this size, as SVG draws paths.
    pub fn path(&self, digit: usize, [width, height]: [f32; 2]) -> String {
        let mut path = String::new();
        for (at, shares) in self.rows() {
            let (x, y) = (width * self.along(at), height * (1.0 - shares[digit]));
            let letter = if path.is_empty() { 'M' } else { 'L' };
            path.push_str(&format!("{letter}{x:.1} {y:.1}"));
        }
        path
    }

    /// How far along the range a position is, 0 to 1.
    pub fn along(&self, at: f32) -> f32 {
        let [low, high] = self.knob.range();
        ((at - low) / (high - low)).clamp(0.0, 1.0)
    }

    /// A stretch's ends in words.
    pub fn ends(&self, stretch: &Stretch) -> [String; 2] {
        stretch.range.map(|at| self.knob.words(at))
    }
}

/// The likeliest digit and its share.
pub fn likeliest(shares: &[f32]) -> (usize, f32) {
    let best = shares.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    best.unwrap_or_default()
}

/// Where one share falls below the other, between two positions: as straight lines cross.
fn crossing(at: [f32; 2], shares: [&[f32]; 2], [from, to]: [usize; 2]) -> f32 {
    let lead = shares.map(|shares| shares[from] - shares[to]);
    let part = lead[0] / (lead[0] - lead[1]).max(f32::MIN_POSITIVE);
    at[0] + part.clamp(0.0, 1.0) * (at[1] - at[0])
}

/// A digit and how likely it is, in words.
pub fn said(shares: &[f32]) -> String {
    let (digit, share) = likeliest(shares);
    format!("{digit}, {}", words::percent(share))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three classes: 0 below a middle position, 1 from there on, 2 at the high end.
    fn curves(middle: f32) -> Curves {
        let row = |at: f32| {
            let one = ((at - middle) / 20.0 + 0.5).clamp(0.0, 1.0);
            let two = if at > 150.0 { 1.0 } else { 0.0 };
            [(1.0 - one) * (1.0 - two), one * (1.0 - two), two]
        };
        let shares = positions(Knob::Turn).into_iter().flat_map(row).collect();
        Curves::new(Knob::Turn, shares).expect("as many as positions")
    }

    #[test]
    fn zero_is_among_the_positions_of_every_slider() {
        for knob in Knob::ALL {
            let at = positions(knob);
            assert!(at.iter().any(|at| at.abs() < 1e-5), "{knob:?}");
            assert!((at[POINTS - 1] - knob.range()[1]).abs() < 1e-4 && at[0] == knob.range()[0]);
        }
    }

    #[test]
    fn the_answer_flips_where_the_lines_cross() {
        let curves = curves(37.0);
        let Flips { home, sides: [lower, upper] } = curves.flips().expect("an answer at rest");
        let (at, to) = upper.expect("a flip to the right");
        assert!((at - 37.0).abs() < 0.01, "{at}");
        assert_eq!((home, lower, to), (0, None, 1));
        assert_eq!(curves.words(), "At rest a 0; at 37\u{b0} it becomes a 1.");
        let stretches = curves.stretches();
        assert_eq!(stretches.iter().map(|it| it.digit).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(stretches[2].range[1], 180.0);
        assert_eq!(stretches[0].range[1], stretches[1].range[0]);
    }

    #[test]
    fn flips_on_the_other_side_are_found_too() {
        let Flips { home, sides } = curves(-60.0).flips().expect("an answer at rest");
        assert_eq!((home, sides.map(|side| side.map(|it| it.1))), (1, [Some(0), Some(2)]));
        let words = curves(-60.0).words();
        assert_eq!(
            words,
            "At rest a 1; at 152\u{b0} it becomes a 2, at \u{2212}60\u{b0} it becomes a 0."
        );
    }

    #[test]
    fn one_answer_over_all_is_said() {
        let shares = [0.9, 0.1].repeat(POINTS);
        let curves = Curves::new(Knob::Noise, shares).expect("as many as positions");
        assert_eq!(curves.words(), "It stays a 0 over the whole range.");
        assert_eq!(curves.seen().len(), 1, "the other is below what is drawn");
        assert_eq!(Curves::new(Knob::Noise, vec![0.5; 7]), None);
        assert_eq!(Curves::new(Knob::Noise, Vec::new()), None);
    }

    #[test]
    fn lines_go_from_end_to_end() {
        let path = curves(0.0).path(1, [100.0, 10.0]);
        assert!(path.starts_with("M0.0 10.0L") && path.ends_with("L100.0 10.0"), "{path}");
        assert!(path.contains("L50.0 5.0"), "half and half in the middle: {path}");
    }
}
