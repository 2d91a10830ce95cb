//! Ten digits in several hands, as pen strokes in the unit square, y downwards.
//!
//! A stroke is written down as few points, which `smooth` joins to a curve; a point written twice
//! is a corner.

mod continental;
mod school;

/// The points of a stroke.
pub type Stroke = Vec<[f64; 2]>;

/// One person's way of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// As taught at school: upright, round, and in the middle.
    School,
    /// Another school's: a 1 with a flag, a crossed 7, a 4 in one stroke, looped.
    Continental,
    /// A hurried one: small, slanted, off the middle, unsteady.
    Hurried,
}

impl Hand {
    /// Every hand.
    pub const ALL: [Self; 3] = [Self::School, Self::Continental, Self::Hurried];

    /// How this hand writes a digit.
    pub fn digit(self, digit: usize) -> Vec<Stroke> {
        let strokes = match self {
            Self::Continental => continental::DIGITS[digit],
            Self::School | Self::Hurried => school::DIGITS[digit],
        };
        let curves = strokes.iter().map(|stroke| smooth(stroke));
        match self {
            Self::Hurried => curves
                .enumerate()
                .map(|(number, curve)| hurry(&curve, digit + 3 * number))
                .collect(),
            _ => curves.collect(),
        }
    }

    /// How this hand writes a number: its digits side by side across the square, each one's strokes.
    pub fn number(self, digits: &[usize]) -> Vec<Vec<Stroke>> {
        let size = 0.9 / digits.len().max(2) as f64;
        let place = |at: usize, [x, y]: [f64; 2]| {
            [0.05 + size * (at as f64 + x), 0.5 + size * 1.2 * (y - 0.5)]
        };
        let digit = |(at, &digit): (usize, &usize)| {
            let moved = |stroke: Stroke| stroke.into_iter().map(|point| place(at, point)).collect();
            self.digit(digit).into_iter().map(moved).collect()
        };
        digits.iter().enumerate().map(digit).collect()
    }
}

/// The curve through all points (Catmull and Rom's), at distances that a pointer reports.
fn smooth(points: &[[f64; 2]]) -> Stroke {
    const PARTS: usize = 5;
    let at = |i: usize| points[i.min(points.len() - 1)];
    let mut curve = vec![points[0]];
    for i in 0..points.len() - 1 {
        let (before, from, to, after) = (at(i.saturating_sub(1)), at(i), at(i + 1), at(i + 2));
        if from == to {
            continue;
        }
        for part in 1..=PARTS {
            let t = part as f64 / PARTS as f64;
            curve.push([0, 1].map(|axis| {
                let (p, a, b, n) = (before[axis], from[axis], to[axis], after[axis]);
                let linear = (b - p) * t;
                let square = (2.0 * p - 5.0 * a + 4.0 * b - n) * t * t;
                let cube = (3.0 * a - p - 3.0 * b + n) * t * t * t;
                a + (linear + square + cube) / 2.0
            }));
        }
    }
    curve
}

/// Smaller, slanted to the right, up in a corner, with a slow tremble.
fn hurry(curve: &Stroke, seed: usize) -> Stroke {
    let tremble = |i: usize, phase: f64| 0.006 * (1.3 * i as f64 + seed as f64 + phase).sin();
    let place = |(i, [x, y]): (usize, &[f64; 2])| {
        let (x, y) = (x - 0.5, y - 0.5);
        [0.34 + 0.5 * (x - 0.22 * y) + tremble(i, 0.0), 0.36 + 0.48 * y + tremble(i, 1.7)]
    };
    curve.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hand_stays_on_the_board_and_moves_on() {
        for (hand, digit) in
            Hand::ALL.iter().flat_map(|hand| (0..10).map(move |digit| (hand, digit)))
        {
            for stroke in hand.digit(digit) {
                assert!(stroke.len() > 4, "{hand:?} {digit}");
                assert!(
                    stroke.iter().flatten().all(|at| (0.02..0.98).contains(at)),
                    "{hand:?} {digit}"
                );
                let steps = stroke
                    .windows(2)
                    .map(|pair| (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]));
                assert!(steps.clone().all(|step| step < 0.12), "{hand:?} {digit} jumps");
            }
        }
    }
}
