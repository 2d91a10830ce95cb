//! What a network has to compute and to move at least, worked out from its table.

use super::{Network, Op};
use std::iter::Sum;

/// What a layer, or several, must do at least for a number of inputs at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Multiplications and additions, two for each of [`super::Summary::macs`].
    pub flops: u64,
    /// What is read and written in `f32`, each number once: input, what is added, weights with
    /// batch normalisation folded in, output.
    pub bytes: u64,
}

impl Cost {
    /// Thousand millions of operations a second, for something done in so many ms; nothing where
    /// that took no time that could be told.
    pub fn gflops(&self, milliseconds: f64) -> Option<f64> {
        rate(self.flops, milliseconds)
    }

    /// The same of bytes.
    pub fn gigabytes(&self, milliseconds: f64) -> Option<f64> {
        rate(self.bytes, milliseconds)
    }
}

fn rate(count: u64, milliseconds: f64) -> Option<f64> {
    (milliseconds > 0.0).then(|| count as f64 / milliseconds / 1e6)
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), |sum, one| Self {
            flops: sum.flops + one.flops,
            bytes: sum.bytes + one.bytes,
        })
    }
}

impl Network {
    /// How many inputs at once have no row's output of more than so many numbers; at least one.
    ///
    /// # Panics
    ///
    /// As [`Self::summary`].
    pub fn inputs_within(&self, numbers: usize) -> usize {
        let outputs = self.summary().into_iter().map(|row| row.output.iter().product::<usize>());
        (numbers / outputs.max().unwrap_or(1).max(1)).max(1)
    }

    /// What each row costs at least for `batch` inputs at once, in order.
    ///
    /// # Panics
    ///
    /// As [`Self::summary`].
    pub fn costs(&self, batch: usize) -> Vec<Cost> {
        let folded = self.folded();
        let rows = folded.rows.iter().zip(folded.summary()).zip(folded.sources());
        rows.map(|((row, summary), from)| {
            let numbers = |shape: &[usize]| shape.iter().product::<usize>() as u64;
            let (batch, output) = (batch as u64, numbers(&summary.output));
            let weights = match &row.op {
                // Nothing happens.
                Op::Dropout { .. } => return Cost::default(),
                Op::AdaptiveAvgPool { .. } if summary.input == summary.output => {
                    return Cost::default();
                }
                // Its patterns are in the table.
                Op::Rbf { .. } => summary.macs + output,
                _ => summary.weights.iter().map(|one| numbers(&one.shape)).sum(),
            };
            let added = from.add.map_or(0, |_| output);
            let moved = weights + batch * (numbers(&summary.input) + added + output);
            Cost { flops: 2 * batch * summary.macs, bytes: moved * size_of::<f32>() as u64 }
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;

    #[test]
    fn a_network_costs_its_multiply_adds_and_its_weights() {
        let network = find("resnet50").unwrap();
        let total: Cost = network.costs(1).into_iter().sum();
        assert_eq!(total.flops, 2 * network.macs());
        let eight: Cost = network.costs(8).into_iter().sum();
        assert_eq!(eight.flops, 8 * total.flops);
        // The weights are read once for all eight.
        let weights = 4 * (network.folded().parameters() as u64);
        assert_eq!(eight.bytes - weights, 8 * (total.bytes - weights));
    }

    #[test]
    fn inputs_at_once_fit_into_the_largest_output() {
        // conv1: 112 x 112 x 64 numbers.
        let network = find("resnet50").unwrap();
        assert_eq!(network.inputs_within(112 * 112 * 64 * 8), 8);
        assert_eq!(network.inputs_within(112 * 112 * 64 * 8 - 1), 7);
        assert_eq!(network.inputs_within(1), 1);
    }

    #[test]
    fn rows_cost_what_they_read_and_write() {
        let network = find("lenet5").unwrap();
        let c1 = network.costs(1)[0];
        assert_eq!(c1.flops, 2 * 28 * 28 * 6 * 25);
        assert_eq!(c1.bytes, 4 * (32 * 32 + 6 * 25 + 6 + 28 * 28 * 6));
        // More than 32 bits can count.
        let conv2 = find("alexnet").unwrap().costs(32).into_iter().max_by_key(|cost| cost.flops);
        assert_eq!(conv2.map(|cost| cost.flops), Some(2 * 32 * 27 * 27 * 256 * 48 * 25));
        // Done in a microsecond.
        assert!(c1.gflops(0.001).is_some_and(|rate| (rate - 235.2).abs() < 1e-9));
        assert_eq!(c1.gflops(0.0), None);
        // Dropout does nothing when a network answers.
        let alexnet = find("alexnet_tv").unwrap();
        let dropout = alexnet.rows.iter().position(|row| matches!(row.op, Op::Dropout { .. }));
        assert_eq!(alexnet.costs(1)[dropout.unwrap()], Cost::default());
    }
}
