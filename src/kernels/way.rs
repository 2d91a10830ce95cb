//! What can be chosen about an operation.

use super::conv2d::TILES_OF_32;
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
}

impl Choice {
    /// The way of this name, if there still is one.
    pub fn named(&self, name: &str) -> Option<Way> {
        self.ways.iter().find(|(known, _)| known == name).map(|(_, way)| *way)
    }

    fn of<O: Operation + std::fmt::Debug>(operation: &O, ways: impl Iterator<Item = Way>) -> Self {
        let name = |way: Way| match (O::implementations()[way.implementation].name, way.parts) {
            (name, 1) => name.to_owned(),
            (name, parts) => format!("{name} in {parts} parts"),
        };
        let ways = ways.map(|way| (name(way), way)).collect();
        Self { operation: format!("{operation:?}"), ways }
    }
}

/// The numbers of those implementations that suit `operation`, but for the last: it suits
/// everything, and is good for what suits no other.
fn suitable<O: Operation>(operation: &O) -> Vec<usize> {
    let all = O::implementations();
    let last = all.len() - 1;
    let suits = |one: &Implementation<O>| (one.suits)(operation);
    let better: Vec<_> = (0..last).filter(|&number| suits(&all[number])).collect();
    if better.is_empty() { vec![last] } else { better }
}

impl Conv2d {
    /// The ways to compute it.
    pub fn choice(&self) -> Choice {
        let ways = self.parts_to_try().flat_map(|parts| {
            let in_parts = Self { parts, ..self.clone() };
            // Larger tiles are for operations that have enough of them.
            let suits = suitable(&in_parts).into_iter();
            let suits = suits.filter(move |&number| parts == 1 || number == TILES_OF_32);
            suits.map(move |implementation| Way { implementation, parts })
        });
        Choice::of(self, ways)
    }
}

impl Linear {
    /// The ways to compute it.
    pub fn choice(&self) -> Choice {
        let suits = suitable(self).into_iter();
        Choice::of(self, suits.map(|implementation| Way { implementation, parts: 1 }))
    }
}
