//! The operations on Burn's wgpu backend: our own WGSL kernels.

use super::{Conv2dOptions, LinearOptions, Ops, Output, PackedOptions, Packing, Residual, Sliding};
use crate::arch::{LocalResponseNorm, Window};
use crate::kernels::{
    self, AdaptiveAvgPool2d, AvgPool2d, ChannelsFirst, Conv2d, Linear, LinearPacked, MaxPool2d,
    Operation, PadRows, Pool2d, Softmax, SumParts, UnpackUnit, Way, launch, launch_as,
};
use burn::backend::ops::FloatTensorOps;
use burn::backend::wgpu::{CubeBackend, CubeTensor};
use burn::tensor::Shape;

type Float = CubeTensor;

/// Sizes along the first `D` axes.
fn sizes<const D: usize>(tensor: &Float) -> [usize; D] {
    std::array::from_fn(|axis| tensor.meta.shape()[axis])
}

fn pool(input: &Float, window: Window) -> Pool2d {
    let [batch, height, width, channels] = sizes(input);
    Pool2d { batch, input: [height, width, channels], window }
}

/// What belongs to one place of the last axis, as one row.
fn column(tensor: Float, index: usize) -> Float {
    let mut parts: Vec<_> = tensor.meta.shape().iter().map(|&size| (0..size).into()).collect();
    let last = parts.len() - 1;
    parts[last] = (index..index + 1).into();
    let column = CubeBackend::float_slice(tensor, &parts);
    let numbers: usize = column.meta.shape().iter().product();
    CubeBackend::float_reshape(column, Shape::from([numbers]))
}

/// Rows with zeros at their ends, in a tensor of this `shape`; as it is where there is nothing to pad.
fn padded(tensor: Float, rows: PadRows, shape: [usize; 4]) -> Float {
    if rows.from == rows.to {
        return tensor;
    }
    CubeBackend::float_reshape(launch(&rows, vec![tensor]), Shape::from(shape))
}

/// A convolution in one of its ways: of `[input, weight, bias, residual]`.
fn convolve(whole: Conv2d, way: Way, [input, weight, bias, residual]: [Float; 4]) -> Float {
    let operation = Conv2d { parts: whole.parts_up_to(way.parts), ..whole };
    let inputs = vec![input, weight, bias.clone(), residual.clone()];
    let sums = launch_as(&operation, &Conv2d::implementations()[way.implementation], inputs);
    if operation.parts == 1 {
        return sums;
    }
    let output = launch(&SumParts::of(&operation), vec![sums, bias, residual]);
    let shape = Shape::from(Conv2d { parts: 1, ..operation }.output());
    CubeTensor::new_contiguous(
        output.client.clone(),
        output.device.clone(),
        shape,
        output.handle,
        output.dtype,
    )
}

impl Ops for CubeBackend {
    fn arrange_conv2d(weight: Float, sliding: Sliding) -> Float {
        let [height, width, inputs, outputs] = sizes(&weight);
        let channels = Conv2d::channels_on_gpu(inputs, outputs, sliding.groups);
        let rows = PadRows { rows: height * width, from: inputs * outputs, to: channels * outputs };
        padded(weight, rows, [height, width, channels, outputs])
    }

    fn arrange_linear(weight: Float) -> Float {
        weight
    }

    fn conv2d_kernel(weight: Float, output: Output) -> Float {
        let [height, width, _, _] = sizes(&weight);
        let own = [0..height, 0..width, 0..output.inputs].map(Into::into);
        let all = (0..output.count).into();
        column(CubeBackend::float_slice(weight, &[&own[..], &[all]].concat()), output.index)
    }

    fn linear_kernel(weight: Float, output: Output) -> Float {
        column(weight, output.index)
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
        let to = Conv2d::channels_on_gpu(channels, out_channels, options.sliding.groups);
        let rows = PadRows { rows: batch * height * width, from: channels, to };
        let (input, channels) = (padded(input, rows, [batch, height, width, to]), to);
        let (has_residual, residual) = match residual {
            Residual::Add(tensor) => (true, tensor),
            Residual::None => (false, bias.clone()), // bound but not read
        };
        let whole = Conv2d {
            batch,
            input: [height, width, channels],
            channels: out_channels,
            window: options.sliding.window,
            groups: options.sliding.groups,
            residual: has_residual,
            activation: options.activation,
            parts: 1,
            bits: options.bits,
        };
        match options.way {
            None => launch(&whole, vec![input, weight, bias, residual]),
            Some(way) => convolve(whole, way, [input, weight, bias, residual]),
        }
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

    fn linear_fused(input: Float, weight: Float, bias: Float, options: LinearOptions) -> Float {
        let ([batch, inputs], [_, units]) = (sizes(&input), sizes(&weight));
        let LinearOptions { activation, way } = options;
        let operation = Linear { batch, inputs, units, activation, parts: 1 };
        if let Some((tiles, way)) = way.and_then(|way| operation.in_tiles(way)) {
            let rows = convolve(tiles, way, [input, weight, bias.clone(), bias]);
            return CubeBackend::float_reshape(rows, Shape::from([batch, units]));
        }
        // A layer in several buffers takes the way of the first, which need not suit the others.
        let taken = way.map(|way| {
            let operation = Linear { parts: way.parts, ..operation.clone() };
            (operation, &Linear::implementations()[way.implementation])
        });
        let Some((operation, taken)) = taken.filter(|(operation, taken)| (taken.suits)(operation))
        else {
            return launch(&operation, vec![input, weight, bias]);
        };
        let sums = launch_as(&operation, taken, vec![input, weight, bias.clone()]);
        match operation.parts {
            1 => sums,
            _ => launch(&SumParts::of_rows(&operation), vec![sums, bias.clone(), bias]),
        }
    }

    fn channels_first(input: Float) -> Float {
        let [batch, height, width, channels] = sizes(&input);
        let (places, numbers) = (height * width, height * width * channels);
        let turned = match places {
            1 => input,
            _ => launch(&ChannelsFirst { batch, places, channels }, vec![input]),
        };
        CubeBackend::float_reshape(turned, Shape::from([batch, numbers]))
    }

    fn linear_packed(
        input: Float,
        words: Float,
        scales: Float,
        bias: Float,
        options: PackedOptions,
    ) -> Float {
        let [batch, _] = sizes(&input);
        let PackedOptions { packing, activation } = options;
        launch(&LinearPacked { batch, packing, activation }, vec![input, words, scales, bias])
    }

    fn unpack_unit(words: Float, scales: Float, packing: Packing, unit: usize) -> Float {
        launch(&UnpackUnit { packing, unit }, vec![words, scales])
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

    fn numbers_of(input: Float, first: usize, count: usize) -> Float {
        let bytes = |numbers: usize| (numbers * input.dtype.size()) as u64;
        let others = input.meta.shape().num_elements() - first - count;
        let handle = input.handle.offset_start(bytes(first)).offset_end(bytes(others));
        // No kernel: a part of the same buffer.
        CubeTensor::new_contiguous(
            input.client,
            input.device,
            Shape::from([1, 1, 1, count]),
            handle,
            input.dtype,
        )
    }
}
