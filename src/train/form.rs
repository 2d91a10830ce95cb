//! A network's table as something that can be trained: stock Burn operations on any device.
//!
//! Activations lie as `[C, H, W, B]`, the batch innermost: every window of a convolution or
//! pooling layer is then a slice of long contiguous rows, a convolution one matrix product over
//! all of the batch, and no layer has to turn its data around.

mod initial;
mod norm;
mod rows;
#[cfg(test)]
mod tests;

use super::windows::flat;
use crate::arch::{Network, Offset, Op, Sources, WeightSpec};
use crate::error::Error;
use crate::weights::Weights;
use burn::tensor::{Device, Tensor, TensorData};
use rows::FormRow;

pub use norm::Moments;

/// A network's weights: what the table calls them, and their values.
pub type Tensors = Vec<(WeightSpec, Vec<f32>)>;

/// What a network is run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To be trained: batch normalisation by what the batch itself shows, dropout at work.
    Training {
        /// Start of the random numbers.
        seed: u64,
        /// Which step of the run: each drops other numbers.
        step: u64,
    },
    /// To be measured or used: batch normalisation by the running statistics, no dropout. What
    /// [`crate::arch`]'s table means as an inference form.
    Evaluation,
}

/// A trainable tensor, `[rows, columns]`: kernels `[O, I / groups * KH * KW]`, biases, slopes and
/// offsets of batch normalisation and coefficients of subsampling `[C, 1]`.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name and shape in the weights file.
    pub spec: WeightSpec,
    /// Its values.
    pub value: Tensor<2>,
    /// Whether weight decay applies: to kernels only.
    pub decays: bool,
}

/// A running mean or variance of a batch normalisation, `[C, 1]`: measured, not trained.
#[derive(Clone, Debug)]
pub struct Statistic {
    /// Its name and shape in the weights file.
    pub spec: WeightSpec,
    /// Its values.
    pub value: Tensor<2>,
}

/// A network with weights.
#[derive(Clone, Debug)]
pub struct Form {
    rows: Vec<FormRow>,
    sources: Vec<Sources>,
    /// The last row that takes each row's output.
    last_use: Vec<usize>,
    /// Every trainable tensor, in the order of [`Network::weights`].
    pub parameters: Vec<Parameter>,
    /// Mean and variance of every batch normalisation, in the order of the table.
    pub statistics: Vec<[Statistic; 2]>,
}

/// What a network gives.
#[derive(Clone, Debug)]
pub struct Output {
    /// `[classes, B]`.
    pub logits: Tensor<2>,
    /// The last layer's input, `[units, B]`.
    pub features: Tensor<2>,
    /// In training, what each batch normalisation saw, in the order of the table: for
    /// [`Form::observe`].
    pub moments: Vec<Moments>,
}

impl Form {
    /// The network with random weights, by the rule of each activation.
    pub fn new(network: &Network, seed: u64, device: &Device) -> Self {
        let mut draw = initial::weights(seed);
        let (mut rows, mut parameters, mut statistics) = (Vec::new(), Vec::new(), Vec::new());
        for (row, summary) in network.rows.iter().zip(network.summary()) {
            let constant = initial::constant(&row.op, &summary, device);
            let normalised = matches!(row.op, Op::Conv2d { offset: Offset::BatchNorm, .. });
            let (first, norm) = (parameters.len(), normalised.then_some(statistics.len()));
            let mut running = Vec::new();
            for (spec, values) in summary.weights.iter().zip(draw(row, &summary)) {
                let shape = [spec.shape[0], spec.shape[1..].iter().product()];
                let mut value = Tensor::from_data(TensorData::new(values, shape), device);
                let spec = spec.clone();
                if initial::is_measured(&spec) {
                    running.push(Statistic { spec, value });
                    continue;
                }
                let kernel = spec.shape.len() > 1;
                if let Some(mask) = constant.clone().filter(|_| kernel) {
                    value = value * mask;
                }
                // A leaf of its own, not the product's result.
                let value = value.detach().set_require_grad(device.is_autodiff());
                parameters.push(Parameter { spec, value, decays: kernel });
            }
            statistics.extend(<[Statistic; 2]>::try_from(running));
            let parameters = first..parameters.len();
            rows.push(FormRow {
                op: row.op.clone(),
                activation: row.activation,
                parameters,
                norm,
                constant,
            });
        }
        let sources = network.sources();
        let mut last_use: Vec<_> = (0..rows.len()).collect();
        for (row, from) in sources.iter().enumerate() {
            for index in [from.input, from.add].into_iter().flatten() {
                last_use[index] = row;
            }
        }
        Self { rows, sources, last_use, parameters, statistics }
    }

