//! One row of a table in its trainable form.

use super::norm::{Moments, batch_norm, dropout, local_response_norm};
use super::{Form, Mode};
use crate::arch::{Activation, Op, Pooling, SCALED_TANH, Window};
use crate::train::windows::{adaptive_average, columns, flat, over_windows, padded, scaled_tanh};
use burn::tensor::{Tensor, activation};
use std::ops::Range;

#[derive(Clone, Debug)]
pub struct FormRow {
    pub op: Op,
    pub activation: Activation,
    /// Where its parameters are.
    pub parameters: Range<usize>,
    /// Where the statistics of its batch normalisation are, if it has one.
    pub norm: Option<usize>,
    /// See [`super::initial::constant`].
    pub constant: Option<Tensor<2>>,
}

impl Form {
    /// What row `index` gives for `[C, H, W, B]`, with `add` added before the activation.
    pub(super) fn row(
        &self,
        index: usize,
        mode: Mode,
        x: Tensor<4>,
        add: Option<Tensor<4>>,
        moments: &mut Vec<Moments>,
    ) -> Tensor<4> {
        let row = &self.rows[index];
        let parameter =
            |offset: usize| self.parameters[row.parameters.start + offset].value.clone();
        let [channels, height, width, batch] = x.dims();
        let y = match &row.op {
            Op::Conv2d { channels: maps, window, groups, .. } => {
                let weight = match &row.constant {
                    Some(mask) => parameter(0) * mask.clone(),
                    None => parameter(0),
                };
                let side = [window.output(height), window.output(width)];
                let sums = products(weight, columns(x, window, side), *groups);
                let y = match row.norm {
                    Some(norm) => {
                        let slope_and_offset = [1, 2].map(parameter);
                        let running = &self.statistics[norm];
                        batch_norm(sums, slope_and_offset, running, mode, moments)
                    }
                    None => sums + parameter(1),
                };
                y.reshape([*maps, side[0], side[1], batch])
            }
            Op::Pool { pooling, window } => {
                let outside = if *pooling == Pooling::Max { f32::MIN } else { 0.0 };
                let x = padded(x, window.padding, outside);
                let side = [window.output(height), window.output(width)];
                match pooling {
                    Pooling::Max => over_windows(x, window, side, Tensor::max_pair),
                    Pooling::Average => {
                        let area = (window.kernel * window.kernel) as f32;
                        over_windows(x, window, side, |a, b| a + b).div_scalar(area)
                    }
                }
            }
            Op::AdaptiveAvgPool { side } => adaptive_average(x, *side),
            Op::LocalResponseNorm(options) => local_response_norm(x, *options),
            Op::Dropout { rate } => dropout(x, *rate, index, mode),
            Op::Subsample { size } => {
                let window = Window { kernel: *size, stride: *size, padding: 0 };
                let side = [height / size, width / size];
                let sums = over_windows(x, &window, side, |a, b| a + b);
                let shape = [channels, 1, 1, 1];
                sums * parameter(0).reshape(shape) + parameter(1).reshape(shape)
            }
            Op::Linear { units } => {
                let y = parameter(0).matmul(flat(x)) + parameter(1);
                y.reshape([*units, 1, 1, batch])
            }
            Op::Rbf { .. } => match &row.constant {
                Some(patterns) => {
                    let lengths = patterns.clone().square().sum_dim(1);
                    let y = patterns.clone().matmul(flat(x)).mul_scalar(2.0) - lengths;
                    let classes = y.dims()[0];
                    y.reshape([classes, 1, 1, batch])
                }
                None => x,
            },
        };
        let y = match add {
            Some(add) => y + add,
            None => y,
        };
        match row.activation {
            Activation::Identity => y,
            Activation::Relu => activation::relu(y),
            Activation::Tanh => scaled_tanh(y, (1.0, 1.0)),
            Activation::ScaledTanh => scaled_tanh(y, SCALED_TANH),
        }
    }
}

/// The kernels `[O, I / groups * K * K]` times the windows `[I * K * K, N]`, group by group:
/// `[O, N]`.
fn products(weight: Tensor<2>, columns: Tensor<2>, groups: usize) -> Tensor<2> {
    if groups == 1 {
        return weight.matmul(columns);
    }
    let ([maps, kernel], [_, places]) = (weight.dims(), columns.dims());
    let weight = weight.reshape([groups, maps / groups, kernel]);
    let columns = columns.reshape([groups, kernel, places]);
    weight.matmul(columns).reshape([maps, places])
}

#[cfg(test)]
mod tests;
