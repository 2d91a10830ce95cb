//! Local response normalisation.

use super::{Float, numbers, share::for_each_block, simd::vectorised, sizes, tensor};
use crate::arch::LocalResponseNorm;

/// See [`crate::ops::local_response_norm`].
pub(super) fn local_response(input: &Float, options: LocalResponseNorm) -> Float {
    let shape: [usize; 4] = sizes(input);
    let [_, _, width, channels] = shape;
    let values = numbers(input);
    let mut output = vec![0.0; values.len()];
    let line = width * channels;
    let products = values.len() * options.size;
    for_each_block(&mut output, line, products, |at, output| {
        let mut squares = vec![0.0; channels + options.size];
        let pixels = values[at * line..].chunks_exact(channels);
        for (pixel, output) in pixels.zip(output.chunks_exact_mut(channels)) {
            vectorised(
                #[inline(always)]
                || one_pixel(pixel, output, &mut squares, options),
            );
        }
    });
    tensor(output, shape)
}

/// `squares` has room for all channels and the neighbours of the outermost, which are zero.
#[inline(always)]
fn one_pixel(pixel: &[f32], output: &mut [f32], squares: &mut [f32], options: LocalResponseNorm) {
    let LocalResponseNorm { size, alpha, beta, k } = options;
    let before = (size - 1) / 2;
    for (square, value) in squares[before..].iter_mut().zip(pixel) {
        *square = value * value;
    }
    output.fill(0.0);
    for shift in 0..size {
        for (sum, square) in output.iter_mut().zip(&squares[shift..]) {
            *sum += square;
        }
    }
    for (output, value) in output.iter_mut().zip(pixel) {
        let base = k + alpha * *output;
        // The papers' exponent is two square roots and a product, and those vectorise.
        let divisor = if beta == 0.75 { base.sqrt() * base.sqrt().sqrt() } else { base.powf(beta) };
        *output = value / divisor;
    }
}
