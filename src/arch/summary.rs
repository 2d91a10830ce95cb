//! What a row gives and costs, worked out from the table.

use super::{Offset, Op, Row};

/// One row worked out for one input.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The row's name.
    pub name: String,
    /// Its input, `[H, W, C]`.
    pub input: [usize; 3],
    /// Its output, `[H, W, C]`.
    pub output: [usize; 3],
    /// Numbers that training sets.
    pub parameters: usize,
    /// Multiply-adds, for convolutions, fully connected layers and the RBF output (a product a
    /// weight); others count as none. A network's are more than the
    /// browser's 32 bits can count.
    pub macs: u64,
    /// Its tensors in a weights file, in PyTorch's layouts.
    pub weights: Vec<WeightSpec>,
}

/// A tensor of a weights file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightSpec {
    /// The row's name and the tensor's: `c1.weight`.
    pub name: String,
    /// Convolution `[O, I / groups, KH, KW]`, linear `[O, I]`; bias, normalisation and subsampling
    /// `[C]`.
    pub shape: Vec<usize>,
}

/// The tensors of a batch normalisation: slope and offset, and the mean and variance measured in
/// training.
pub const BATCH_NORM: [&str; 4] =
    ["norm.weight", "norm.bias", "norm.running_mean", "norm.running_var"];

impl Summary {
    pub(super) fn new(row: &Row, input: [usize; 3]) -> Self {
        let [height, width, channels] = input;
        let (output, shapes, parameters, macs) = match &row.op {
            Op::Conv2d { channels: maps, window, groups, connections, offset } => {
                assert!(channels % groups == 0 && maps % groups == 0, "{}: groups", row.name);
                let side = [window.output(height), window.output(width)];
                let area = window.kernel * window.kernel;
                let kernels = match connections {
                    Some(table) => table.iter().map(|inputs| inputs.len()).sum(),
                    None => maps * channels / groups,
                };
                let kernel = vec![*maps, channels / groups, window.kernel, window.kernel];
                let (offsets, parameters): (&[_], _) = match offset {
                    Offset::Bias => (&["bias"], *maps),
                    // Mean and variance are measured, not trained.
                    Offset::BatchNorm => (&BATCH_NORM, 2 * maps),
                };
                let offsets = offsets.iter().map(|&name| (name, vec![*maps]));
                (
                    [side[0], side[1], *maps],
                    std::iter::once(("weight", kernel)).chain(offsets).collect(),
                    kernels * area + parameters,
                    (kernels * area) as u64 * (side[0] * side[1]) as u64,
                )
            }
            Op::Pool { window, .. } => {
                ([window.output(height), window.output(width), channels], vec![], 0, 0)
            }
            Op::AdaptiveAvgPool { side } => ([*side, *side, channels], vec![], 0, 0),
            Op::LocalResponseNorm(_) | Op::Dropout { .. } => (input, vec![], 0, 0),
            Op::Subsample { size } => (
                [height / size, width / size, channels],
                vec![("weight", vec![channels]), ("bias", vec![channels])],
                2 * channels,
                0,
            ),
            Op::Linear { units } => {
                let inputs = height * width * channels;
                (
                    [1, 1, *units],
                    vec![("weight", vec![*units, inputs]), ("bias", vec![*units])],
                    units * (inputs + 1),
                    (units * inputs) as u64,
                )
            }
            Op::Rbf { patterns } => {
                let (classes, inputs) = (patterns.rows().len(), height * width * channels);
                assert!(
                    patterns.rows().iter().all(|p| p.len() == inputs),
                    "{}: patterns",
                    row.name
                );
                ([1, 1, classes], vec![], 0, (classes * inputs) as u64)
            }
        };
        let weights = shapes
            .into_iter()
            .map(|(tensor, shape)| WeightSpec { name: format!("{}.{tensor}", row.name), shape })
            .collect();
        Self { name: row.name.clone(), input, output, parameters, macs, weights }
    }
}
