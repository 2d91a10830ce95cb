//! Batch normalisation as a step of its own, to show that folding it into the convolutions changes
//! nothing.

use super::{Convolution, Layer, Source};
use crate::arch::{Activation, Row, Summary, Window};
use crate::error::Error;
use crate::network::arrange::{folded, normalisation, unfold};
use crate::ops::{self, Conv2dWeight, Sliding};
use crate::weights::Weights;
use burn::tensor::{Device, Tensor};

/// Each number by itself.
const SINGLE: Window = Window { kernel: 1, stride: 1, padding: 0 };

impl Layer {
    /// As [`Layer::new`], with batch normalisation apart where the weights have it apart.
    pub(in crate::network) fn unfolded(
        row: &Row,
        summary: &Summary,
        weights: &Weights<'_>,
        device: &Device,
    ) -> Result<Self, Error> {
        Self::of(&Source { row, summary, weights, device, folds: false })
    }
}

/// A weight, a bias, and a normalisation that is a convolution.
type Parts = (Vec<f32>, Vec<f32>, Option<Conv2dWeight>);

impl Source<'_> {
    /// A convolution's weight and bias, and the normalisation after it unless it is folded in: each
    /// map times a factor, plus a number, which is a convolution too.
    pub(super) fn convolution(&self, maps: usize) -> Result<Parts, Error> {
        let norm = if self.folds { None } else { normalisation(self.row, self.weights)? };
        let Some(norm) = norm else {
            let (weight, bias) = folded(self.row, self.weights)?;
            return Ok((weight, bias, None));
        };
        let mut weight = self.weights.get(&format!("{}.weight", self.row.name))?;
        if self.weights.folded() {
            unfold(&mut weight, &norm);
        }
        let scale = norm.iter().map(|map| map.scale as f32).collect();
        let shift = norm.iter().map(|map| map.shift as f32).collect();
        let (scale, shift) = (self.tensor(scale, [1, 1, 1, maps]), self.tensor(shift, [maps]));
        let [height, width, _] = self.summary.output;
        let sliding = Sliding { window: SINGLE, groups: maps, input: [height, width] };
        Ok((weight, vec![0.0; maps], Some(Conv2dWeight::new(scale, shift, sliding))))
    }
}

impl Convolution {
    pub(super) fn forward(
        &self,
        input: Tensor<4>,
        add: Option<Tensor<4>>,
        activation: Activation,
    ) -> Tensor<4> {
        let Some(norm) = &self.norm else {
            return ops::conv2d(input, &self.weight, add, activation);
        };
        let sums = ops::conv2d(input, &self.weight, None, Activation::Identity);
        ops::conv2d(sums, norm, add, activation)
    }
}
