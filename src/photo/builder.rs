//! A network for photographs that is laid out while its file comes.

use super::plan::Plan;
use super::{About, Photographer};
use crate::clock::milliseconds;
use crate::error::Error;
use crate::network::{self, Model};
use crate::protocol::photo::LoadedNetwork;
use crate::weights::{Contents, Header};
use burn::tensor::Device;
use web_time::Instant;

/// A network of which some layers are on their device.
pub struct Builder {
    layers: network::Builder,
    contents: Contents,
    about: LoadedNetwork,
    start: Instant,
}

impl Builder {
    /// By the file's head and what is said of it.
    ///
    /// # Errors
    ///
    /// As [`Photographer::load`].
    pub fn new(device: &Device, header: Header, about: &About) -> Result<Self, Error> {
        let start = Instant::now();
        let Plan { network, contents, about } = Plan::new(header, about)?;
        Ok(Self { layers: network::Builder::new(network, device), contents, about, start })
    }

    /// How many of the file's bytes the next layer needs; nothing when all are laid out.
    pub fn needs(&self) -> Option<usize> {
        self.layers.next().map(|row| self.contents.bytes_for(row))
    }

    /// How many layers are laid out, and of how many.
    pub fn laid(&self) -> [usize; 2] {
        self.layers.laid()
    }

    /// Lays the next one out, from as many of the file's bytes as are there.
    ///
    /// # Errors
    ///
    /// As [`Photographer::load`].
    pub fn lay(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.layers.lay(&self.contents.within(bytes))
    }

    /// The network as far as it is laid out, to be tuned. It cannot run.
    pub fn model_mut(&mut self) -> &mut Model {
        self.layers.model_mut()
    }

    /// The network, from the whole file. Its bytes are not needed afterwards.
    ///
    /// # Errors
    ///
    /// As [`Photographer::load`].
    pub fn finish(self, bytes: &[u8]) -> Result<Photographer, Error> {
        let model = self.layers.finish(&self.contents.within(bytes))?;
        let about = LoadedNetwork { load_ms: milliseconds(self.start), ..self.about };
        Ok(Photographer { model, about })
    }
}
