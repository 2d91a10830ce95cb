//! Weights arranged for a device, and the ways to compute with them.

use super::{Choice, Ops as _, Sliding, Way};
use crate::arch::Activation;
use crate::kernels;
use burn::backend::Dispatch;
use burn::tensor::Tensor;

/// A convolution's weight and bias, arranged once as its device wants them.
#[derive(Clone, Debug)]
pub struct Conv2dWeight {
    pub(super) weight: Tensor<4>,
    pub(super) bias: Tensor<1>,
    pub(super) sliding: Sliding,
    /// Input channels of a group.
    pub(super) inputs: usize,
    pub(super) way: Option<Way>,
}

impl Conv2dWeight {
    /// From a weight `[K, K, C / groups, O]` and a bias `[O]`.
    pub fn new(weight: Tensor<4>, bias: Tensor<1>, sliding: Sliding) -> Self {
        let [_, _, inputs, _] = weight.dims();
        let weight = Dispatch::arrange_conv2d(weight.into_dispatch(), sliding);
        Self { weight: Tensor::from_dispatch(weight), bias, sliding, inputs, way: None }
    }

    /// A GPU's ways to compute [`conv2d`] for inputs of this shape.
    pub fn choice(
        &self,
        [batch, height, width, channels]: [usize; 4],
        residual: bool,
        activation: Activation,
    ) -> Choice {
        let [outputs] = self.bias.dims();
        let Sliding { window, groups, .. } = self.sliding;
        let channels = kernels::Conv2d::channels_on_gpu(channels, outputs, groups);
        let input = [height, width, channels];
        kernels::Conv2d {
            batch,
            input,
            channels: outputs,
            window,
            groups,
            residual,
            activation,
            parts: 1,
        }
        .choice()
    }

    /// Computes it in this way from now on; on the CPU there is but one.
    pub fn take(&mut self, way: Way) {
        self.way = Some(way);
    }
}

/// A fully connected layer's weight and bias, arranged once as their device wants them.
#[derive(Clone, Debug)]
pub struct LinearWeight {
    pub(super) weight: Tensor<2>,
    pub(super) bias: Tensor<1>,
    pub(super) inputs: usize,
    pub(super) way: Option<Way>,
}

impl LinearWeight {
    /// From a weight `[I, O]` and a bias `[O]`.
    pub fn new(weight: Tensor<2>, bias: Tensor<1>) -> Self {
        let [inputs, _] = weight.dims();
        let weight = Dispatch::arrange_linear(weight.into_dispatch());
        Self { weight: Tensor::from_dispatch(weight), bias, inputs, way: None }
    }

    /// A GPU's ways to compute [`linear`] for so many inputs at once.
    pub fn choice(&self, batch: usize, activation: Activation) -> Choice {
        let [units] = self.bias.dims();
        kernels::Linear { batch, inputs: self.inputs, units, activation }.choice()
    }

    /// Computes it in this way from now on; on the CPU there is but one.
    pub fn take(&mut self, way: Way) {
        self.way = Some(way);
    }
}
