//! From photographs to what a network says about them.

use crate::arch::Network;
use crate::classify::check_distributions;
use crate::device::read;
use crate::error::Error;
use crate::image::{self, Crop, Picture, Preprocessing};
use crate::labels;
use crate::network::Model;
use crate::ops;
use crate::protocol::photo::{Answers, LoadedNetwork, Ranked, Slot};
use crate::weights::{FileAbout, identify};
use burn::tensor::Device;
use web_time::Instant;

/// How many of the likeliest classes an answer names.
pub const TOP: usize = 10;
/// The most pictures that run at once; more run in turn, so that memory stays bounded.
const BATCH: usize = 8;
/// Sides that a network can take whose table does not fix it: the last maps need a pixel, and memory
/// an end.
const SIDES: std::ops::RangeInclusive<usize> = 64..=1024;

/// What the manifest or the visitor says of weights. It counts more than what the file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// A name of [`crate::arch::find`].
    pub network: Option<String>,
    /// How a picture becomes the network's input.
    pub preprocessing: Option<Preprocessing>,
    /// A label a class.
    pub labels: Option<Vec<String>>,
    /// A name of [`labels::set`], or words for people.
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
    /// Reads a safetensors file and lays the network out on `device`. `progress` hears how many
    /// layers are done, and of how many. The bytes are not needed afterwards.
    ///
    /// # Errors
    ///
    /// As [`identify`]; [`Error::WrongInput`] for weights of a network that reads no photographs or
    /// cannot take the side that is asked for; [`Error::BadFile`] for labels that are not as many as
    /// the classes.
    pub fn load(
        device: &Device,
        bytes: &[u8],
        about: &About,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, Error> {
        let start = Instant::now();
        let file = FileAbout::read(bytes)?;
        let (network, weights) = identify(about.network.as_deref(), bytes)?;
        let slot = slot(&network)?;
        let preprocessing = about
            .preprocessing
            .clone()
            .or_else(|| file.preprocessing.clone())
            .unwrap_or_else(|| usual(&network));
        let network = fitted(network, preprocessing.crop_side())?;
        let (labels, label_set) = names(about, &file, network.classes())?;
        let provenance = about.provenance.clone().unwrap_or_else(|| {
            let said = [file.source.as_deref(), file.licence.as_deref()];
            said.into_iter().flatten().collect::<Vec<_>>().join(", ")
        });
        let about = LoadedNetwork {
            slot,
            entry: None,
            network: network.name.into(),
            title: network.title.into(),
            label_set,
            labels,
            preprocessing,
            bytes: bytes.len() as u64,
            parameters: network.parameters() as u64,
            macs: network.macs() as u64,
            load_ms: 0.0,
            peak_bytes: 0,
            stored: None,
            accuracy: about.accuracy.or(file.accuracy),
            provenance,
        };
        let mut progress = |done: usize, total: usize| progress(done as u64, total as u64);
        let model = Model::with_progress(network, &weights, device, &mut progress)?;
        let load_ms = milliseconds(start);
        Ok(Self { model, about: LoadedNetwork { load_ms, ..about } })
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
        let how = &self.about.preprocessing;
        image::normalise(&image::crop(picture, crop, how), how)
    }

    /// The likeliest classes of each picture.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`] if the device does not answer, [`Error::Engine`] if its answer is none.
    pub async fn classify(&self, id: u32, pictures: &[(&Picture, Crop)]) -> Result<Answers, Error> {
        let (mut prepare_ms, mut device_ms) = (0.0, 0.0);
        let mut ranked = Vec::with_capacity(pictures.len());
        for some in pictures.chunks(BATCH) {
            let start = Instant::now();
            let input =
                some.iter().flat_map(|(picture, crop)| self.input(picture, *crop)).collect();
            prepare_ms += milliseconds(start);
            let start = Instant::now();
            let logits = self.model.forward(self.model.input(input)?);
            let probabilities = read(ops::softmax(logits)).await?;
            device_ms += milliseconds(start);
            check_distributions(&probabilities, some.len())?;
            ranked.extend(probabilities.chunks(self.about.labels.len()).map(rank));
        }
        Ok(Answers { id, slot: self.about.slot, ranked, prepare_ms, device_ms })
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

/// The likeliest [`TOP`] classes, likeliest first.
fn rank(probabilities: &[f32]) -> Vec<Ranked> {
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
/// [`Error::WrongInput`] for a network that reads no photographs.
pub fn slot(network: &Network) -> Result<Slot, Error> {
    match network.year {
        2012 => Ok(Slot::AlexNet),
        2015 => Ok(Slot::ResNet),
        _ => Err(Error::WrongInput {
            expected: "weights of AlexNet or a ResNet".into(),
            found: format!("those of {}, which reads digits", network.title),
        }),
    }
}

/// The preprocessing of weights that say nothing of it: what the networks' publishers used.
pub fn usual(network: &Network) -> Preprocessing {
    let side = network.input[0];
    // Networks for 227 pixels are Caffe's. Caffe has blue first; the converter has turned conv1.
    let how = if side == 227 { Preprocessing::caffe() } else { Preprocessing::imagenet() };
    Preprocessing { side, ..how }
}

/// The network for pictures of this side.
fn fitted(network: Network, side: usize) -> Result<Network, Error> {
    let fixed = network.input[0];
    // Without adaptive pooling the linear layers fix the side.
    let adaptive =
        network.rows.iter().any(|row| matches!(row.op, crate::arch::Op::AdaptiveAvgPool { .. }));
    if side == fixed || adaptive && SIDES.contains(&side) {
        return Ok(network.with_side(side));
    }
    Err(Error::WrongInput {
        expected: if adaptive {
            format!("pictures of {} to {} pixels a side", SIDES.start(), SIDES.end())
        } else {
            format!("pictures of {fixed} pixels a side")
        },
        found: format!("{side} pixels in the weights' preprocessing"),
    })
}

/// Labels, and what their set is called.
fn names(about: &About, file: &FileAbout, classes: usize) -> Result<(Vec<String>, String), Error> {
    let named = about.label_set.as_deref().or(file.label_set.as_deref());
    let known = named.and_then(labels::set);
    let title =
        |own: String| known.map_or(named.map_or(own, str::to_owned), |set| set.title.into());
    let own = about.labels.clone().or_else(|| file.labels.clone());
    if let Some(own) = own {
        if own.len() != classes {
            return Err(Error::BadFile {
                what: "the list of labels".into(),
                reason: format!("it has {} labels for {classes} classes", own.len()),
            });
        }
        return Ok((own, title(format!("{classes} classes"))));
    }
    let set = known.or_else(|| labels::of_size(classes));
    match set.map(|set| (set.labels(), set.title)) {
        Some((labels, title)) if labels.len() == classes => Ok((labels, title.into())),
        _ => Ok((labels::numbered(classes), title(format!("{classes} classes without names")))),
    }
}

#[cfg(test)]
mod tests;
