//! From photographs to what a network says about them.

mod builder;
mod plan;

use crate::arch::{Family, Network};
use crate::classify::check_distributions;
use crate::clock::milliseconds;
use crate::device::read;
use crate::error::Error;
use crate::image::{self, Crop, Picture, Preprocessing};
use crate::network::Model;
use crate::protocol::photo::{Answers, LoadedNetwork, Ranked, Slot};
use crate::weights::Header;
use burn::tensor::Device;
use web_time::Instant;

pub use builder::Builder;
pub use plan::fitted;

/// How many of the likeliest classes an answer names.
pub const TOP: usize = 10;
/// The most pictures that run at once; more run in turn, so that memory stays bounded.
const BATCH: usize = 8;

/// What the manifest or the visitor says of weights. It counts more than what the file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// A name of [`crate::arch::find`].
    pub network: Option<String>,
    /// How a picture becomes the network's input.
    pub preprocessing: Option<Preprocessing>,
    /// A label a class.
    pub labels: Option<Vec<String>>,
    /// A name of [`crate::labels::set`], or words for people.
    pub label_set: Option<String>,
    /// Share of right answers on the label set's own validation pictures, 0 to 1: top-1 and top-5.
    pub accuracy: Option<[f32; 2]>,
    /// Where the weights are from and under which licence.
    pub provenance: Option<String>,
}

/// A network for photographs, ready to run.
pub struct Photographer {
    model: Model,
    about: LoadedNetwork,
}

impl Photographer {
    /// Reads a safetensors file and lays the network out on `device`. The bytes are not needed
    /// afterwards.
    ///
    /// # Errors
    ///
    /// As [`identify`](crate::weights::identify); [`Error::ReadsDigits`] for weights of a network
    /// that reads no photographs; [`Error::WrongInput`] for one that cannot take the side that is
    /// asked for; [`Error::BadFile`] for labels that are not as many as the classes.
    pub fn load(device: &Device, bytes: &[u8], about: &About) -> Result<Self, Error> {
        Builder::new(device, Header::of(bytes)?, about)?.finish(bytes)
    }

    /// What there is to know about it.
    pub fn describe(&self) -> LoadedNetwork {
        self.about.clone()
    }

    /// Where it is shown.
    pub fn slot(&self) -> Slot {
        self.about.slot
    }

    /// The network that runs.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The network alone.
    pub fn into_model(self) -> Model {
        self.model
    }

    /// The same with another network of the same kind in it.
    pub fn with(&self, model: Model) -> Self {
        Self { model, about: self.about.clone() }
    }

    /// The network that runs, to be tuned.
    pub fn model_mut(&mut self) -> &mut Model {
        &mut self.model
    }

    /// Notes which of the listed weights it has.
    pub fn listed_as(&mut self, entry: Option<String>) {
        self.about.entry = entry;
    }

    /// Runs once on a grey picture, which compiles every shader.
    ///
    /// # Errors
    ///
    /// As [`Self::classify`].
    pub async fn warm_up(&self) -> Result<(), Error> {
        let grey = Picture::from_rgba(1, 1, &[128, 128, 128, 255])?;
        self.classify(0, &[(&grey, Crop::default())]).await.map(|_| ())
    }

    /// `picture`'s crop as this network takes it: `[side, side, 3]`, normalised.
    pub fn input(&self, picture: &Picture, crop: Crop) -> Vec<f32> {
        self.timed_input(picture, crop).0
    }

    /// The same, and what it takes, ms, whether or not the other network has had the crop made: both
    /// are compared.
    fn timed_input(&self, picture: &Picture, crop: Crop) -> (Vec<f32>, f64) {
        let (how, start) = (&self.about.preprocessing, Instant::now());
        let (part, took) = image::crop_once(picture, crop, how, || milliseconds(start));
        let start = Instant::now();
        let input = image::normalise(&part, how);
        (input, took + milliseconds(start))
    }

    /// The likeliest classes of each picture's crop, in the pictures' order: at most [`TOP`] each, likeliest
    /// first, with probabilities of 0 to 1. `id` is the answer's. Times are ms for all pictures.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`] if the device does not answer, [`Error::Engine`] if its answer is none.
    pub async fn classify(&self, id: u32, pictures: &[(&Picture, Crop)]) -> Result<Answers, Error> {
        let (mut prepare_ms, mut device_ms) = (0.0, 0.0);
        let mut ranked = Vec::with_capacity(pictures.len());
        let at_once = BATCH.min(self.model.most_inputs());
        for some in pictures.chunks(at_once) {
            let mut input = Vec::new();
            for (picture, crop) in some {
                let (values, took) = self.timed_input(picture, *crop);
                input.extend(values);
                prepare_ms += took;
            }
            let start = Instant::now();
            self.model.compile_for(some.len(), |_, _| ()).await;
            let probabilities = read(self.model.probabilities(input)?).await?;
            device_ms += milliseconds(start);
            check_distributions(&probabilities, some.len())?;
            ranked.extend(probabilities.chunks(self.about.labels.len()).map(rank));
        }
        let at_once = at_once.min(pictures.len()) as u32;
        Ok(Answers { id, slot: self.about.slot, ranked, at_once, prepare_ms, device_ms })
    }
}

/// The likeliest [`TOP`] classes, likeliest first.
pub fn rank(probabilities: &[f32]) -> Vec<Ranked> {
    let mut all: Vec<_> = (0..)
        .zip(probabilities)
        .map(|(class, &probability)| Ranked { class, probability })
        .collect();
    all.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    all.truncate(TOP);
    all
}

/// Where a network is shown.
///
/// # Errors
///
/// [`Error::ReadsDigits`] for a network that reads no photographs.
pub fn slot(network: &Network) -> Result<Slot, Error> {
    match network.family {
        Family::AlexNet => Ok(Slot::AlexNet),
        Family::ResNet => Ok(Slot::ResNet),
        Family::LeNet5 => Err(Error::ReadsDigits { network: network.title.into() }),
    }
}

/// The preprocessing of weights that say nothing of it: what the networks' publishers used, but that
/// no picture is stretched.
pub fn usual(network: &Network) -> Preprocessing {
    let side = network.input[0];
    // Networks for 227 pixels are Caffe's. Caffe has blue first; the converter has turned conv1. Its
    // recipe stretches pictures to 256 x 256 (create_imagenet.sh); here as in the 2012 paper the shorter
    // side becomes 256.
    let how = if side == 227 { Preprocessing::caffe() } else { Preprocessing::imagenet() };
    Preprocessing { side, ..how }
}

#[cfg(test)]
mod tests;
