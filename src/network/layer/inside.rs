//! What lies in a layer, and how to run a part of it or run it otherwise.

use super::{Layer, LayerOp};
use crate::arch::{Activation, Pooling, SCALED_TANH};
use crate::ops;
use burn::tensor::Tensor;

impl Layer {
    /// What a pooling layer gives that sums its windows up in this way. Other layers give `input`.
    pub(in crate::network) fn pool(&self, input: Tensor<4>, pooling: Pooling) -> Tensor<4> {
        let LayerOp::Pool { window, .. } = &self.op else { return input };
        match pooling {
            Pooling::Max => ops::max_pool2d(input, *window),
            Pooling::Average => ops::avg_pool2d(input, *window),
        }
    }

    /// The layer's activation alone.
    pub(in crate::network) fn activate(&self, value: Tensor<4>) -> Tensor<4> {
        match self.activation {
            Activation::Identity => value,
            Activation::Relu => value.clamp_min(0.0),
            Activation::Tanh => value.tanh(),
            Activation::ScaledTanh => (value * SCALED_TANH.1).tanh() * SCALED_TANH.0,
        }
    }

    /// The weights of one channel of the output, in the order of the input, and its bias.
    pub(in crate::network) fn kernel(&self, channel: usize) -> Option<(Tensor<1>, Tensor<1>)> {
        match &self.op {
            LayerOp::Conv2d(conv) if channel < conv.weight.outputs() => {
                Some(conv.weight.kernel(channel))
            }
            LayerOp::PackedLinear(layer) if channel < layer.outputs() => {
                Some(layer.kernel(channel))
            }
            LayerOp::Linear(parts) => {
                let mut channel = channel;
                for part in parts {
                    if channel < part.outputs() {
                        return Some(part.kernel(channel));
                    }
                    channel -= part.outputs();
                }
                None
            }
            _ => None,
        }
    }
}
