//! Whether strokes look like one digit of their line.
//!
//! The network cannot say: it sees every digit brought to one size and alone, so that an open four
//! with the next one's angle is a four to it, and two bars are a thick one.

use super::atoms::Atom;

/// Heights are of the whole drawing, and nats are added to the logarithm of how likely the network
/// finds the digit. A third or three times of each cost gives the same numbers within 0.1 %
/// (`docs/training.md`).
///
/// Digits are this high at least; what is lower, as a ring of an eight is, costs this much per height.
const HIGH: f32 = 0.6;
const LOW_COSTS: f32 = 5.0;

/// Digits are this wide at most; what is wider costs this much per height.
const NARROW: f32 = 0.8;
const WIDTH_COSTS: f32 = 1.0;

/// A digit has one stroke of this height at most; each more costs this much.
const TALL: f32 = 0.75;
const TALL_COSTS: f32 = 0.3;

/// How much less likely than the network finds it these atoms are one digit of a drawing of this
/// height: in nats, 0 or less.
pub(super) fn form(atoms: &[Atom], height: f32) -> f32 {
    let reach = |span: fn(&Atom) -> [f32; 2]| {
        let low = atoms.iter().map(|atom| span(atom)[0]).fold(f32::INFINITY, f32::min);
        let high = atoms.iter().map(|atom| span(atom)[1]).fold(f32::NEG_INFINITY, f32::max);
        (high - low) / height
    };
    let tall = |atom: &&Atom| atom.down[1] - atom.down[0] > TALL * height;
    let more = atoms.iter().filter(tall).count().saturating_sub(1);
    // `max` is also for what is no number: the furthest coordinates have no finite distance.
    -LOW_COSTS * (HIGH - reach(|atom| atom.down)).max(0.0)
        - WIDTH_COSTS * (reach(|atom| atom.across) - NARROW).max(0.0)
        - TALL_COSTS * more as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(across: [f32; 2], down: [f32; 2]) -> Atom {
        Atom { strokes: vec![0], across, down }
    }

    #[test]
    fn a_digit_is_high_and_narrow_and_has_one_tall_stroke() {
        let near = |found: f32, expected: f32| {
            assert!((found - expected).abs() < 1e-5, "{found}, not {expected}");
        };
        let bar = |x: f32| atom([x, x], [0.0, 1.0]);
        let bow = atom([0.0, 0.4], [0.0, 0.5]);
        near(form(&[bow.clone(), bar(0.3)], 1.0), 0.0);
        near(form(std::slice::from_ref(&bow), 1.0), -0.5);
        near(form(&[bow, bar(1.0)], 1.0), -0.2);
        near(form(&[bar(0.0), bar(0.1), bar(0.2)], 1.0), -0.6);
        // The measure is the drawing, whatever its unit.
        near(form(&[atom([0.0, 20.0], [0.0, 10.0])], 20.0), -0.7);
    }

    #[test]
    fn no_coordinates_are_too_much() {
        let furthest = atom([f32::MIN, f32::MAX], [f32::MIN, f32::MAX]);
        for height in [f32::MIN_POSITIVE, 1.0, f32::INFINITY] {
            assert!(form(std::slice::from_ref(&furthest), height) <= 0.0);
        }
    }
}
