//! An answer, and what the page says about it.

use crate::{
    protocol::{Answer, ReadDigit},
    ui::words,
};

/// More digits than these are hardly drawn.
const ORDINALS: [&str; 8] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

/// An answer with what the page adds to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What the network says.
    pub answer: Answer,
    /// Time on the device, ms: median of the last ones.
    pub device_ms: f64,
    /// From the change of the drawing to its answer, ms: median of the last ones.
    pub whole_ms: f64,
}

/// Why an answer is not sure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Doubt {
    /// Its digits touch throughout, as the strokes of one sign do.
    OneSign,
    /// A digit that may be another.
    Digit {
        /// Which of the number's, from 1.
        place: usize,
        /// The two likeliest.
        likeliest: [usize; 2],
        /// Whether it is likelier no digit than either.
        rather_none: bool,
    },
}

impl Reading {
    /// Of the digit that is shown: how likely it is this one of the ten, with what is no digit counted
    /// in.
    pub fn share_of(&self, digit: usize) -> Option<f32> {
        self.answer.shown()?.share_of(digit)
    }

    /// How likely it is none of them; nothing from a network that only knows digits.
    pub fn none(&self) -> Option<f32> {
        self.answer.shown()?.none
    }

    /// Where it is rather no digit at all: what it would be else, and how likely.
    fn rather_none(&self) -> Option<(usize, f32)> {
        match (self.doubt()?, self.answer.digits.len()) {
            (Doubt::Digit { rather_none: true, likeliest: [other, _], .. }, 1) => {
                Some((other, self.share_of(other)?))
            }
            _ => None,
        }
    }

    /// What it would be if it is no digit, in words: `or else 3, 7.5 %`.
    pub fn or_else(&self) -> Option<String> {
        let (other, share) = self.rather_none()?;
        Some(match share < 0.0005 {
            true => format!("or else {other}, below 0.1\u{a0}%"),
            false => format!("or else {other}, {}", words::percent(share)),
        })
    }

    /// Which of several digits bars and maps show: `the third digit, 4`.
    pub fn one_of_several(&self) -> Option<String> {
        let digit = self.answer.shown().filter(|_| self.answer.digits.len() > 1)?;
        Some(place_words(self.answer.shown, digit.digit))
    }

    /// What was read: a digit, or a number.
    pub fn number(&self) -> String {
        self.answer.number()
    }

    /// How likely all of it is.
    pub fn share(&self) -> f32 {
        self.answer.digits.iter().map(|digit| digit.share).product()
    }

    /// Why it is not sure: the first digit that is not.
    pub fn doubt(&self) -> Option<Doubt> {
        let digits = &self.answer.digits;
        if self.answer.one_sign {
            return Some(Doubt::OneSign);
        }
        let at = digits.iter().position(|digit| !digit.sure)?;
        match ranking(&digits[at])[..] {
            [(first, share), (second, _), ..] => Some(Doubt::Digit {
                place: at + 1,
                likeliest: [first, second],
                rather_none: digits[at].none.is_some_and(|none| none > share),
            }),
            _ => None,
        }
    }

    /// What the digit that is shown would be otherwise, in words, and how likely.
    pub fn otherwise(&self) -> Option<(String, f32)> {
        let digit = self.answer.shown()?;
        let (second, share) = *ranking(digit).get(1)?;
        Some(match digit.none {
            Some(none) if none > share => ("no digit".into(), none),
            _ => (second.to_string(), share),
        })
    }

    /// The answer in words, for the screen reader.
    pub fn words(&self) -> String {
        let (number, percent) = (self.number(), words::percent(self.share()));
        let digits = self.answer.digits.len();
        if let Some(other) = self.or_else() {
            return format!("No digit, {other}.");
        }
        match (self.doubt(), self.otherwise()) {
            (Some(doubt @ Doubt::OneSign), _) => {
                format!("Not sure: {number}. {}.", doubt.words(digits))
            }
            (Some(doubt), _) if digits == 1 => format!("Not sure: {}.", doubt.words(digits)),
            (Some(doubt), _) => format!("{number}, but not sure. {}", doubt.words(digits)),
            (None, Some((other, share))) if digits == 1 => {
                format!("{number}, {percent}. Then {other}, {}.", words::percent(share))
            }
            _ => format!("{number}, {percent}."),
        }
    }
}

