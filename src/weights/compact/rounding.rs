//! Weights rounded to steps so that their errors cancel.
//!
//! Each weight by itself is best rounded to the nearest step. But a layer adds its inputs up, which are
//! mostly of one sign, being rectified, and alike in neighbouring pixels: there the errors' sum
//! counts, and that of nine nearest roundings is 0.87 steps on average. So a kernel's steps, and those of
//! all kernels of an output, add up to the nearest step of what the weights add up to.

use super::Kind;
use super::scale::range;

/// The steps of `weights`, `[O, I]`, which are kernels of `area` numbers each, for `scales` `[O, G]`.
pub fn cancelling(kind: Kind, weights: &[f32], scales: &[f32], area: usize) -> Vec<i8> {
    let groups = weights.chunks_exact(weights.len() / scales.len().max(1)).zip(scales);
    groups.flat_map(|(group, &scale)| steps(kind, group, scale, area)).collect()
}

/// The steps of a group of weights.
fn steps(kind: Kind, group: &[f32], scale: f32, area: usize) -> Vec<i8> {
    if scale == 0.0 {
        return vec![0; group.len()];
    }
    let (bottom, top) = range(kind);
    let exact: Vec<f64> = group
        .iter()
        .map(|value| f64::from(value / scale).clamp(bottom.into(), top.into()))
        .collect();
    let kernels: Vec<f64> = exact.chunks(area).map(|kernel| kernel.iter().sum()).collect();
    let total = kernels.iter().sum::<f64>().round();
    let sums = shared_out(&kernels, total);
    let steps = exact.chunks(area).zip(sums).flat_map(|(kernel, sum)| shared_out(kernel, sum));
    steps.map(|step| step.clamp(bottom.into(), top.into()) as i8).collect()
}

/// Whole numbers below or above the `exact` ones, which add up to `total`: up go those with the largest
/// fractions.
fn shared_out(exact: &[f64], total: f64) -> Vec<f64> {
    let mut whole: Vec<f64> = exact.iter().map(|number| number.floor()).collect();
    let up = (total - whole.iter().sum::<f64>()).clamp(0.0, exact.len() as f64) as usize;
    let mut order: Vec<usize> = (0..exact.len()).collect();
    let fraction = |index: &usize| exact[*index] - exact[*index].floor();
    order.sort_by(|a, b| fraction(b).total_cmp(&fraction(a)));
    order.iter().take(up).for_each(|&index| whole[index] += 1.0);
    whole
}
