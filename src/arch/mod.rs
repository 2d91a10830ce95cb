//! The networks as tables, each written once, as its paper prints it.
//!
//! From one [`Network`] come the training form, the inference form on any device, the names and
//! shapes of its weights, the parameter and multiply-add counts, the diagram on the page and the
//! taps for its feature maps. Nothing here knows a backend.

pub mod lenet5;
mod row;
mod summary;

pub use row::{Activation, Connections, Op, Patterns, Pooling, Row, SCALED_TANH, Window};
pub use summary::{Summary, WeightSpec};

use crate::error::Error;

/// A network from its input to its logits.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// The name used in files, on the command line and in URLs: `lenet5`.
    pub name: &'static str,
    /// The name people read: `LeNet-5`.
    pub title: &'static str,
    /// The year of the paper.
    pub year: u16,
    /// Where the table stands.
    pub source: &'static str,
    /// The shape of one input, `[H, W, C]`.
    pub input: [usize; 3],
    /// The rows, in order. Each takes what the row before it gives.
    pub rows: Vec<Row>,
}

impl Network {
    /// What each row gives and costs, in order.
    ///
    /// # Panics
    ///
    /// Where a table is inconsistent; the tests walk every table that [`find`] knows.
    pub fn summary(&self) -> Vec<Summary> {
        let mut shape = self.input;
        self.rows
            .iter()
            .map(|row| {
                let summary = Summary::new(row, shape);
                shape = summary.output;
                summary
            })
            .collect()
    }

    /// Trainable numbers in all.
    pub fn parameters(&self) -> usize {
        self.summary().iter().map(|row| row.parameters).sum()
    }

    /// Multiply-adds of convolutions and fully connected layers for one input.
    pub fn macs(&self) -> usize {
        self.summary().iter().map(|row| row.macs).sum()
    }

    /// How many logits come out.
    pub fn classes(&self) -> usize {
        self.summary().last().map_or(0, |row| row.output[2])
    }

    /// Every tensor of the weights file, in order.
    pub fn weights(&self) -> Vec<WeightSpec> {
        self.summary().into_iter().flat_map(|row| row.weights).collect()
    }
}

/// Every network by name, in the order of their papers.
pub fn all() -> Vec<Network> {
    vec![lenet5::modern(), lenet5::paper(), lenet5::tanh(), lenet5::relu28()]
}

/// The network called `name`.
///
/// # Errors
///
/// [`Error::UnknownNetwork`] with the names there are.
pub fn find(name: &str) -> Result<Network, Error> {
    all().into_iter().find(|network| network.name == name).ok_or_else(|| Error::UnknownNetwork {
        name: name.into(),
        known: all().iter().map(|network| network.name).collect::<Vec<_>>().join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_consistent_and_findable() {
        for network in all() {
            assert_eq!(find(network.name).as_ref(), Ok(&network));
            assert_eq!(network.classes(), 10, "{}", network.name);
            let names: std::collections::HashSet<_> =
                network.weights().into_iter().map(|weight| weight.name).collect();
            assert_eq!(names.len(), network.weights().len(), "{}: a name twice", network.name);
        }
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let message = find("lenet6").unwrap_err().to_string();
        assert!(message.contains("lenet6") && message.contains("lenet5-1998"), "{message}");
    }
}
