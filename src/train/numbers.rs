//! Numbers as one writer would have written them, made from that writer's digits.

use super::hands::{Hand, Strokes};
use super::random::Random;
use crate::digit::Bounds;
use std::collections::BTreeMap;

/// A number and how it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Its digits from left to right.
    pub digits: Vec<u8>,
    /// All strokes, in the unit square.
    pub strokes: Strokes,
    /// Whether two of its digits touch or overlap along the line.
    pub touches: bool,
}

/// Fewest and most digits of a number, as most are measured.
pub const LENGTHS: [usize; 2] = [3, 6];
/// The gap between two digits, of their height.
const GAP: [f32; 2] = [0.06, 0.4];
/// The gap where they are as good as touching.
const TOUCH: [f32; 2] = [-0.12, 0.04];
/// One gap of so many is that small.
const TOUCHING: usize = 8;
/// One number of so many has its strokes in any order: bars and dots last, or from right to left.
const DISORDER: usize = 5;

/// So many numbers of `lengths` digits, fewest and most, each of one writer's digits.
pub fn compose(hands: &[Hand], lengths: [usize; 2], count: usize, seed: u64) -> Vec<Written> {
    let mut writers: BTreeMap<&str, Vec<&Hand>> = BTreeMap::new();
    hands.iter().for_each(|hand| writers.entry(&hand.writer).or_default().push(hand));
    let writers: Vec<_> = writers.into_values().filter(|own| own.len() >= lengths[1]).collect();
    let one = |index: usize| {
        let mut random = Random::of(&[seed, index as u64]);
        write(&writers[random.below(writers.len())], lengths, &mut random)
    };
    if writers.is_empty() { Vec::new() } else { (0..count).map(one).collect() }
}

/// A number from these digits of one writer.
fn write(own: &[&Hand], [fewest, most]: [usize; 2], random: &mut Random) -> Written {
    let count = fewest + random.below(most - fewest + 1);
    let slant = random.either(0.25);
    let (sine, cosine) = random.either(3.0).to_radians().sin_cos();
    let (mut digits, mut strokes, mut touches) = (Vec::new(), Strokes::new(), false);
    let mut right = 0.0;
    for _ in 0..count {
        let hand = own[random.below(own.len())];
        let Some(Bounds { low, high }) = Bounds::of(&hand.strokes) else { continue };
        let (size, down) = (random.between(0.9, 1.1), random.either(0.06));
        let narrow = random.below(TOUCHING) == 0;
        let [least, most] = if narrow { TOUCH } else { GAP };
        // The first has nothing before it.
        let gap = if digits.is_empty() { 0.0 } else { random.between(least, most) };
        touches |= narrow && !digits.is_empty();
        let start = right + gap;
        let place = |&[x, y]: &[f32; 2]| {
            let (x, y) = (start + size * (x - low[0]), down + size * (y - high[1]));
            let x = x + slant * y;
            [cosine * x - sine * y, sine * x + cosine * y]
        };
        strokes.extend(hand.strokes.iter().map(|stroke| stroke.iter().map(place).collect()));
        digits.push(hand.label);
        right = start + size * (high[0] - low[0]);
    }
    if random.below(DISORDER) == 0 {
        let order = random.order(strokes.len());
        strokes = order.into_iter().map(|index| strokes[index].clone()).collect();
    }
    Written { digits, strokes: in_unit_square(strokes), touches }
}

fn in_unit_square(strokes: Strokes) -> Strokes {
    let Some(Bounds { low, high }) = Bounds::of(&strokes) else { return strokes };
    let longer = (high[0] - low[0]).max(high[1] - low[1]).max(f32::MIN_POSITIVE);
    let place =
        |point: [f32; 2]| [0, 1].map(|axis| 0.05 + 0.9 * (point[axis] - low[axis]) / longer);
    strokes.into_iter().map(|stroke| stroke.into_iter().map(place).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(writer: &str, label: u8) -> Vec<Hand> {
        let bar = Hand {
            label,
            donor: "a".into(),
            writer: writer.into(),
            strokes: vec![(0..=10).map(|i| [0.1, i as f32 / 10.0]).collect()],
        };
        vec![bar; LENGTHS[1]]
    }

    #[test]
    fn a_number_is_one_writers_and_in_the_unit_square() {
        let hands = [bars("a", 1), bars("b", 7), bars("c", 3)[1..].to_vec()].concat();
        let numbers = compose(&hands, LENGTHS, 200, 1);
        assert_eq!(numbers, compose(&hands, LENGTHS, 200, 1));
        for number in &numbers {
            assert!((LENGTHS[0]..=LENGTHS[1]).contains(&number.digits.len()));
            let first = number.digits[0];
            assert!(first != 3 && number.digits.iter().all(|&digit| digit == first));
            assert_eq!(number.strokes.len(), number.digits.len());
            let inside = |point: &[f32; 2]| point.iter().all(|value| (0.0..=1.0).contains(value));
            assert!(number.strokes.iter().flatten().all(inside));
        }
        let touching = numbers.iter().filter(|number| number.touches).count();
        assert!((20..120).contains(&touching), "{touching}");
        assert!(compose(&hands[..3], LENGTHS, 5, 1).is_empty());
        let pairs = compose(&hands[..3], [2, 2], 5, 1);
        assert!(pairs.len() == 5 && pairs.iter().all(|pair| pair.digits == [1, 1]));
    }
}
