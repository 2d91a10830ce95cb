//! Weights brought from PyTorch's layouts into those of the operations.

use crate::arch::{BATCH_NORM, Offset, Op, Row};
use crate::error::Error;
use crate::weights::Weights;
use burn::tensor::Tensor;

/// `[O, I, K, K]` to `[K, K, I, O]`.
pub(super) fn transpose(
    values: &[f32],
    outputs: usize,
    inputs: usize,
    [height, width]: [usize; 2],
) -> Vec<f32> {
    let area = height * width;
    let mut turned = vec![0.0; values.len()];
    // Read in order, written in strides: either is slow in one direction, and writes of one output
    // lie at least in the same cache lines for its neighbours.
    for (o, kernel) in values.chunks_exact(inputs * area).enumerate() {
        for (i, map) in kernel.chunks_exact(area).enumerate() {
            for (at, &value) in map.iter().enumerate() {
                turned[(at * inputs + i) * outputs + o] = value;
            }
        }
    }
    turned
}

/// `[N, H, W, C]` as rows `[N, H * W * C]`.
pub(super) fn flatten(value: Tensor<4>) -> Tensor<2> {
    let [batch, height, width, channels] = value.dims();
    value.reshape([batch, height * width * channels])
}

/// A row's weight and bias in PyTorch's layouts, with batch normalisation folded into them.
///
/// # Errors
///
/// As [`Weights::get`].
pub(crate) fn folded(row: &Row, weights: &Weights<'_>) -> Result<(Vec<f32>, Vec<f32>), Error> {
    let get = |tensor: &str| weights.get(&format!("{}.{tensor}", row.name));
    let mut weight = get("weight")?;
    let bias = match row.op {
        Op::Conv2d { offset: Offset::BatchNorm, .. } if !weights.folded() => {
            let [slope, offset, mean, variance] = BATCH_NORM.map(get);
            fold(&mut weight, [&slope?, &offset?, &mean?, &variance?])
        }
        _ => get("bias")?,
    };
    Ok((weight, bias))
}

/// Batch normalisation folded into a convolution: scales `weight` `[O, ...]` and gives the bias.
///
/// `(x - mean) / sqrt(variance + epsilon) * slope + offset`, map by map.
fn fold(weight: &mut [f32], [slope, offset, mean, variance]: [&[f32]; 4]) -> Vec<f32> {
    let kernel = weight.len() / slope.len().max(1);
    let kernels = weight.chunks_exact_mut(kernel.max(1));
    let rest = offset.iter().zip(mean).zip(variance);
    kernels
        .zip(slope.iter().zip(rest))
        .map(|(kernel, (slope, ((offset, mean), variance)))| {
            let deviation = f64::from(*variance) + f64::from(crate::arch::BATCH_NORM_EPSILON);
            let scale = f64::from(*slope) / deviation.sqrt();
            kernel.iter_mut().for_each(|value| *value = (f64::from(*value) * scale) as f32);
            (f64::from(*offset) - f64::from(*mean) * scale) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_turned_to_channels_last() {
        // O = 2, I = 1, K = 2
        let values = [0.0, 1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 13.0];
        let turned = [0.0, 10.0, 1.0, 11.0, 2.0, 12.0, 3.0, 13.0];
        assert_eq!(transpose(&values, 2, 1, [2, 2]), turned);
        // O = 1, I = 2, 1 x 2: maps become the inner axis.
        assert_eq!(transpose(&[1.0, 2.0, 3.0, 4.0], 1, 2, [1, 2]), [1.0, 3.0, 2.0, 4.0]);
    }

    #[test]
    fn folding_is_normalising_the_sum() {
        let mut weight = [1.0, 2.0, 3.0, -4.0];
        let (slope, offset, mean, variance) = ([2.0, 0.5], [0.1, 0.2], [1.0, -3.0], [4.0, 0.25]);
        let bias = fold(&mut weight, [&slope, &offset, &mean, &variance]);
        let input = [0.3, -0.7];
        for map in 0..2 {
            let sum = [1.0, 2.0, 3.0, -4.0][2 * map] * input[0]
                + [1.0, 2.0, 3.0, -4.0][2 * map + 1] * input[1];
            let deviation = (variance[map] + 1e-5_f32).sqrt();
            let expected = (sum - mean[map]) / deviation * slope[map] + offset[map];
            let got = weight[2 * map] * input[0] + weight[2 * map + 1] * input[1] + bias[map];
            assert!((got - expected).abs() < 1e-5, "{map}: {got} {expected}");
        }
    }
}
