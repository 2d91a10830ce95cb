//! What an epoch consists of: MNIST's digits, digits as pen strokes, and what is no digit.

use super::augment::{Strength, distort};
use super::data::Set;
use super::habits;
use super::hands::{Hand, rewrite};
use super::random::Random;
use super::rubbish::{Kind, draw, spoil, turn};
use crate::digit::SIDE;

/// The label of what is no digit.
pub const RUBBISH: u8 = 10;

/// How often an epoch has each digit of pen strokes, each time by another hand.
const TIMES: usize = 3;

/// Pictures of MNIST to one that is no digit.
const RARE: usize = 10;

/// A prepared picture.
type Image = [u8; SIDE * SIDE];

/// The pictures of an epoch. Without pen strokes there are MNIST's alone.
#[derive(Clone, Copy, Debug)]
pub struct Mix<'a> {
    /// MNIST's digits.
    pub mnist: &'a Set,
    /// Digits as pen strokes.
    pub hands: &'a [Hand],
    /// How MNIST's are distorted.
    pub strength: Strength,
    /// Side of the network's input.
    pub side: usize,
}

impl Mix<'_> {
    /// How many pictures an epoch has.
    pub fn len(&self) -> usize {
        let rubbish = if self.hands.is_empty() { 0 } else { self.mnist.len() / RARE };
        self.mnist.len() + TIMES * self.hands.len() + rubbish
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Picture `index`, `[side, side]` from 0 to 1, and its label.
    pub fn picture(&self, index: usize, random: &mut Random) -> (Vec<f32>, u8) {
        if index < self.mnist.len() {
            let image = &self.mnist.images[index];
            return (distort(image, self.side, &self.strength, random), self.mnist.labels[index]);
        }
        let index = index - self.mnist.len();
        let (image, label) = match index < TIMES * self.hands.len() {
            true => {
                let hand = &self.hands[index / TIMES];
                let mut strokes = hand.strokes.clone();
                habits::add(hand.label, &mut strokes, random);
                (rewrite(&strokes, random), hand.label)
            }
            false => (self.rubbish(random), RUBBISH),
        };
        // The hand has bent and slanted it; what is left is where and how large.
        let Strength { scale, squeeze, shift, .. } = self.strength;
        let rest = Strength { scale, squeeze, shift, ..Strength::NONE };
        (distort(&image, self.side, &rest, random), label)
    }

    fn rubbish(&self, random: &mut Random) -> Image {
        match random.below(16) {
            0..3 => rewrite(&draw(Kind::Scribble, random), random),
            3..5 => rewrite(&draw(Kind::Wander, random), random),
            5..9 => rewrite(&draw(Kind::Shape, random), random),
            9..12 => rewrite(&turn(self.hands, random), random),
            12..15 => rewrite(&spoil(self.hands, random), random),
            _ => {
                let [left, right] = [self.digit(random), self.digit(random)];
                between(&left, &right, random)
            }
        }
    }

    fn digit(&self, random: &mut Random) -> Image {
        match random.below(2) {
            0 => self.mnist.images[random.below(self.mnist.len())],
            _ => rewrite(&self.hands[random.below(self.hands.len())].strokes, random),
        }
    }
}

/// What lies between two digits of a line, with a part of either.
fn between(left: &Image, right: &Image, random: &mut Random) -> Image {
    let apart = SIDE + random.below(9);
    let from = 11 + random.below(apart - 21);
    std::array::from_fn(|i| {
        let (row, column) = (i / SIDE, i % SIDE + from);
        let value = |image: &Image, column: usize| image[row * SIDE + column];
        match (column < SIDE, column.checked_sub(apart)) {
            (true, _) => value(left, column),
            (_, Some(column)) if column < SIDE => value(right, column),
            _ => 0,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hands() -> Vec<Hand> {
        let line = |label| Hand {
            label,
            donor: "a".into(),
            writer: "b".into(),
            strokes: vec![vec![[0.1, 0.0], [0.1, 0.3], [0.1, 0.7], [0.1, 1.0]]],
        };
        vec![line(1), line(7)]
    }

    #[test]
    fn an_epoch_has_every_source() {
        let mnist = Set { images: vec![[99; 784]; 32], labels: vec![5; 32] };
        let hands = hands();
        let mix = Mix { mnist: &mnist, hands: &hands, strength: Strength::DEFAULT, side: 32 };
        let labels: Vec<u8> = (0..mix.len())
            .map(|index| {
                let (picture, label) = mix.picture(index, &mut Random::new(index as u64));
                assert!(picture.len() == 1024 && picture.iter().any(|&value| value > 0.1));
                label
            })
            .collect();
        assert_eq!(labels[..32], [5; 32]);
        assert_eq!(labels[32..38], [1, 1, 1, 7, 7, 7]);
        assert_eq!(labels[38..], [RUBBISH; 32 / RARE]);
        assert_eq!(Mix { hands: &[], ..mix }.len(), 32);
    }

    #[test]
    fn between_two_digits_is_a_part_of_either() {
        let [left, right] = [[1; 784], [2; 784]];
        for seed in 0..100 {
            let image = between(&left, &right, &mut Random::new(seed));
            assert!(image[0] == 1 && image.iter().filter(|&&value| value == 1).count() <= 20 * 28);
        }
    }
}
