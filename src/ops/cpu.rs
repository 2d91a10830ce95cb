//! The operations on Burn's CPU backend, from Burn's own: the fallback for machines without a GPU,
//! and an oracle that shares no code with the kernels.

use super::{Conv2dOptions, Ops, Residual};
use crate::arch::{Activation, LocalResponseNorm, Window};
use burn::backend::Flex;
use burn::backend::ops::ModuleOps;
use burn::backend::tensor::FloatTensor;
use burn::tensor::Tensor;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{activation, module};

type Float = FloatTensor<Flex>;

fn tensor<const D: usize>(primitive: Float) -> Tensor<D> {
    Tensor::from_primitive::<Flex>(primitive)
}

fn primitive<const D: usize>(tensor: Tensor<D>) -> Float {
    #[expect(clippy::expect_used, reason = "Flex tensors in, Flex tensors out")]
    tensor.try_into_primitive::<Flex>().expect("a Flex tensor")
}

/// `[N, H, W, C]` to Burn's `[N, C, H, W]`.
fn to_nchw(tensor: Tensor<4>) -> Tensor<4> {
    tensor.permute([0, 3, 1, 2])
}

/// Burn's `[N, C, H, W]` to `[N, H, W, C]`.
fn to_nhwc(tensor: Tensor<4>) -> Tensor<4> {
    tensor.permute([0, 2, 3, 1])
}

fn activate<const D: usize>(tensor: Tensor<D>, activation: Activation) -> Tensor<D> {
    use crate::arch::SCALED_TANH;
    match activation {
        Activation::Identity => tensor,
        Activation::Relu => activation::relu(tensor),
        Activation::Tanh => tensor.tanh(),
        Activation::ScaledTanh => (tensor * SCALED_TANH.1).tanh() * SCALED_TANH.0,
    }
}

impl Ops for Flex {
    fn conv2d_fused(
        input: Float,
        weight: Float,
        bias: Float,
        residual: Residual<Self>,
        options: Conv2dOptions,
    ) -> Float {
        let Window { stride, padding, .. } = options.window;
        let sum = module::conv2d(
            to_nchw(tensor(input)),
            tensor::<4>(weight).permute([3, 2, 0, 1]),
            Some(tensor(bias)),
            ConvOptions::new([stride; 2], [padding; 2], [1; 2], options.groups),
        );
        let sum = match residual {
            Residual::Add(residual) => to_nhwc(sum) + tensor(residual),
            Residual::None => to_nhwc(sum),
        };
        primitive(activate(sum, options.activation))
    }

    fn max_pool2d_nhwc(input: Float, window: Window) -> Float {
        let Window { kernel, stride, padding } = window;
        let input = primitive(to_nchw(tensor(input)));
        let output = Flex::max_pool2d(input, [kernel; 2], [stride; 2], [padding; 2], [1; 2], false);
        primitive(to_nhwc(tensor(output)))
    }

    fn avg_pool2d_nhwc(input: Float, window: Window) -> Float {
        let Window { kernel, stride, padding } = window;
        let input = primitive(to_nchw(tensor(input)));
        let output = Flex::avg_pool2d(input, [kernel; 2], [stride; 2], [padding; 2], true, false);
        primitive(to_nhwc(tensor(output)))
    }

    fn adaptive_avg_pool2d_nhwc(input: Float, side: usize) -> Float {
        if side == 1 {
            return primitive(tensor::<4>(input).mean_dim(2).mean_dim(1));
        }
        let output = Flex::adaptive_avg_pool2d(primitive(to_nchw(tensor(input))), [side; 2]);
        primitive(to_nhwc(tensor(output)))
    }

    fn linear_fused(input: Float, weight: Float, bias: Float, activation: Activation) -> Float {
        let sum = tensor::<2>(input).matmul(tensor(weight)) + tensor::<1>(bias).unsqueeze();
        primitive(activate(sum, activation))
    }

    fn local_response_norm(input: Float, options: LocalResponseNorm) -> Float {
        let LocalResponseNorm { size, alpha, beta, k } = options;
        let input = tensor::<4>(input);
        let channels = input.dims()[3];
        let squares = input.clone() * input.clone();
        // The sum over neighbours, as a sum of shifted copies.
        let (before, after) = ((size - 1) / 2, size / 2);
        let padded = squares.pad([(0, 0), (0, 0), (0, 0), (before, after)], 0.0);
        let sum = (0..size)
            .map(|shift| padded.clone().narrow(3, shift, channels))
            .reduce(|sum, shifted| sum + shifted);
        let scale = sum.map_or_else(|| input.ones_like(), |sum| sum * alpha + k);
        primitive(input * scale.powf_scalar(-beta))
    }

    fn softmax_rows(input: Float) -> Float {
        primitive(activation::softmax(tensor::<2>(input), 1))
    }
}