    /// Begins with trained weights instead.
    ///
    /// # Errors
    ///
    /// As [`Weights::get`].
    pub fn start_from(&mut self, weights: &Weights<'_>) -> Result<(), Error> {
        for parameter in &mut self.parameters {
            let device = parameter.value.device();
            let data = TensorData::new(weights.get(&parameter.spec.name)?, parameter.value.dims());
            let value = Tensor::from_data(data, &device);
            parameter.value = value.set_require_grad(device.is_autodiff());
        }
        for statistic in self.statistics.iter_mut().flatten() {
            let data = TensorData::new(weights.get(&statistic.spec.name)?, statistic.value.dims());
            statistic.value = Tensor::from_data(data, &statistic.value.device());
        }
        Ok(())
    }

    /// So much of its own weights, and of others the rest; running statistics stay as they are.
    ///
    /// # Errors
    ///
    /// As [`Weights::get`].
    pub fn blend(&mut self, others: &Weights<'_>, own: f64) -> Result<(), Error> {
        for parameter in &mut self.parameters {
            let value = parameter.value.clone().inner();
            let data = TensorData::new(others.get(&parameter.spec.name)?, value.dims());
            let other = Tensor::from_data(data, &value.device());
            let blended = value.mul_scalar(own) + other.mul_scalar(1.0 - own);
            parameter.value = blended.autodiff().require_grad();
        }
        Ok(())
    }

    /// From `[C, H, W, B]` to the logits. Changes nothing: see [`Self::observe`].
    pub fn forward(&self, input: Tensor<4>, mode: Mode) -> Output {
        let mut outputs: Vec<Option<Tensor<4>>> = vec![None; self.rows.len()];
        let (mut moments, mut features) = (Vec::new(), None);
        for (index, from) in self.sources.iter().enumerate() {
            // Handed on at its last use, so that operations may work in place.
            let mut take = |source: usize| {
                let held = &mut outputs[source];
                if self.last_use[source] == index { held.take() } else { held.clone() }
            };
            let add = from.add.and_then(&mut take);
            // A row that takes and adds the same output has taken it already.
            let taken = from.input.and_then(|source| take(source).or_else(|| add.clone()));
            let x = taken.unwrap_or_else(|| input.clone());
            if index + 1 == self.rows.len() {
                features = Some(flat(x.clone()));
            }
            outputs[index] = Some(self.row(index, mode, x, add, &mut moments));
        }
        let logits = flat(outputs.pop().flatten().unwrap_or(input));
        Output { features: features.unwrap_or_else(|| logits.clone()), logits, moments }
    }

    /// Takes what the batch normalisations saw in a step of training into the running statistics.
    pub fn observe(&mut self, moments: &[Moments]) {
        for (running, moments) in self.statistics.iter_mut().zip(moments) {
            moments.enter(running);
        }
    }

    /// The same network without a graph, to measure with.
    pub fn without_gradients(&self) -> Self {
        let mut form = self.clone();
        let parameters = form.parameters.iter_mut().map(|parameter| &mut parameter.value);
        let statistics = form.statistics.iter_mut().flatten().map(|statistic| &mut statistic.value);
        let constants = form.rows.iter_mut().filter_map(|row| row.constant.as_mut());
        for value in parameters.chain(statistics).chain(constants) {
            *value = value.clone().inner();
        }
        form
    }

    /// The weights as the table wants them in a file, running statistics among them.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`] if the device cannot give them back.
    pub fn tensors(&self) -> Result<Tensors, Error> {
        let read = |spec: &WeightSpec, value: &Tensor<2>| {
            let values = value.clone().inner().try_into_vec_as::<f32>();
            let values = values.map_err(|error| Error::Engine { reason: error.to_string() })?;
            Ok((spec.clone(), values))
        };
        let mut tensors = Vec::new();
        for row in &self.rows {
            for Parameter { spec, value, .. } in &self.parameters[row.parameters.clone()] {
                tensors.push(read(spec, value)?);
            }
            for Statistic { spec, value } in
                row.norm.iter().flat_map(|&norm| &self.statistics[norm])
            {
                tensors.push(read(spec, value)?);
            }
        }
        Ok(tensors)
    }
}
