//! The tensor operations of the trainable form that Burn does not have, or not in this layout:
//! activations as `[C, H, W, B]`.

use crate::arch::Window;
use burn::tensor::{Slice, Tensor, activation};

/// `[C, H, W, B]` as `[C * H * W, B]`, the order of a fully connected layer's kernels in a file.
pub fn flat(x: Tensor<4>) -> Tensor<2> {
    let [channels, height, width, batch] = x.dims();
    x.reshape([channels * height * width, batch])
}

/// `[C, H, W, B]` with `padding` rows and columns of `value` around each map.
pub fn padded(x: Tensor<4>, padding: usize, value: f32) -> Tensor<4> {
    if padding == 0 {
        return x;
    }
    let [channels, height, width, batch] = x.dims();
    let shape = [channels, height + 2 * padding, width + 2 * padding, batch];
    let inside = [0..channels, padding..padding + height, padding..padding + width, 0..batch];
    Tensor::full(shape, value, &x.device()).slice_assign(inside, x)
}

/// Along one dimension: the first element of every window, the second of every window, and so on.
pub fn elements<const D: usize>(
    x: &Tensor<D>,
    dimension: usize,
    window: &Window,
    count: usize,
) -> impl Iterator<Item = Tensor<D>> {
    let reach = (count - 1) * window.stride + 1;
    let stride = window.stride as isize;
    (0..window.kernel).map(move |i| {
        let slice = Slice::new(i as isize, Some((i + reach) as isize), stride);
        x.clone().slice_dim(dimension, slice)
    })
}

/// Every window as a column: `[C * KH * KW, OH * OW * B]`. First along the width, then along the
/// height, which makes ten slices of a 5 x 5 window instead of 25.
pub fn columns(x: Tensor<4>, window: &Window, side: [usize; 2]) -> Tensor<2> {
    let x = padded(x, window.padding, 0.0);
    let [channels, _, _, batch] = x.dims();
    if window.kernel == 1 && window.stride == 1 {
        return x.reshape([channels, side[0] * side[1] * batch]);
    }
    let across: Tensor<5> = Tensor::stack(elements(&x, 2, window, side[1]).collect(), 1);
    let down: Tensor<6> = Tensor::stack(elements(&across, 2, window, side[0]).collect(), 1);
    down.reshape([channels * window.kernel * window.kernel, side[0] * side[1] * batch])
}

/// Every window summed up: `[C, OH, OW, B]`.
pub fn over_windows(
    x: Tensor<4>,
    window: &Window,
    side: [usize; 2],
    join: fn(Tensor<4>, Tensor<4>) -> Tensor<4>,
) -> Tensor<4> {
    let rows = elements(&x, 1, window, side[0]).reduce(join).unwrap_or(x);
    elements(&rows, 2, window, side[1]).reduce(join).unwrap_or(rows)
}

/// The mean of `side` x `side` parts of each map, `[C, side, side, B]`: part `i` begins at
/// `floor(i * H / side)` and ends before `ceil((i + 1) * H / side)`, as PyTorch has it, so that
/// parts overlap where `side` does not divide the map's.
pub fn adaptive_average(x: Tensor<4>, side: usize) -> Tensor<4> {
    [1, 2].into_iter().fold(x, |x, dimension| {
        let size = x.dims()[dimension];
        if size == side {
            return x;
        }
        let part = |i: usize| {
            let (start, end) = (i * size / side, ((i + 1) * size).div_ceil(side));
            x.clone().narrow(dimension, start, end - start).mean_dim(dimension)
        };
        Tensor::cat((0..side).map(part).collect(), dimension)
    })
}

/// `amplitude * tanh(slope * x)`, as a sigmoid: Burn works `tanh` out twice, for the value and again
/// for the gradient, but keeps the sigmoid's.
pub fn scaled_tanh(x: Tensor<4>, (amplitude, slope): (f32, f32)) -> Tensor<4> {
    activation::sigmoid(x.mul_scalar(2.0 * slope)).mul_scalar(2.0 * amplitude).sub_scalar(amplitude)
}
