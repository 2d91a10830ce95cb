//! The networks as tables, each written once, as its paper prints it.
//!
//! From one [`Network`] come the training form, the inference form on any device, the names and
//! shapes of its weights, the parameter and multiply-add counts, the diagram on the page and the
//! taps for its feature maps. Nothing here knows a backend.

pub mod alexnet;
mod area;
mod cost;
mod edit;
mod family;
mod field;
pub mod lenet5;
pub mod resnet;
mod row;
mod summary;

pub use area::{Area, Span};
pub use cost::Cost;
pub use edit::{Change, Edit};
pub use family::Family;
pub use field::Reach;
pub use row::{
    Activation, BATCH_NORM_EPSILON, Connections, LocalResponseNorm, Offset, Op, Patterns, Pooling,
    Row, SCALED_TANH, Window,
};
pub use summary::{BATCH_NORM, Summary, WeightSpec};

use crate::error::Error;

/// A network from its input to its logits.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// The name used in files, on the command line and in URLs: `lenet5`.
    pub name: &'static str,
    /// The name people read: `LeNet-5`.
    pub title: &'static str,
    /// Which paper's it is.
    pub family: Family,
    /// Where the table stands.
    pub source: &'static str,
    /// The shape of one input, `[H, W, C]`.
    pub input: [usize; 3],
    /// The rows, in order. Each takes what the row before it gives, unless it says otherwise.
    pub rows: Vec<Row>,
}

/// Where a row's numbers come from: indices of earlier rows, `None` for the network's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sources {
    /// What it takes.
    pub input: Option<usize>,
    /// What is added before its activation, where there is something.
    pub add: Option<usize>,
}

impl Network {
    /// What each row gives and costs, in order.
    ///
    /// # Panics
    ///
    /// Where a table is inconsistent; the tests walk every table that [`find`] knows.
    pub fn summary(&self) -> Vec<Summary> {
        let mut all: Vec<Summary> = Vec::with_capacity(self.rows.len());
        for (row, from) in self.rows.iter().zip(self.sources()) {
            let shape = from.input.map_or(self.input, |index| all[index].output);
            let summary = Summary::new(row, shape);
            if let Some(index) = from.add {
                assert_eq!(all[index].output, summary.output, "{}: what is added", row.name);
            }
            all.push(summary);
        }
        all
    }

    /// Where each row's numbers come from, in order.
    ///
    /// # Panics
    ///
    /// As [`Self::summary`].
    pub fn sources(&self) -> Vec<Sources> {
        let find = |name: &str, before: usize| {
            let found = self.rows[..before].iter().rposition(|row| row.name == name);
            assert!(found.is_some(), "{}: no row {name} before {before}", self.name);
            found
        };
        let rows = self.rows.iter().enumerate();
        rows.map(|(index, row)| Sources {
            input: match &row.from {
                Some(name) => find(name, index),
                None => index.checked_sub(1),
            },
            add: row.add.as_ref().and_then(|name| find(name, index)),
        })
        .collect()
    }

    /// The row whose maps are averaged whole and then weighted for each class by the one fully
    /// connected layer that follows, where the network ends so: it has class activation maps.
    pub fn averaged(&self) -> Option<usize> {
        let last = self.rows.len().checked_sub(1)?;
        let sources = self.sources();
        let pool = sources[last].input?;
        let linear = matches!(self.rows[last].op, Op::Linear { .. });
        let mean = matches!(self.rows[pool].op, Op::AdaptiveAvgPool { side: 1 });
        sources[pool].input.filter(|_| linear && mean)
    }

    /// The same network with batch normalisation folded into the convolutions, which have biases
    /// then.
    pub fn folded(&self) -> Self {
        let mut folded = self.clone();
        for row in &mut folded.rows {
            if let Op::Conv2d { offset, .. } = &mut row.op {
                *offset = Offset::Bias;
            }
        }
        folded
    }

    /// The same network for another number of classes.
    pub fn with_classes(mut self, classes: usize) -> Self {
        if let Some(Row { op: Op::Linear { units }, .. }) = self.rows.last_mut() {
            *units = classes;
        }
        self
    }

    /// The same network for pictures of another side, where its table allows that.
    pub fn with_side(mut self, side: usize) -> Self {
        (self.input[0], self.input[1]) = (side, side);
        self
    }

    /// Trainable numbers in all.
    pub fn parameters(&self) -> usize {
        self.summary().iter().map(|row| row.parameters).sum()
    }

    /// Multiply-adds of convolutions, fully connected layers and the RBF output for one input.
    pub fn macs(&self) -> u64 {
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
    tables().collect()
}

/// As [`all`], each made when its turn comes: a page that looks for the first needs none of the
/// large ones.
fn tables() -> impl Iterator<Item = Network> {
    lenet5::all().chain(alexnet::all()).chain(resnet::all())
}

/// The network called `name`.
///
/// # Errors
///
/// [`Error::UnknownNetwork`] with the names there are.
pub fn find(name: &str) -> Result<Network, Error> {
    tables().find(|network| network.name == name).ok_or_else(|| Error::UnknownNetwork {
        name: name.into(),
        known: tables().map(|network| network.name).collect::<Vec<_>>().join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_consistent_and_findable() {
        for network in all() {
            assert_eq!(find(network.name).as_ref(), Ok(&network));
            let classes = if network.family.reads_digits() { 10 } else { 1000 };
            assert_eq!(network.classes(), classes, "{}", network.name);
            let names: std::collections::HashSet<_> =
                network.weights().into_iter().map(|weight| weight.name).collect();
            assert_eq!(names.len(), network.weights().len(), "{}: a name twice", network.name);
        }
    }

    #[test]
    fn resnets_end_in_a_mean_and_one_layer() {
        for network in all() {
            let row = network.averaged().map(|row| network.rows[row].name.clone());
            assert_eq!(row.is_some(), network.family == Family::ResNet, "{}", network.name);
        }
        let network = find("resnet18").unwrap();
        assert_eq!(network.averaged(), network.row("conv5_2.2").ok());
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let message = find("lenet6").unwrap_err().to_string();
        assert!(message.contains("lenet6") && message.contains("lenet5-1998"), "{message}");
    }
}
