//! One convolution kept with its batch normalisation apart, beside the folded one that computes.

use super::arrange::{Normalisation, normalisation};
use super::{Model, layer::Layer};
use crate::arch::Network;
use crate::error::Error;
use crate::weights::Weights;
use burn::tensor::{Device, Tensor};

/// The first convolution with batch normalisation, in two steps: to show that folding changes
/// nothing. Kept of one row only, since all of them would double the memory.
#[derive(Clone)]
pub struct Apart {
    row: usize,
    layer: Layer,
    maps: Vec<Normalisation>,
}

impl Apart {
    /// Nothing where the network has no such row, or the file tells nothing of it but what is folded
    /// into the weights.
    ///
    /// # Errors
    ///
    /// As [`Weights::get`].
    pub(super) fn of(
        network: &Network,
        weights: &Weights<'_>,
        device: &Device,
    ) -> Result<Option<Self>, Error> {
        for (row, (table, summary)) in network.rows.iter().zip(&network.summary()).enumerate() {
            let Some(maps) = normalisation(table, weights)? else { continue };
            let layer = Layer::unfolded(table, summary, weights, device)?;
            return Ok(Some(Self { row, layer, maps }));
        }
        Ok(None)
    }

    /// The row's index in the table.
    pub fn row(&self) -> usize {
        self.row
    }

    /// How many maps it gives.
    pub fn maps(&self) -> usize {
        self.maps.len()
    }

    /// The normalisation of a map; nothing where there is no such map.
    pub fn map(&self, channel: usize) -> Option<Normalisation> {
        self.maps.get(channel).copied()
    }

    /// What the row gives in two steps, for what [`Model::taken`] says it takes.
    pub fn forward(&self, input: Tensor<4>, add: Option<Tensor<4>>) -> Tensor<4> {
        self.layer.forward(input, add)
    }
}

impl Model {
    /// The row that is kept in two steps too, where there is one.
    pub fn apart(&self) -> Option<&Apart> {
        self.apart.as_ref()
    }
}
