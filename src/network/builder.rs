//! Laying a network out layer by layer, as its weights come.

use super::{Apart, Layer, Model};
use crate::arch::{Network, Summary};
use crate::error::Error;
use crate::weights::Weights;
use burn::tensor::Device;

/// A network of which some layers are on their device.
pub struct Builder {
    network: Network,
    summaries: Vec<Summary>,
    layers: Vec<Layer>,
    device: Device,
}

impl Builder {
    /// Nothing of `network` yet.
    pub fn new(network: Network, device: &Device) -> Self {
        let summaries = network.summary();
        let layers = Vec::with_capacity(summaries.len());
        Self { network, summaries, layers, device: device.clone() }
    }

    /// The row whose turn it is, by name; nothing when all are laid out.
    pub fn next(&self) -> Option<&str> {
        self.network.rows.get(self.layers.len()).map(|row| row.name.as_str())
    }

    /// How many layers are laid out, and of how many.
    pub fn laid(&self) -> [usize; 2] {
        [self.layers.len(), self.summaries.len()]
    }

    /// Lays the next row out, if there is one. Weights that it does not need may be absent.
    ///
    /// # Errors
    ///
    /// As [`Model::new`].
    pub fn lay(&mut self, weights: &Weights<'_>) -> Result<(), Error> {
        let index = self.layers.len();
        if let Some((row, summary)) = self.network.rows.get(index).zip(self.summaries.get(index)) {
            self.layers.push(Layer::new(row, summary, weights, &self.device)?);
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
        let Self { network, layers, device, .. } = self;
        let apart = Apart::of(&network, weights, &device)?;
        Ok(Model { apart, ..Model::of(network, layers, &device) })
    }
}
