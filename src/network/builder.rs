//! Laying a network out layer by layer, as its weights come.

use super::{Apart, Layer, Model};
use crate::arch::{Network, Summary};
use crate::error::Error;
use crate::weights::Weights;
use burn::tensor::Device;

/// A network of which some layers are on their device.
pub struct Builder {
    model: Model,
    summaries: Vec<Summary>,
}

impl Builder {
    /// Nothing of `network` yet.
    pub fn new(network: Network, device: &Device) -> Self {
        let summaries = network.summary();
        let layers = Vec::with_capacity(summaries.len());
        Self { model: Model::of(network, layers, device), summaries }
    }

    /// The row whose turn it is, by name; nothing when all are laid out.
    pub fn next(&self) -> Option<&str> {
        let Model { network, layers, .. } = &self.model;
        network.rows.get(layers.len()).map(|row| row.name.as_str())
    }

    /// How many layers are laid out, and of how many.
    pub fn laid(&self) -> [usize; 2] {
        [self.model.layers.len(), self.summaries.len()]
    }

    /// The network as far as it is laid out, to be tuned. It cannot run.
    pub fn model_mut(&mut self) -> &mut Model {
        &mut self.model
    }

    /// Lays the next row out, if there is one. Weights that it does not need may be absent.
    ///
    /// # Errors
    ///
    /// As [`Model::new`].
    pub fn lay(&mut self, weights: &Weights<'_>) -> Result<(), Error> {
        let Model { network, layers, device, .. } = &mut self.model;
        let index = layers.len();
        if index == 0 {
            weights.are_of(network)?;
        }
        if let Some((row, summary)) = network.rows.get(index).zip(self.summaries.get(index)) {
            layers.push(Layer::new(row, summary, weights, device)?);
        }
        Ok(())
    }

    /// The network, with what was not laid out yet.
    ///
    /// # Errors
    ///
    /// As [`Model::new`].
    pub fn finish(mut self, weights: &Weights<'_>) -> Result<Model, Error> {
        while self.next().is_some() {
            self.lay(weights)?;
        }
        let apart = Apart::of(&self.model.network, weights, &self.model.device)?;
        Ok(Model { apart, ..self.model })
    }
}
