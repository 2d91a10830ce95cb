//! The operations on Burn's wgpu backend: our own WGSL kernels.

use super::{Conv2dOptions, Ops, Residual};
use crate::arch::{Activation, LocalResponseNorm, Window};
use crate::kernels::{
    self, AdaptiveAvgPool2d, AvgPool2d, Conv2d, Linear, MaxPool2d, Pool2d, Softmax, launch,
};
use burn::backend::wgpu::{CubeBackend, CubeTensor};

type Float = CubeTensor;

/// Sizes along the first `D` axes.
fn sizes<const D: usize>(tensor: &Float) -> [usize; D] {
    std::array::from_fn(|axis| tensor.meta.shape()[axis])
}

fn pool(input: &Float, window: Window) -> Pool2d {
    let [batch, height, width, channels] = sizes(input);
    Pool2d { batch, input: [height, width, channels], window }
}

impl Ops for CubeBackend {
    fn arrange_conv2d(weight: Float, _groups: usize) -> Float {
        weight
    }

    fn arrange_linear(weight: Float) -> Float {
        weight
    }

    fn conv2d_fused(
        input: Float,
        weight: Float,
        bias: Float,
        residual: Residual<Self>,
        options: Conv2dOptions,
    ) -> Float {
        let [batch, height, width, channels] = sizes(&input);
        let [_, _, _, out_channels] = sizes(&weight);
        let (has_residual, residual) = match residual {
            Residual::Add(tensor) => (true, tensor),
            Residual::None => (false, bias.clone()), // bound but not read
        };
        let operation = Conv2d {
            batch,
            input: [height, width, channels],
            channels: out_channels,
            window: options.window,
            groups: options.groups,
            residual: has_residual,
            activation: options.activation,
        };
        launch(&operation, vec![input, weight, bias, residual])
    }

    fn max_pool2d_nhwc(input: Float, window: Window) -> Float {
        launch(&MaxPool2d(pool(&input, window)), vec![input])
    }

    fn avg_pool2d_nhwc(input: Float, window: Window) -> Float {
        launch(&AvgPool2d(pool(&input, window)), vec![input])
    }

    fn adaptive_avg_pool2d_nhwc(input: Float, side: usize) -> Float {
        let [batch, height, width, channels] = sizes(&input);
        launch(&AdaptiveAvgPool2d { batch, input: [height, width, channels], side }, vec![input])
    }

    fn linear_fused(input: Float, weight: Float, bias: Float, activation: Activation) -> Float {
        let ([batch, inputs], [_, units]) = (sizes(&input), sizes(&weight));
        launch(&Linear { batch, inputs, units, activation }, vec![input, weight, bias])
    }

    fn local_response_norm(input: Float, options: LocalResponseNorm) -> Float {
        let [batch, height, width, channels] = sizes(&input);
        let input_shape = [height, width, channels];
        let operation = kernels::LocalResponseNorm { batch, input: input_shape, options };
        launch(&operation, vec![input])
    }

    fn softmax_rows(input: Float) -> Float {
        let [batch, classes] = sizes(&input);
        launch(&Softmax { batch, classes }, vec![input])
    }
}
