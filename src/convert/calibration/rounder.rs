//! Weights rounded one after another, each making up for those before it.

use super::{Moments, Rounded};
use crate::weights::compact::{Kind, step};
use faer::{Mat, Side};
use rayon::prelude::*;

/// Outputs that are rounded together: the ratios are read from memory once for all of them.
const TOGETHER: usize = 8;
/// What is added to the diagonal of the covariances, as a part of its mean: as GPTQ has it,
const DAMPING: f64 = 0.01;
/// and more where there are few vectors for so many inputs. Of ResNet-50's fc with 2048 inputs, for 100 to 1000
/// pictures, a tenth of inputs a vector was best or within 3 % of it.
const DAMPING_FOR_FEW: f64 = 0.1;

/// How the roundings of an output's weights follow from each other.
///
/// With covariances `C = L Lᵀ`, the squared error of an output is that of `Lᵀ e`, where `e` are the
/// weights' errors: its last number has the last weight's error alone, the one before that of two, and so on.
/// So from the last to the first, each weight is rounded to what makes its number smallest.
pub struct Rounder {
    /// The input at each place in the order of rounding, backwards: those that vary most come first.
    order: Vec<usize>,
    /// Column for column of `L` what is below the diagonal, divided by that.
    ratios: Vec<f32>,
    means: Vec<f64>,
}

impl Rounder {
    /// `None` where no input varies, or a number is not finite.
    pub fn new(moments: &Moments) -> Option<Self> {
        let means = moments.means();
        let inputs = means.len();
        let variances: Vec<f64> = (0..inputs).map(|i| moments.covariance(&means, i, i)).collect();
        let mut order: Vec<usize> = (0..inputs).collect();
        order.sort_by(|a, b| variances[*a].total_cmp(&variances[*b]));
        let mean = variances.iter().sum::<f64>() / inputs as f64;
        if mean <= 0.0 {
            return None;
        }
        let few = inputs as f64 / moments.vectors().max(1) as f64;
        let damping = mean * (DAMPING + DAMPING_FOR_FEW * few);
        let covariances = Mat::from_fn(inputs, inputs, |a, b| match a.cmp(&b) {
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => variances[order[a]] + damping,
            std::cmp::Ordering::Greater => moments.covariance(&means, order[a], order[b]),
        });
        let factor = covariances.llt(Side::Lower).ok()?;
        let factor = factor.L();
        let mut ratios = Vec::with_capacity(inputs * (inputs - 1) / 2);
        for column in 0..inputs {
            let diagonal = factor[(column, column)];
            ratios
                .extend((column + 1..inputs).map(|row| (factor[(row, column)] / diagonal) as f32));
        }
        ratios.iter().all(|ratio| ratio.is_finite()).then_some(Self { order, ratios, means })
    }

    /// The steps of `weights`, `[O, I]`, for `scales` `[O, G]`.
    pub fn round(&self, kind: Kind, weights: &[f32], scales: &[f32]) -> Rounded {
        let inputs = self.order.len();
        let groups = scales.len() * inputs / weights.len();
        let weights = weights.par_chunks(TOGETHER * inputs);
        let scales = scales.par_chunks(TOGETHER * groups);
        let some = weights.zip(scales).map(|(weights, scales)| self.some(kind, weights, scales));
        some.reduce(Rounded::default, Rounded::and)
    }

    /// The same for [`TOGETHER`] outputs at most.
    fn some(&self, kind: Kind, weights: &[f32], scales: &[f32]) -> Rounded {
        let inputs = self.order.len();
        let outputs = weights.len() / inputs;
        let group = weights.len() / scales.len();
        let mut steps = vec![0; weights.len()];
        let mut errors = vec![[0.0; TOGETHER]; inputs];
        let mut end = self.ratios.len();
        for place in 0..inputs {
            // From the last column, which has nothing below its diagonal, to the first.
            let (column, input) = (inputs - 1 - place, self.order[inputs - 1 - place]);
            let ratios = &self.ratios[end - place..end];
            end -= place;
            let mut pull = [0.0_f32; TOGETHER];
            for (ratio, error) in ratios.iter().zip(&errors[column + 1..]) {
                pull.iter_mut().zip(error).for_each(|(pull, error)| *pull += ratio * error);
            }
            for output in 0..outputs {
                let at = output * inputs + input;
                let steps_here = step(kind, weights[at] + pull[output], scales[at / group]);
                errors[column][output] = weights[at] - steps_here * scales[at / group];
                steps[at] = steps_here as i8;
            }
        }
        let mut lost = vec![0.0_f64; outputs];
        for (error, &input) in errors.iter().zip(&self.order) {
            let lost = lost.iter_mut().zip(error);
            lost.for_each(|(lost, error)| *lost += f64::from(*error) * self.means[input]);
        }
        Rounded { steps, lost: lost.into_iter().map(|lost| lost as f32).collect() }
    }
}