impl Doubt {
    /// The doubt about an answer of so many digits.
    pub fn words(self, digits: usize) -> String {
        match self {
            Self::OneSign => format!("{digits} digits that touch, or one sign"),
            Self::Digit { likeliest: [first, second], .. } if digits == 1 => {
                format!("{first} or {second}, or no digit")
            }
            Self::Digit { place, likeliest: [first, second], .. } => {
                format!("Digit {place}: {first} or {second}?")
            }
        }
    }
}

/// A digit of a number and its place from the left, in words.
pub fn place_words(place: usize, digit: u8) -> String {
    match ORDINALS.get(place) {
        Some(ordinal) => format!("the {ordinal} digit, {digit}"),
        None => format!("digit {}, {digit}", place + 1),
    }
}

/// The digits by how likely this one is each, likeliest first.
fn ranking(digit: &ReadDigit) -> Vec<(usize, f32)> {
    // By what they are of a digit: where that is certainly none, all shares are 0.
    let mut order: Vec<usize> = (0..digit.probabilities.len()).collect();
    order.sort_by(|&a, &b| digit.probabilities[b].total_cmp(&digit.probabilities[a]));
    order.into_iter().filter_map(|one| Some((one, digit.share_of(one)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{digit::Bounds, protocol::Times};

    /// Likely this digit, and the next one after it.
    fn digit(digit: u8, none: Option<f32>, sure: bool) -> ReadDigit {
        let mut probabilities = vec![0.0; 10];
        probabilities[usize::from(digit)] = 0.75;
        probabilities[usize::from(digit) + 1] = 0.25;
        ReadDigit {
            digit,
            share: 0.75 * (1.0 - none.unwrap_or_default()),
            sure,
            probabilities,
            none,
            place: Bounds { low: [0.0; 2], high: [1.0; 2] },
            outputs: Vec::new(),
            own: 0,
        }
    }

    fn reading(digits: Vec<ReadDigit>, one_sign: bool) -> Reading {
        let times = Times { prepare: 0.0, device: 0.0, total: 0.0 };
        let (input, maps) = (Vec::new(), Vec::new());
        let answer = Answer { id: 1, digits, shown: 0, one_sign, input, maps, times };
        Reading { answer, device_ms: 0.0, whole_ms: 0.0 }
    }

    #[test]
    fn ten_shares_and_that_of_none_add_up() {
        for none in [None, Some(0.0), Some(0.6), Some(1.0)] {
            let reading = reading(vec![digit(3, none, true)], false);
            let ten: f32 = (0..10).filter_map(|digit| reading.share_of(digit)).sum();
            assert!((ten + none.unwrap_or_default() - 1.0).abs() < 1e-6, "{none:?}: {ten}");
            assert_eq!((reading.none(), reading.share_of(10)), (none, None));
        }
    }

    #[test]
    fn an_answer_is_told_with_what_it_would_be_otherwise() {
        let words = |none| reading(vec![digit(3, none, true)], false).words();
        assert_eq!(words(None), "3, 75.0\u{a0}%. Then 4, 25.0\u{a0}%.");
        assert_eq!(words(Some(0.2)), "3, 60.0\u{a0}%. Then 4, 20.0\u{a0}%.");
        assert_eq!(words(Some(0.4)), "3, 45.0\u{a0}%. Then no digit, 40.0\u{a0}%.");
    }

    #[test]
    fn of_several_digits_one_is_shown() {
        let number = |shown, count| {
            let mut reading = reading(vec![digit(4, None, true); count], false);
            reading.answer.shown = shown;
            reading.one_of_several()
        };
        assert_eq!(number(0, 1), None);
        assert_eq!(number(2, 3).as_deref(), Some("the third digit, 4"));
        assert_eq!(number(8, 9).as_deref(), Some("digit 9, 4"));
    }

    #[test]
    fn a_doubt_is_told_with_its_reason() {
        let words = |digits, one_sign| reading(digits, one_sign).words();
        let unsure = |none| digit(3, Some(none), false);
        assert_eq!(words(vec![unsure(0.2)], false), "Not sure: 3 or 4, or no digit.");
        assert_eq!(words(vec![unsure(0.9)], false), "No digit, or else 3, 7.5\u{a0}%.");
        assert_eq!(words(vec![unsure(1.0)], false), "No digit, or else 3, below 0.1\u{a0}%.");
        let sure = digit(1, Some(0.0), true);
        assert_eq!(words(vec![sure, unsure(0.9)], false), "13, but not sure. Digit 2: 3 or 4?");
        assert_eq!(
            words(vec![unsure(0.0), unsure(0.0)], true),
            "Not sure: 33. 2 digits that touch, or one sign."
        );
    }
}
