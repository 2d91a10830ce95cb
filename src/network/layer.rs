//! One row of a table with its weights, laid out for the operations.

mod inside;
mod packed;
mod packed_conv2d;
mod panels;
mod unfolded;

use super::arrange::{flatten, folded, transpose};
use crate::arch::{Activation, LocalResponseNorm, Op, Pooling, Row, Summary};
use crate::arch::{Patterns, Window};
use crate::error::Error;
use crate::ops::{self, Choice, Conv2dWeight, LinearWeight, Sliding, Way};
use crate::weights::Weights;
use burn::tensor::{Device, Tensor, TensorData};
use packed::PackedLinear;

#[derive(Clone)]
pub(super) struct Layer {
    op: LayerOp,
    activation: Activation,
}

#[derive(Clone)]
enum LayerOp {
    Conv2d(Box<Convolution>),
    Pool {
        pooling: Pooling,
        window: Window,
    },
    AdaptiveAvgPool {
        side: usize,
    },
    LocalResponseNorm(LocalResponseNorm),
    /// The units, in parts.
    Linear(Vec<LinearWeight>),
    /// On compact weights.
    PackedLinear(Box<PackedLinear>),
    Nothing,
}

#[derive(Clone)]
struct Convolution {
    weight: Conv2dWeight,
    /// Batch normalisation as a step of its own; usually it is folded into the weight.
    norm: Option<Conv2dWeight>,
}

/// The most numbers in one buffer: WebGPU's baseline binds 128 MiB, and AlexNet's fc6 has 144.
pub(super) const MOST_NUMBERS: usize = 128 * 1024 * 1024 / size_of::<f32>();

/// What a layer is made from.
struct Source<'a> {
    row: &'a Row,
    summary: &'a Summary,
    weights: &'a Weights<'a>,
    device: &'a Device,
    /// Whether batch normalisation is folded into convolutions.
    folds: bool,
}

impl Layer {
    pub(super) fn new(
        row: &Row,
        summary: &Summary,
        weights: &Weights<'_>,
        device: &Device,
    ) -> Result<Self, Error> {
        Self::of(&Source { row, summary, weights, device, folds: true })
    }

    fn of(source: &Source<'_>) -> Result<Self, Error> {
        Ok(Self { op: source.op()?, activation: source.row.activation })
    }

    /// The layer's output for `[N, H, W, C]`, with `add` added before the activation. Only
    /// convolutions can add.
    pub(super) fn forward(&self, input: Tensor<4>, add: Option<Tensor<4>>) -> Tensor<4> {
        let activation = self.activation;
        match &self.op {
            LayerOp::Conv2d(conv) => conv.forward(input, add, activation),
            LayerOp::Pool { pooling, .. } => self.pool(input, *pooling),
            LayerOp::AdaptiveAvgPool { side } => ops::adaptive_avg_pool2d(input, *side),
            LayerOp::LocalResponseNorm(options) => ops::local_response_norm(input, *options),
            LayerOp::Linear(parts) => {
                let input = flatten(input);
                let part = |weight| ops::linear(input.clone(), weight, activation);
                units(match &parts[..] {
                    [one] => part(one),
                    several => Tensor::cat(several.iter().map(part).collect(), 1),
                })
            }
            LayerOp::PackedLinear(layer) => units(layer.forward(input, activation)),
            LayerOp::Nothing => input,
        }
    }
}

impl Layer {
    /// A GPU's ways to compute it for inputs of this shape, to choose from.
    pub(super) fn choice(&self, input: [usize; 4], adds: bool) -> Option<Choice> {
        let choice = match &self.op {
            LayerOp::Conv2d(conv) => conv.weight.choice(input, adds, self.activation),
            // All parts but the last are as large, and that one is computed as usual where it has to be.
            LayerOp::Linear(parts) => parts.first()?.choice(input[0], self.activation),
            _ => return None,
        };
        (choice.ways.len() > 1).then_some(choice)
    }

    /// What its weights take on their device.
    pub(super) fn bytes(&self) -> usize {
        match &self.op {
            LayerOp::Conv2d(conv) => {
                conv.weight.bytes() + conv.norm.as_ref().map_or(0, Conv2dWeight::bytes)
            }
            LayerOp::Linear(parts) => parts.iter().map(LinearWeight::bytes).sum(),
            LayerOp::PackedLinear(layer) => layer.bytes(),
            _ => 0,
        }
    }

