//! Normalisation and dropout in their training form.

use super::{Mode, Statistic};
use crate::arch::{BATCH_NORM_EPSILON, LocalResponseNorm, Window};
use crate::train::random::Random;
use crate::train::windows::elements;
use burn::tensor::{Tensor, TensorData};

/// What a running statistic takes of a new batch's; PyTorch's default, with which the published
/// ResNets were trained.
pub const MOMENTUM: f32 = 0.1;

/// What a batch normalisation saw: of each map over batch and places, `[C, 1]`.
#[derive(Clone, Debug)]
pub struct Moments {
    /// The mean.
    pub mean: Tensor<2>,
    /// The variance, unbiased: what is expected of other batches. (The batch itself is normalised
    /// with the biased one.) 0 where there was a single number.
    pub variance: Tensor<2>,
}

impl Moments {
    /// Moves a running mean and variance towards these.
    pub(super) fn enter(&self, running: &mut [Statistic; 2]) {
        for (running, new) in running.iter_mut().zip([&self.mean, &self.variance]) {
            let old = running.value.clone().mul_scalar(1.0 - MOMENTUM);
            // Without the step's graph, which would otherwise live as long as the statistic.
            running.value = (old + new.clone().mul_scalar(MOMENTUM)).detach();
        }
    }
}

/// Batch normalisation of `[C, N]`, a map's numbers of all batch and places in a row, with slope
/// and offset `[C, 1]` (Ioffe and Szegedy 2015, algorithms 1 and 2). In training, what it saw goes
/// to `moments`.
pub fn batch_norm(
    x: Tensor<2>,
    [slope, offset]: [Tensor<2>; 2],
    running: &[Statistic; 2],
    mode: Mode,
    moments: &mut Vec<Moments>,
) -> Tensor<2> {
    let deviation = |variance: Tensor<2>| variance.add_scalar(BATCH_NORM_EPSILON).sqrt();
    match mode {
        Mode::Training { .. } => {
            let count = x.dims()[1] as f32;
            let mean = x.clone().mean_dim(1);
            let centred = x - mean.clone();
            let variance = centred.clone().square().mean_dim(1);
            let unbiased = variance.clone().detach().mul_scalar(count / (count - 1.0).max(1.0));
            moments.push(Moments { mean: mean.detach(), variance: unbiased });
            centred * (slope / deviation(variance)) + offset
        }
        Mode::Evaluation => {
            let [mean, variance] = running.each_ref().map(|statistic| statistic.value.clone());
            (x - mean) * (slope / deviation(variance)) + offset
        }
    }
}

/// Local response normalisation of `[C, H, W, B]` across the maps; those beyond the first and the
/// last count as zeros.
pub fn local_response_norm(x: Tensor<4>, options: LocalResponseNorm) -> Tensor<4> {
    let LocalResponseNorm { size, alpha, beta, k } = options;
    let [channels, height, width, batch] = x.dims();
    let (before, beyond) = ((size - 1) / 2, size - 1);
    let shape = [channels + beyond, height, width, batch];
    let inside = [before..before + channels, 0..height, 0..width, 0..batch];
    let squares = Tensor::zeros(shape, &x.device()).slice_assign(inside, x.clone().square());
    // The sum over neighbours, as a sum of shifted copies.
    let window = Window { kernel: size, stride: 1, padding: 0 };
    let sums = elements(&squares, 0, &window, channels).reduce(|a, b| a + b);
    match sums {
        Some(sums) => x * sums.mul_scalar(alpha).add_scalar(k).powf_scalar(-beta),
        None => x,
    }
}

/// In training, zero for numbers at this rate and the rest larger in turn, so that the mean stays
/// (Srivastava et al. 2014, section 10); each row of the table and each step by other random
/// numbers.
pub fn dropout(x: Tensor<4>, rate: f32, row: usize, mode: Mode) -> Tensor<4> {
    let Mode::Training { seed, step } = mode else { return x };
    let mut random = Random::of(&[seed, 0xd20b, step, row as u64]);
    let shape = x.dims();
    let mut keep = || if random.between(0.0, 1.0) < rate { 0.0 } else { 1.0 / (1.0 - rate) };
    let mask: Vec<f32> = (0..shape.iter().product()).map(|_| keep()).collect();
    let mask = Tensor::from_data(TensorData::new(mask, shape), &x.device());
    x * mask
}

#[cfg(test)]
mod tests;
