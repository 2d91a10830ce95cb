//! The operations on Burn's CPU backend, for machines without a GPU, and an oracle that shares no
//! code with the kernels.
//!
//! Burn's own convolutions take and give `[N, C, H, W]` and arrange the weights anew in each call;
//! these keep `[N, H, W, C]` throughout and have the weights arranged once. Only softmax is Burn's.

mod activate;
mod norm;
mod pool;
mod product;
mod share;
mod simd;
mod sweep;

use super::{Conv2dOptions, LinearOptions, Ops, Output, Residual};
use crate::arch::{LocalResponseNorm, Window};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Flex, TensorMetadata};
use burn::tensor::{Shape, Tensor, TensorData, activation};
use product::{Product, pack, unpack};
use std::borrow::Cow;

type Float = FloatTensor<Flex>;

/// A tensor's numbers, in the order of its shape.
fn numbers(tensor: &Float) -> Cow<'_, [f32]> {
    match tensor.as_slice() {
        Some(numbers) => Cow::Borrowed(numbers),
        None => {
            let contiguous = tensor.to_contiguous();
            Cow::Owned(contiguous.as_slice().map(<[f32]>::to_vec).unwrap_or_default())
        }
    }
}

fn sizes<const D: usize>(tensor: &Float) -> [usize; D] {
    let shape = tensor.shape();
    std::array::from_fn(|axis| shape[axis])
}

fn tensor<const D: usize>(numbers: Vec<f32>, shape: [usize; D]) -> Float {
    Float::from_data(TensorData::new(numbers, Shape::from(shape)))
}

impl Ops for Flex {
    /// `[groups, panels, K K C / groups, PANEL]`.
    fn arrange_conv2d(weight: Float, groups: usize) -> Float {
        let [height, width, inputs, outputs] = sizes(&weight);
        let inputs = height * width * inputs;
        let packed = pack(&numbers(&weight), inputs, outputs, groups);
        let panels = packed.len() / (groups * inputs * sweep::PANEL).max(1);
        tensor(packed, [groups, panels, inputs, sweep::PANEL])
    }

    /// `[panels I, PANEL]`.
    fn arrange_linear(weight: Float) -> Float {
        let [inputs, outputs] = sizes(&weight);
        let packed = pack(&numbers(&weight), inputs, outputs, 1);
        let rows = packed.len() / sweep::PANEL;
        tensor(packed, [rows, sweep::PANEL])
    }

    fn conv2d_kernel(weight: Float, output: Output) -> Float {
        let kernel = unpack(&numbers(&weight), output);
        let inputs = kernel.len();
        tensor(kernel, [inputs])
    }

    fn linear_kernel(weight: Float, output: Output) -> Float {
        Self::conv2d_kernel(weight, output)
    }

    fn conv2d_fused(
        input: Float,
        weight: Float,
        bias: Float,
        residual: Residual<Self>,
        options: Conv2dOptions,
    ) -> Float {
        let shape = sizes(&input);
        let residual = match &residual {
            Residual::Add(tensor) => Some(numbers(tensor)),
            Residual::None => None,
        };
        let Conv2dOptions { window, groups, activation, .. } = options;
        let (input, rows, runs) = product::windows(numbers(&input), shape, window, groups);
        let bias = numbers(&bias);
        let output = Product {
            input: &input,
            rows: &rows,
            runs: &runs,
            group_inputs: shape[3] / groups,
            weight: &numbers(&weight),
            bias: &bias,
            groups,
            residual: residual.as_deref(),
            activation,
        };
        let [batch, height, width, _] = shape;
        let shape = [batch, window.output(height), window.output(width), bias.len()];
        tensor(output.run(), shape)
    }

    fn max_pool2d_nhwc(input: Float, window: Window) -> Float {
        pool::max(&input, window)
    }

    fn avg_pool2d_nhwc(input: Float, window: Window) -> Float {
        pool::average(&input, window)
    }

    fn adaptive_avg_pool2d_nhwc(input: Float, side: usize) -> Float {
        pool::adaptive_average(&input, side)
    }

    fn linear_fused(input: Float, weight: Float, bias: Float, options: LinearOptions) -> Float {
        let [batch, inputs] = sizes(&input);
        let rows: Vec<_> = (0..batch).map(|row| row * inputs).collect();
        let bias = numbers(&bias);
        let runs: Vec<_> = sweep::Run { offset: 0, length: inputs }.pieces().collect();
        let output = Product {
            input: &numbers(&input),
            rows: &rows,
            runs: &runs,
            group_inputs: inputs,
            weight: &numbers(&weight),
            bias: &bias,
            groups: 1,
            residual: None,
            activation: options.activation,
        };
        tensor(output.run(), [batch, bias.len()])
    }

    fn local_response_norm(input: Float, options: LocalResponseNorm) -> Float {
        norm::local_response(&input, options)
    }

    fn softmax_rows(input: Float) -> Float {
        let rows = activation::softmax(Tensor::<2>::from_primitive::<Flex>(input), 1);
        #[expect(clippy::expect_used, reason = "a Flex tensor in, a Flex tensor out")]
        rows.try_into_primitive::<Flex>().expect("a Flex tensor")
    }
}
