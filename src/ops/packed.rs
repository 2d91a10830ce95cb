//! Fully connected layers on packed weights.

use super::{Ops as _, weight::bytes};
use crate::arch::Activation;
pub use crate::kernels::Packing;
use burn::backend::Dispatch;
use burn::tensor::{Device, Tensor, TensorData};

/// A fully connected layer's packed weight and its bias, on their device.
#[derive(Clone, Debug)]
pub struct PackedWeight {
    words: Tensor<2>,
    scales: Tensor<2>,
    bias: Tensor<1>,
    packing: Packing,
}

impl PackedWeight {
    /// From numbers and scales that lie as `packing`, which must be possible, says, and a bias
    /// `[O]`.
    pub fn new(
        packing: Packing,
        words: Vec<f32>,
        scales: Vec<f32>,
        bias: Vec<f32>,
        device: &Device,
    ) -> Self {
        let tensor =
            |values, shape: [usize; 2]| Tensor::from_data(TensorData::new(values, shape), device);
        let bias = TensorData::new(bias, [packing.units]);
        Self {
            words: tensor(words, packing.words()),
            scales: tensor(scales, packing.scales()),
            bias: Tensor::from_data(bias, device),
            packing,
        }
    }

    /// What it takes on its device.
    pub fn bytes(&self) -> usize {
        bytes(&self.words) + bytes(&self.scales) + bytes(&self.bias)
    }

    /// How it lies.
    pub fn packing(&self) -> Packing {
        self.packing
    }

    /// The weights of one unit, `[I]`, and its bias, `[1]`.
    pub fn kernel(&self, unit: usize) -> (Tensor<1>, Tensor<1>) {
        let Self { words, scales, bias, packing } = self.clone();
        let kernel =
            Dispatch::unpack_unit(words.into_dispatch(), scales.into_dispatch(), packing, unit);
        (Tensor::from_dispatch(kernel), bias.narrow(0, unit, 1))
    }
}

/// `activation(input x weight + bias)`: input `[N, I]`, result `[N, O]`.
pub fn linear_packed(input: Tensor<2>, weight: &PackedWeight, activation: Activation) -> Tensor<2> {
    let PackedWeight { words, scales, bias, packing } = weight.clone();
    Tensor::from_dispatch(Dispatch::linear_packed(
        input.into_dispatch(),
        words.into_dispatch(),
        scales.into_dispatch(),
        bias.into_dispatch(),
        PackedOptions { packing, activation },
    ))
}

/// How a fully connected layer on packed weights is computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PackedOptions {
    /// How the weight lies.
    pub packing: Packing,
    /// What is applied last.
    pub activation: Activation,
}
