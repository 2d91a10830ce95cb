//! What can be chosen about an operation.

use super::conv2d::SMALL_TILES;
use super::linear::{FEW_SLICES, MANY_SLICES};
use super::{Conv2d, Implementation, Linear, Operation};

/// One of the ways to compute an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// A number among [`Operation::implementations`].
    pub implementation: usize,
    /// How many parts sums are computed in.
    pub parts: usize,
}

/// The ways to compute an operation with these parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The operation with its parameters, as a key for what was chosen.
    pub operation: String,
    /// Names for people and files, and the ways themselves. The usual one comes first.
    pub ways: Vec<(String, Way)>,
    /// Implementations in which threads share what they load; the first is the one to guess on a device
    /// that barriers cost little.
    shares: &'static [usize],
}

impl Choice {
    /// The way of this name, if there still is one.
    pub fn named(&self, name: &str) -> Option<Way> {
        self.ways.iter().find(|(known, _)| known == name).map(|(_, way)| *way)
    }

    /// The parts of the way that is called `name`, if it is one in which threads share what they load.
    pub fn parts_if_shared(&self, name: &str) -> Option<usize> {
        self.named(name)
            .filter(|way| self.shares.contains(&way.implementation))
            .map(|way| way.parts)
    }

    /// A guess where there is no time to measure, on a device that is faster when threads share what
    /// they load, for other operations in up to `parts` parts.
    pub fn guess(&self, parts: usize) -> Option<&(String, Way)> {
        let guessed = self.shares.first();
        let shared = self.ways.iter().filter(|(_, way)| Some(&way.implementation) == guessed);
        shared.filter(|(_, way)| way.parts <= parts).max_by_key(|(_, way)| way.parts)
    }

    fn of<O: Operation + std::fmt::Debug>(
        operation: &O,
        shares: &'static [usize],
        ways: impl Iterator<Item = Way>,
    ) -> Self {
        let name = |way: Way| match (O::implementations()[way.implementation].name, way.parts) {
            (name, 1) => name.to_owned(),
            (name, parts) => format!("{name} in {parts} parts"),
        };
        let ways = ways.map(|way| (name(way), way)).collect();
        Self { operation: format!("{operation:?}"), ways, shares }
    }
}

/// The numbers of those implementations that suit `operation`, but for the last: it suits
/// everything whose weight is not packed, and is good for what suits no other. `halves`: whether the
/// device computes in half precision.
fn suitable<O: Operation>(operation: &O, halves: bool) -> Vec<usize> {
    let all = O::implementations();
    let last = all.len() - 1;
    let suits = |one: &Implementation<O>| (one.suits)(operation) && (halves || !one.in_halves());
    let better: Vec<_> = (0..last).filter(|&number| suits(&all[number])).collect();
    if better.is_empty() { vec![last] } else { better }
}

impl Conv2d {
    /// The ways to compute it. `halves`: whether the device computes in half precision.
    pub fn choice(&self, halves: bool) -> Choice {
        let ways = self.parts_to_try().flat_map(|parts| {
            let in_parts = Self { parts, ..self.clone() };
            // Larger tiles are for operations that have enough of them.
            let suits = suitable(&in_parts, halves).into_iter();
            let suits = suits.filter(move |number| parts == 1 || SMALL_TILES.contains(number));
            suits.map(move |implementation| Way { implementation, parts })
        });
        Choice::of(self, &SMALL_TILES, ways)
    }
}

impl Linear {
    /// The ways to compute it.
    pub fn choice(&self) -> Choice {
        let ways = self.parts_to_try().flat_map(|parts| {
            let suits = suitable(&Self { parts, ..self.clone() }, false).into_iter();
            suits.map(move |implementation| Way { implementation, parts })
        });
        Choice::of(self, &[MANY_SLICES, FEW_SLICES], ways)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::Activation;

    #[test]
    fn a_guess_shares_what_is_loaded_in_no_more_parts_than_others() {
        // As many pictures of one pixel as ResNet's conv4_x has pixels.
        let (conv, _) = Conv2d::of_rows(14 * 14, 2304, 256, Activation::Relu);
        let choice = conv.choice(true);
        let guessed = |parts| choice.guess(parts).map(|(name, _)| name.as_str());
        assert_eq!(guessed(1), Some("conv2d_workgroup_32x32"));
        assert_eq!(guessed(8), Some("conv2d_workgroup_32x32 in 8 parts"));
        assert_eq!(choice.parts_if_shared("conv2d_workgroup_32x32 in 8 parts"), Some(8));
        assert_eq!(choice.parts_if_shared("conv2d_tile4x4"), None);
        let activation = Activation::Identity;
        let linear = Linear { batch: 1, inputs: 2048, units: 1000, activation, parts: 1 };
        let guess = linear.choice().guess(1).map(|(name, _)| name.clone());
        assert_eq!(guess.as_deref(), Some("linear_workgroup_32"));
    }

    #[test]
    fn half_precision_is_for_int8_on_devices_that_have_it() {
        for (name, conv) in Conv2d::cases() {
            assert!(!conv.choose().in_halves(), "{name}");
            let in_halves = |halves| {
                let ways = conv.choice(halves).ways.into_iter();
                ways.filter(|(_, way)| Conv2d::implementations()[way.implementation].in_halves())
                    .count()
            };
            assert_eq!(in_halves(false), 0, "{name}");
            assert_eq!(in_halves(true) > 0, conv.bits == 8, "{name}");
        }
    }
}