    /// Computes it in this way from now on, or as usual.
    pub(super) fn take(&mut self, way: impl Into<Option<Way>>) {
        let way = way.into();
        match &mut self.op {
            LayerOp::Conv2d(conv) => conv.weight.take(way),
            LayerOp::Linear(parts) => parts.iter_mut().for_each(|part| part.take(way)),
            _ => {}
        }
    }
}

/// `[N, O]` as one row and column.
fn units(output: Tensor<2>) -> Tensor<4> {
    let [batch, units] = output.dims();
    output.reshape([batch, 1, 1, units])
}

impl Source<'_> {
    fn op(&self) -> Result<LayerOp, Error> {
        let [height, width, channels] = self.summary.input;
        Ok(match &self.row.op {
            Op::Conv2d { channels: maps, window, groups, .. } => {
                let sliding = Sliding { window: *window, groups: *groups, input: [height, width] };
                if let Some(weight) = self.packed_conv2d(sliding)? {
                    return Ok(LayerOp::Conv2d(Box::new(Convolution { weight, norm: None })));
                }
                let (weight, bias, norm) = self.convolution(*maps)?;
                let inputs = channels / groups;
                let Window { kernel, .. } = *window;
                let turned = transpose(&weight, *maps, inputs, [kernel; 2]);
                let weight = self.tensor(turned, [kernel, kernel, inputs, *maps]);
                let weight = Conv2dWeight::new(weight, self.tensor(bias, [*maps]), sliding);
                LayerOp::Conv2d(Box::new(Convolution { weight, norm }))
            }
            Op::Pool { pooling, window } => LayerOp::Pool { pooling: *pooling, window: *window },
            Op::AdaptiveAvgPool { side } if [height, width] == [*side; 2] => LayerOp::Nothing,
            Op::AdaptiveAvgPool { side } => LayerOp::AdaptiveAvgPool { side: *side },
            Op::LocalResponseNorm(options) => LayerOp::LocalResponseNorm(*options),
            Op::Dropout { .. } => LayerOp::Nothing,
            // The sum of a window times a coefficient: a grouped convolution with equal weights.
            Op::Subsample { size } => {
                let (weight, bias) = folded(self.row, self.weights)?;
                let weight = self.tensor(weight.repeat(size * size), [*size, *size, 1, channels]);
                let window = Window { kernel: *size, stride: *size, padding: 0 };
                let sliding = Sliding { window, groups: channels, input: [height, width] };
                let weight = Conv2dWeight::new(weight, self.tensor(bias, [channels]), sliding);
                LayerOp::Conv2d(Box::new(Convolution { weight, norm: None }))
            }
            Op::Linear { .. } => {
                if let Some(layer) = PackedLinear::new(self)? {
                    return Ok(LayerOp::PackedLinear(Box::new(layer)));
                }
                let (weight, bias) = folded(self.row, self.weights)?;
                self.linear(&weight, &bias)
            }
            Op::Rbf { patterns } => self.rbf(*patterns),
        })
    }

    /// -|x - w|^2 = 2 w.x - |w|^2 - |x|^2, and |x|^2 is the same for every class.
    fn rbf(&self, patterns: Patterns) -> LayerOp {
        let patterns = patterns.rows();
        let doubled: Vec<_> = patterns.iter().flatten().map(|value| 2.0 * value).collect();
        let norm = |pattern: &Vec<f32>| -pattern.iter().map(|value| value * value).sum::<f32>();
        let norms: Vec<f32> = patterns.iter().map(norm).collect();
        self.linear(&doubled, &norms)
    }

    /// A fully connected layer in as few parts as buffers allow. `weight` is `[O, C, H, W]`, as
    /// PyTorch flattens; the input comes as `[H, W, C]`.
    fn linear(&self, weight: &[f32], bias: &[f32]) -> LayerOp {
        let [height, width, channels] = self.summary.input;
        let inputs = height * width * channels;
        let parts = weight.len().div_ceil(MOST_NUMBERS).max(1);
        let units = bias.len().div_ceil(parts).next_multiple_of(4);
        let part = |(weight, bias): (&[f32], &[f32])| {
            let turned = transpose(weight, bias.len(), channels, [height, width]);
            let weight = self.tensor(turned, [inputs, bias.len()]);
            LinearWeight::new(weight, self.tensor(bias.to_vec(), [bias.len()]))
        };
        LayerOp::Linear(weight.chunks(units * inputs).zip(bias.chunks(units)).map(part).collect())
    }

    fn tensor<const D: usize>(&self, values: Vec<f32>, shape: [usize; D]) -> Tensor<D> {
        Tensor::from_data(TensorData::new(values, shape), self.device)
    }
}
