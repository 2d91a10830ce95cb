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
    let kernel = (inputs * area).max(1);
    let mut turned = vec![0.0; values.len()];
    // Some outputs at a time: as many rows are read in order, and what is written together fills a
    // cache line. One at a time took 177 ms for both bundled networks in Chromium, this takes 105.
    for (block, kernels) in values.chunks(TOGETHER * kernel).enumerate() {
        let count = kernels.len() / kernel;
        for from in 0..kernel {
            let line = (from % area * inputs + from / area) * outputs + block * TOGETHER;
            for (at, value) in turned[line..line + count].iter_mut().enumerate() {
                *value = kernels[at * kernel + from];
            }
        }
    }
    turned
}

/// Outputs whose weights are turned together: their numbers are a cache line.
const TOGETHER: usize = 16;

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
    let mut weight = weights.get(&format!("{}.weight", row.name))?;
    let (scales, bias) = scales_and_bias(row, weights)?;
    if let Some(scales) = scales {
        each(&mut weight, &scales, |value, scale| value * scale);
    }
    Ok((weight, bias))
}

/// By what batch normalisation multiplies each kernel of a row, where the file has it apart, and the
/// row's bias with what it adds.
///
/// # Errors
///
/// As [`Weights::get`].
pub(super) fn scales_and_bias(
    row: &Row,
    weights: &Weights<'_>,
) -> Result<(Option<Vec<f64>>, Vec<f32>), Error> {
    let apart = if weights.folded() { None } else { normalisation(row, weights)? };
    Ok(match apart {
        Some(maps) => {
            let scales = maps.iter().map(|map| map.scale).collect();
            (Some(scales), maps.iter().map(|map| map.shift as f32).collect())
        }
        None => (None, weights.get(&format!("{}.bias", row.name))?),
    })
}

/// What batch normalisation does to one map:
/// `(x - mean) / sqrt(variance + epsilon) * slope + offset`, which is times `scale`, plus `shift`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normalisation {
    /// The trained slope.
    pub slope: f32,
    /// The trained offset.
    pub offset: f32,
    /// The mean over the training pictures, of sums without a bias.
    pub mean: f32,
    /// The variance over the training pictures.
    pub variance: f32,
    /// What all four multiply by.
    pub scale: f64,
    /// What all four add.
    pub shift: f64,
}

/// A row's batch normalisation, map by map: where its weights have it apart, and where it is folded
/// into them, if the file tells of it beside them.
///
/// # Errors
///
/// As [`Weights::get`] and [`Weights::beside`].
pub(crate) fn normalisation(
    row: &Row,
    weights: &Weights<'_>,
) -> Result<Option<Vec<Normalisation>>, Error> {
    let Op::Conv2d { channels, offset: Offset::BatchNorm, .. } = row.op else { return Ok(None) };
    let parts = BATCH_NORM.map(|tensor| {
        let name = format!("{}.{tensor}", row.name);
        if weights.folded() {
            weights.beside(&name, channels)
        } else {
            weights.get(&name).map(Some)
        }
    });
    let [slope, offset, mean, variance] = parts;
    let (Some(slope), Some(offset), Some(mean), Some(variance)) =
        (slope?, offset?, mean?, variance?)
    else {
        return Ok(None);
    };
    let unusable = || Error::BadWeights {
        reason: format!("what {} is normalised by is no number, such as the root of -1", row.name),
    };
    maps([&slope, &offset, &mean, &variance]).map(Some).ok_or_else(unusable)
}

/// Nothing where a number comes of it that is none.
fn maps([slope, offset, mean, variance]: [&[f32]; 4]) -> Option<Vec<Normalisation>> {
    let rest = offset.iter().zip(mean).zip(variance);
    let map = |(&slope, ((&offset, &mean), &variance)): (&f32, ((&f32, &f32), &f32))| {
        let deviation = f64::from(variance) + f64::from(crate::arch::BATCH_NORM_EPSILON);
        let scale = f64::from(slope) / deviation.sqrt();
        let shift = f64::from(offset) - f64::from(mean) * scale;
        let finite = scale.is_finite() && shift.is_finite();
        finite.then_some(Normalisation { slope, offset, mean, variance, scale, shift })
    };
    slope.iter().zip(rest).map(map).collect()
}

/// Batch normalisation taken out of a convolution's `weight`, `[O, ...]`, again.
pub(super) fn unfold(weight: &mut [f32], maps: &[Normalisation]) {
    let scales: Vec<_> = maps.iter().map(|map| map.scale).collect();
    // What was multiplied by 0 is 0, whatever it was.
    each(weight, &scales, |value, scale| if scale == 0.0 { value } else { value / scale });
}

/// Changes each number by its kernel's scale.
fn each(weight: &mut [f32], scales: &[f64], change: impl Fn(f64, f64) -> f64) {
    let kernel = weight.len() / scales.len().max(1);
    for (kernel, &scale) in weight.chunks_exact_mut(kernel.max(1)).zip(scales) {
        kernel.iter_mut().for_each(|value| *value = change((*value).into(), scale) as f32);
    }
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
        let maps = maps([&slope, &offset, &mean, &variance]).unwrap();
        let scales: Vec<_> = maps.iter().map(|map| map.scale).collect();
        each(&mut weight, &scales, |value, scale| value * scale);
        let input = [0.3, -0.7];
        for map in 0..2 {
            let sum = [1.0, 2.0, 3.0, -4.0][2 * map] * input[0]
                + [1.0, 2.0, 3.0, -4.0][2 * map + 1] * input[1];
            let deviation = (variance[map] + 1e-5_f32).sqrt();
            let expected = (sum - mean[map]) / deviation * slope[map] + offset[map];
            let got = weight[2 * map] * input[0] + weight[2 * map + 1] * input[1];
            let got = got + maps[map].shift as f32;
            assert!((got - expected).abs() < 1e-5, "{map}: {got} {expected}");
        }
    }

    #[test]
    fn what_cannot_be_normalised_by_is_refused() {
        let with = |slope: f32, variance: f32| maps([&[slope], &[0.0], &[1.0], &[variance]]);
        assert!(with(1.0, 0.0).is_some() && with(0.0, 2.0).is_some());
        for (slope, variance) in [(1.0, -1.0), (f32::INFINITY, 1.0), (1.0, f32::NAN)] {
            assert!(with(slope, variance).is_none(), "{slope} {variance}");
        }
    }
}
