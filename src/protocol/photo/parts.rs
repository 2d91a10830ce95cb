//! What messages about photographs are made of.

use crate::arch::Family;
use crate::image::Preprocessing;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// Which side of the page a network is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Slot {
    /// Any form of AlexNet.
    AlexNet,
    /// Any ResNet.
    ResNet,
}

impl Slot {
    /// Both, in the order in which they stand on the page.
    pub const ALL: [Self; 2] = [Self::AlexNet, Self::ResNet];

    /// Whose place it is.
    pub fn family(self) -> Family {
        match self {
            Self::AlexNet => Family::AlexNet,
            Self::ResNet => Family::ResNet,
        }
    }
}

/// Where weights come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// [`WeightsEntry::id`].
    Listed(String),
    /// The attached safetensors file. Which network it is, its tensors say.
    File {
        /// Its name.
        name: String,
        /// Labels to use instead of those in its metadata, one a class.
        labels: Option<Vec<String>>,
    },
}

impl Source {
    /// [`WeightsEntry::id`], where a listed one is meant.
    pub fn entry(&self) -> Option<&str> {
        match self {
            Self::Listed(id) => Some(id),
            Self::File { .. } => None,
        }
    }
}

/// Weights that can be loaded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeightsEntry {
    /// A name of its own: `resnet50-imagenet`.
    pub id: String,
    /// A name of [`crate::arch::find`].
    pub network: String,
    /// For people: `ResNet-50, 1000 ImageNet classes`.
    pub title: String,
    /// Where it is shown.
    pub slot: Slot,
    /// Size of the file.
    pub bytes: u64,
    /// The host it comes from; nothing if it comes with the page.
    pub host: Option<String>,
    /// Under which licence.
    pub licence: String,
    /// Whether it is in the browser's storage already.
    pub stored: bool,
    /// Share of right answers on the label set's own validation pictures, 0 to 1: top-1 and top-5.
    pub accuracy: Option<[f32; 2]>,
}

/// How far loading is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loading {
    /// [`WeightsEntry::id`], where a listed one was asked for.
    pub entry: Option<String>,
    /// What is being done.
    pub step: LoadingStep,
    /// How much of it is done: bytes, or layers.
    pub done: u64,
    /// Out of how much; 0 where that is not known.
    pub total: u64,
    /// Bytes a second over the last moments; 0 where that is not known.
    pub per_second: f64,
}

/// What [`Loading`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoadingStep {
    /// Bytes come over the network.
    Download,
    /// Bytes come from the browser's storage or a file.
    Read,
    /// Layers are laid out on the device.
    Layers,
    /// The first run, which compiles the shaders.
    Shaders,
}

/// A loaded network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoadedNetwork {
    /// Where it is shown.
    pub slot: Slot,
    /// [`WeightsEntry::id`], if it is a listed one.
    pub entry: Option<String>,
    /// A name of [`crate::arch::find`].
    pub network: String,
    /// For people: `ResNet-50`.
    pub title: String,
    /// For people: `200 everyday classes`.
    pub label_set: String,
    /// A label a class.
    pub labels: Vec<String>,
    /// How a picture becomes its input.
    pub preprocessing: Preprocessing,
    /// Size of the weights' file.
    pub bytes: u64,
    /// Trainable numbers.
    pub parameters: u64,
    /// Multiply-adds for one picture.
    pub macs: u64,
    /// From the moment when it was its turn to ready, ms, without the download but with whatever was
    /// answered meanwhile.
    pub load_ms: f64,
    /// The most memory that the engine's program has taken since it started, for whatever it did; that of the
    /// GPU and of helpers not counted. 0 where that is not known.
    pub peak_bytes: u64,
    /// Whether the file is in the browser's storage now; nothing if that was not tried.
    pub stored: Option<bool>,
    /// Whether it is not because the browser gives no more room.
    pub full: bool,
    /// Share of right answers on the label set's own validation pictures, 0 to 1: top-1 and top-5.
    pub accuracy: Option<[f32; 2]>,
    /// Where the weights are from and under which licence, as the file or the manifest says.
    pub provenance: String,
}

impl LoadedNetwork {
    /// The name of a class.
    pub fn label(&self, class: u32) -> String {
        self.labels.get(class as usize).cloned().unwrap_or_else(|| format!("class {class}"))
    }
}

/// A decoded picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenedPicture {
    /// Its number.
    pub picture: u32,
    /// Pixels in a row, upright.
    pub width: u32,
    /// Rows, upright.
    pub height: u32,
    /// A smaller copy to show: pixels in a row, rows, `[H, W, 4]` RGBA.
    pub preview: (u32, u32, ByteBuf),
}

/// What one network says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// The request's number.
    pub id: u32,
    /// Which network.
    pub slot: Slot,
    /// For each picture, in the order of the request, its likeliest classes, likeliest first.
    pub ranked: Vec<Vec<Ranked>>,
    /// How many of the pictures ran at once, at most.
    pub at_once: u32,
    /// Cutting out, resampling and normalising all pictures, ms. What is kept of an earlier request counts
    /// as it did then.
    pub prepare_ms: f64,
    /// From handing over the input to the probabilities' arrival, ms.
    pub device_ms: f64,
}

/// A class and its probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// Index into [`LoadedNetwork::labels`].
    pub class: u32,
    /// 0 to 1.
    pub probability: f32,
}

/// What the browser keeps for this page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Storage {
    /// Whole and partial files, by name.
    pub files: Vec<StoredFile>,
    /// Bytes that the page may keep in all, where the browser says so.
    pub quota: Option<u64>,
    /// Bytes in use by the page, where the browser says so.
    pub usage: Option<u64>,
    /// Whether there is any storage to keep files in.
    pub available: bool,
}

/// A file in the browser's storage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredFile {
    /// Its name in the storage.
    pub name: String,
    /// [`WeightsEntry::title`], where the catalogue has it.
    pub title: String,
    /// Its size so far.
    pub bytes: u64,
    /// Whether all of it is there; a download that was cut can be resumed.
    pub whole: bool,
}
