//! Weights arranged for a device, and the ways to compute with them.

use super::{Choice, Ops as _, Packing, Sliding, Way};
use crate::arch::Activation;
use crate::kernels;
use burn::backend::{Dispatch, DispatchDevice};
use burn::tensor::{DType, Device, Tensor, TensorData};

/// What a tensor's numbers take.
pub(super) fn bytes<const D: usize>(tensor: &Tensor<D>) -> usize {
    tensor.shape().num_elements() * size_of::<f32>()
}

/// A convolution's weight and bias, arranged once as its device wants them.
#[derive(Clone, Debug)]
pub struct Conv2dWeight {
    pub(super) weight: Tensor<4>,
    /// `[O]`, or bias and scales `[2 O]`.
    pub(super) bias: Tensor<1>,
    pub(super) sliding: Sliding,
    /// Input channels of a group, and output channels.
    pub(super) channels: [usize; 2],
    /// Bits of a weight: 32, 16 or 8.
    pub(super) bits: usize,
    pub(super) way: Option<Way>,
}

impl Conv2dWeight {
    /// From a weight `[K, K, C / groups, O]` and a bias `[O]`.
    pub fn new(weight: Tensor<4>, bias: Tensor<1>, sliding: Sliding) -> Self {
        let [_, _, inputs, outputs] = weight.dims();
        let weight =
            Tensor::from_dispatch(Dispatch::arrange_conv2d(weight.into_dispatch(), sliding));
        Self { weight, bias, sliding, channels: [inputs, outputs], bits: 32, way: None }
    }

    /// Whether a device computes with packed weights. A GPU does: reading weights is what small
    /// pictures cost it most.
    pub fn can_be_packed(device: &Device) -> bool {
        matches!(device.as_dispatch(), DispatchDevice::Cube(_))
    }

    /// Whether it computes with one that lies like this, with so many input channels a group.
    pub fn takes(device: &Device, packing: Packing, inputs: usize, groups: usize) -> bool {
        Self::can_be_packed(device) && kernels::Conv2d::takes(packing, inputs, groups)
    }

    /// From numbers that lie as `packing` says, which [`Self::takes`] has to allow, with the lines in
    /// the order `[K, K, C / groups]`, and a bias `[O]` with as many scales after it.
    pub fn packed(
        packing: Packing,
        words: Vec<f32>,
        bias_and_scales: Vec<f32>,
        sliding: Sliding,
        device: &Device,
    ) -> Self {
        let Packing { inputs: lines, units: outputs, bits, .. } = packing;
        let kernel = sliding.window.kernel;
        let inputs = lines / (kernel * kernel).max(1);
        let shape = [kernel, kernel, inputs * bits / 32, outputs];
        let bias = TensorData::new(bias_and_scales, [2 * outputs]);
        Self {
            weight: Tensor::from_data(TensorData::new(words, shape), device),
            bias: Tensor::from_data(bias, device),
            sliding,
            channels: [inputs, outputs],
            bits,
            way: None,
        }
    }

    /// What it takes on its device.
    pub fn bytes(&self) -> usize {
        bytes(&self.weight) + bytes(&self.bias)
    }

    /// A GPU's ways to compute [`conv2d`](super::conv2d) for inputs of this shape.
    pub fn choice(
        &self,
        [batch, height, width, channels]: [usize; 4],
        residual: bool,
        activation: Activation,
    ) -> Choice {
        let [_, outputs] = self.channels;
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
            bits: self.bits,
        }
        .choice(self.weight.device().supports_dtype(DType::F16))
    }

    /// Computes it in this way from now on, or as usual; on the CPU there is but one.
    pub fn take(&mut self, way: Option<Way>) {
        self.way = way;
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

    /// What it takes on its device.
    pub fn bytes(&self) -> usize {
        bytes(&self.weight) + bytes(&self.bias)
    }

    /// A GPU's ways to compute [`linear`](super::linear) for so many inputs at once.
    pub fn choice(&self, batch: usize, activation: Activation) -> Choice {
        let [units] = self.bias.dims();
        kernels::Linear { batch, inputs: self.inputs, units, activation, parts: 1 }.choice()
    }

    /// Computes it in this way from now on, or as usual; on the CPU there is but one.
    pub fn take(&mut self, way: Option<Way>) {
        self.way = way;
    }
}
