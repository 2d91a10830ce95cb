//! The second half of a convolution or a fully connected layer whose sums were computed in parts.

use super::operation::rounding;
use super::{Conv2d, Implementation, Linear, Operation, Program};
use crate::arch::Activation;

/// `activation(sum of parts * scales + bias + residual)`.
///
/// Inputs: parts `[parts, pixels, C]`, bias `[C]`, or bias and scales `[2, C]`, residual
/// `[pixels, C]` (or the bias again where there is none). Output `[pixels, C]`.
#[derive(Clone, Debug, PartialEq)]
pub struct SumParts {
    /// How many.
    pub parts: usize,
    /// Pixels of all pictures.
    pub pixels: usize,
    /// Output channels, in whole fours.
    pub channels: usize,
    /// Whether a residual is added before the activation.
    pub residual: bool,
    /// What is applied last.
    pub activation: Activation,
    /// Whether there are scales; they are 1 otherwise.
    pub scaled: bool,
}

static IMPLEMENTATIONS: [Implementation<SumParts>; 1] = [Implementation {
    name: "sum_parts",
    shader: "sum_parts",
    source: include_str!("../../shaders/sum_parts.wgsl"),
    suits: |_| true,
    program: |sum| {
        Program::new(
            "sum_parts",
            IMPLEMENTATIONS[0].source,
            sum.pixels * sum.channels / 4,
            vec![
                ("PARTS", sum.parts.into()),
                ("PIXELS", sum.pixels.into()),
                ("CHANNELS", sum.channels.into()),
                ("RESIDUAL", sum.residual.into()),
                ("ACTIVATION", (sum.activation as usize).into()),
                ("SCALED", sum.scaled.into()),
            ],
        )
    },
}];

impl SumParts {
    /// What makes the rest of a convolution in parts.
    pub fn of(conv: &Conv2d) -> Self {
        let shape = conv.output();
        Self {
            parts: conv.parts,
            pixels: shape[0] / conv.parts * shape[1] * shape[2],
            channels: shape[3],
            residual: conv.residual,
            activation: conv.activation,
            scaled: conv.bits < 32,
        }
    }

    /// What makes the rest of a fully connected layer in parts: its rows are the pixels.
    pub fn of_rows(linear: &Linear) -> Self {
        let Linear { batch, units, activation, parts, .. } = *linear;
        let (residual, scaled) = (false, false);
        Self { parts, pixels: batch, channels: units, residual, activation, scaled }
    }
}

impl Operation for SumParts {
    const NAME: &'static str = "sum_parts";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        let (relu, identity) = (Activation::Relu, Activation::Identity);
        let case = |parts, pixels, channels, residual, activation| SumParts {
            parts,
            pixels,
            channels,
            residual,
            activation,
            scaled: false,
        };
        vec![
            ("ResNet conv5_1.2", case(4, 49, 512, false, relu)),
            ("with a residual", case(2, 49, 64, true, relu)),
            ("one pixel of many parts", case(8, 1, 4, false, identity)),
            ("sizes that divide nothing", case(3, 7, 12, true, Activation::Tanh)),
            ("scales, a residual", SumParts { scaled: true, ..case(4, 9, 32, true, relu) }),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        vec![
            vec![self.parts, self.pixels, self.channels],
            vec![if self.scaled { 2 } else { 1 } * self.channels],
            if self.residual { self.output() } else { vec![self.channels] },
        ]
    }

    fn output(&self) -> Vec<usize> {
        vec![self.pixels, self.channels]
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let [parts, bias, residual] = inputs else { return Vec::new() };
        let whole = self.pixels * self.channels;
        let number = |at: usize| {
            let sum: f64 = (0..self.parts).map(|part| f64::from(parts[part * whole + at])).sum();
            let residual = if self.residual { f64::from(residual[at]) } else { 0.0 };
            let channel = at % self.channels;
            let scale = if self.scaled { bias[self.channels + channel] } else { 1.0 };
            let sum = sum * f64::from(scale) + f64::from(bias[channel]) + residual;
            self.activation.apply(sum as f32)
        };
        (0..whole).map(number).collect()
    }

    fn tolerance(&self) -> f32 {
        rounding(self.parts + 2)
    }
}
