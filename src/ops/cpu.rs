//! The operations on Burn's CPU backend, for machines without a GPU, and an oracle that shares no
//! code with the kernels.
//!
//! Burn's own convolutions take and give `[N, C, H, W]` and arrange the weights anew in each call;
//! these keep `[N, H, W, C]` throughout and have the weights arranged once. Only softmax is Burn's.

mod activate;
mod norm;
mod packed;
mod pool;
mod product;
#[cfg(target_arch = "wasm32")]
mod relaxed;
mod share;
mod simd;
mod sweep;
mod winograd;

use super::{Conv2dOptions, LinearOptions, Ops, Output, PackedOptions, Packing, Residual, Sliding};
use crate::arch::{LocalResponseNorm, Window};
use burn::backend::ops::FloatTensorOps;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Flex, TensorMetadata};
use burn::tensor::{Shape, Tensor, TensorData, activation};
use packed::PackedProduct;
use product::{Product, pack, unpack};
use std::borrow::Cow;
use sweep::PANEL;
use winograd::Winograd;

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

/// A tensor's numbers, to be written over: without a copy where nobody else holds them.
fn owned(tensor: Float) -> Vec<f32> {
    tensor.into_data().try_into_vec().unwrap_or_default()
}

fn sizes<const D: usize>(tensor: &Float) -> [usize; D] {
    let shape = tensor.shape();
    std::array::from_fn(|axis| shape[axis])
}

fn tensor<const D: usize>(numbers: Vec<f32>, shape: [usize; D]) -> Float {
    Float::from_data(TensorData::new(numbers, Shape::from(shape)))
}

/// Whether a convolution's arranged weight is that of [`winograd`], which has 16 times as many panels.
fn is_winograd(weight: &Float, outputs: usize, groups: usize) -> bool {
    let [panels, places, ..]: [usize; 4] = sizes(weight);
    groups == 1 && panels * places == winograd::PLACES * outputs.div_ceil(PANEL)
}

impl Ops for Flex {
    /// `[groups, panels, K K C / groups, PANEL]`, or `[panels, 16, C, PANEL]` for
    /// Winograd's (`cpu/winograd.rs`).
    fn arrange_conv2d(weight: Float, sliding: Sliding) -> Float {
        let groups = sliding.groups;
        let [height, width, inputs, outputs] = sizes(&weight);
        let [high, wide] = sliding.input;
        if winograd::pays(sliding.window, groups, [high, wide, inputs], outputs) {
            let arranged = winograd::arrange(&numbers(&weight), inputs, outputs);
            return tensor(arranged, [outputs.div_ceil(PANEL), winograd::PLACES, inputs, PANEL]);
        }
        let inputs = height * width * inputs;
        let packed = pack(&numbers(&weight), inputs, outputs, groups);
        let panels = packed.len() / (groups * inputs * PANEL).max(1);
        tensor(packed, [groups, panels, inputs, PANEL])
    }

    /// `[panels I, PANEL]`.
    fn arrange_linear(weight: Float) -> Float {
        let [inputs, outputs] = sizes(&weight);
        let packed = pack(&numbers(&weight), inputs, outputs, 1);
        let rows = packed.len() / PANEL;
        tensor(packed, [rows, PANEL])
    }

    fn conv2d_kernel(weight: Float, output: Output) -> Float {
        let [_, _, inputs, _] = sizes(&weight);
        let kernel = match is_winograd(&weight, output.count, output.groups) {
            true => winograd::kernel(&numbers(&weight), inputs, output.index),
            false => unpack(&numbers(&weight), output),
        };
        let inputs = kernel.len();
        tensor(kernel, [inputs])
    }

    fn linear_kernel(weight: Float, output: Output) -> Float {
        let kernel = unpack(&numbers(&weight), output);
        let inputs = kernel.len();
        tensor(kernel, [inputs])
    }

    fn conv2d_fused(
        input: Float,
        weight: Float,
        bias: Float,
        residual: Residual<Self>,
        options: Conv2dOptions,
    ) -> Float {
        let shape = sizes(&input);
        let residual = match residual {
            Residual::Add(tensor) => Some(owned(tensor)),
            Residual::None => None,
        };
        let Conv2dOptions { sliding, activation, .. } = options;
        let bias = numbers(&bias);
        if is_winograd(&weight, bias.len(), sliding.groups) {
            let output = Winograd {
                input: &numbers(&input),
                shape,
                weight: &numbers(&weight),
                bias: &bias,
                activation,
            };
            return tensor(output.run(residual), [shape[0], shape[1], shape[2], bias.len()]);
        }
        let Sliding { window, groups, .. } = sliding;
        let (input, rows, runs) = product::windows(numbers(&input), shape, window, groups);
        let output = Product {
            input: &input,
            rows: &rows,
            runs: &runs,
            group_inputs: shape[3] / groups,
            weight: &numbers(&weight),
            bias: &bias,
            groups,
            activation,
        };
        let [batch, height, width, _] = shape;
        let shape = [batch, window.output(height), window.output(width), bias.len()];
        tensor(output.run(residual), shape)
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
            activation: options.activation,
        };
        tensor(output.run(None), [batch, bias.len()])
    }

    fn channels_first(input: Float) -> Float {
        let [batch, height, width, channels] = sizes(&input);
        let turned = Flex::float_permute(input, &[0, 3, 1, 2]);
        Flex::float_reshape(turned, Shape::from([batch, channels * height * width]))
    }

    fn linear_packed(
        input: Float,
        words: Float,
        scales: Float,
        bias: Float,
        options: PackedOptions,
    ) -> Float {
        let [batch, _] = sizes(&input);
        let product = PackedProduct {
            input: &numbers(&input),
            words: &numbers(&words),
            scales: &numbers(&scales),
            bias: &numbers(&bias),
            options,
        };
        tensor(product.run(), [batch, options.packing.units])
    }

    fn unpack_unit(words: Float, scales: Float, packing: Packing, unit: usize) -> Float {
        let weights = PackedProduct::unit(&numbers(&words), &numbers(&scales), packing, unit);
        tensor(weights, [packing.inputs])
    }

    fn local_response_norm(input: Float, options: LocalResponseNorm) -> Float {
        norm::local_response(&input, options)
    }

    fn softmax_rows(input: Float) -> Float {
        let rows = activation::softmax(Tensor::<2>::from_primitive::<Flex>(input), 1);
        #[expect(clippy::expect_used, reason = "a Flex tensor in, a Flex tensor out")]
        rows.try_into_primitive::<Flex>().expect("a Flex tensor")
    }

    fn numbers_of(input: Float, first: usize, count: usize) -> Float {
        let row = Shape::from([1, 1, 1, input.layout().num_elements()]);
        let row = Flex::float_reshape(input, row);
        Flex::float_slice(row, &[0..1, 0..1, 0..1, first..first + count].map(Into::into))
    }
}
