//! What messages about the inside of a network are made of.

use crate::arch::{Area, Pooling};
use crate::protocol::photo::Ranked;
use serde::{Deserialize, Serialize};

/// What is black and what is white in pictures of feature maps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Levels {
    /// Each map's own smallest and largest number.
    Map,
    /// The smallest and largest number of all maps of the layer.
    Layer,
    /// These two numbers.
    Fixed(f32, f32),
}

/// The feature maps of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Maps {
    /// The row's name.
    pub row: String,
    /// Its output, `[H, W, C]`.
    pub shape: [u32; 3],
    /// Smallest, largest and mean number of the whole layer.
    pub range: [f32; 3],
    /// The maps, the one with the largest mean first.
    pub maps: Vec<Map>,
}

/// One feature map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Map {
    /// Its place among the channels.
    pub channel: u32,
    /// Smallest, largest and mean number.
    pub range: [f32; 3],
    /// `[H, W]`: 0 for black, 255 for white.
    #[serde(with = "serde_bytes")]
    pub pixels: Vec<u8>,
}

/// How one number of a row's output came about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worked {
    /// The row's name.
    pub row: String,
    /// Row, column and channel of the number.
    pub place: [u32; 3],
    /// What of the row's input the window covers. Padding, which is zero, is not in it.
    pub area: Area,
    /// What of the network's input the number depends on.
    pub field: Area,
    /// `[K, K, C]`, the window with its padding; `[1, 1, C]` for neighbouring maps and units.
    pub shape: [u32; 3],
    /// The first of the input's channels in the window.
    pub first: u32,
    /// The numbers in the window.
    pub window: Vec<f32>,
    /// What is done with them.
    pub arithmetic: Arithmetic,
    /// What this gives in exact arithmetic, before the activation.
    pub sum: f32,
    /// What the device gave, after the activation and with the edits.
    pub output: f32,
}

/// What is done with the numbers of a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Arithmetic {
    /// Each times its weight, added up, with the bias and with what a skip connection brings.
    Weighted {
        /// As many as numbers in the window.
        kernel: Vec<f32>,
        /// Batch normalisation is folded into kernel and bias.
        bias: f32,
        /// What is added, if there is a skip connection.
        added: Option<f32>,
    },
    /// The largest, or the mean.
    Pooled(Pooling),
    /// The number in the middle over `(k + alpha * sum of squares)^beta`.
    Normalised {
        /// The sum of squares.
        squares: f32,
        /// What the number is divided by.
        divisor: f32,
    },
    /// Handed on.
    Same,
}

/// Kernels of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kernels {
    /// The row's name.
    pub row: String,
    /// `[K, K, C]` of one kernel.
    pub shape: [u32; 3],
    /// For each channel that was asked for: its number, its largest weight by size, its picture.
    pub kernels: Vec<(u32, f32, Picture)>,
}

/// A picture of a kernel: grey is 0, white and black are the largest weight and its opposite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// How it is to be read.
    pub picturing: Picturing,
    /// Its bytes.
    #[serde(with = "serde_bytes")]
    pub pixels: Vec<u8>,
}

/// How a kernel is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Picturing {
    /// `[K, K, 3]`: the input has colours.
    Colour,
    /// `[C, K, K]`: a grey picture an input channel.
    Grey,
}

/// A map over the input: how much each place speaks for a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heat {
    /// The class.
    pub class: u32,
    /// Rows and columns.
    pub shape: [u32; 2],
    /// `[rows, columns]`. Of a class activation map: what the place adds to the logit, times the
    /// number of places. Of an occlusion map: how much the score falls when the place is covered.
    pub values: Vec<f32>,
    /// What of the network's input each row and column stands for, in the order of the values.
    pub areas: Vec<Area>,
    /// The part of the logit that belongs to no place: the bias. 0 for an occlusion map.
    pub rest: f32,
    /// The class's logit. Of an occlusion map its score: where the outputs are distances, what the logit is above the
    /// mean of all.
    pub logit: f32,
}

/// How large the numbers are after a block, as root of the mean square.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Norm {
    /// The block's last row.
    pub row: String,
    /// As the network is.
    pub plain: f32,
    /// With the edits that were asked for.
    pub edited: f32,
    /// With every skip connection cut; nothing where there is none.
    pub without_skips: Option<f32>,
}

/// The answer with edits and without.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The likeliest classes as the network is, likeliest first.
    pub plain: Vec<Ranked>,
    /// The same with the edits.
    pub edited: Vec<Ranked>,
    /// Rows that were computed for the edits.
    pub computed: u32,
    /// Rows in all.
    pub rows: u32,
}

/// What many samples of dropout answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// How many.
    pub samples: u32,
    /// Those with the highest mean, highest first.
    pub classes: Vec<Bar>,
}

/// A class over several answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// The class.
    pub class: u32,
    /// Its probability without dropout.
    pub plain: f32,
    /// The mean of its probabilities.
    pub mean: f32,
    /// Their standard deviation.
    pub deviation: f32,
    /// The smallest and the largest.
    pub range: [f32; 2],
}

/// A convolution with its batch normalisation as a step of its own, and folded into its weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unfolded {
    /// The row's name.
    pub row: String,
    /// Which map the numbers below are of.
    pub channel: u32,
    /// The trained slope and offset, and the mean and variance of the training pictures.
    pub slope: f32,
    /// See [`Self::slope`].
    pub offset: f32,
    /// See [`Self::slope`].
    pub mean: f32,
    /// See [`Self::slope`].
    pub variance: f32,
    /// What folding makes of the four: the map's weights times this,
    pub scale: f32,
    /// and this as its bias.
    pub shift: f32,
    /// The map's largest number, in two steps and folded.
    pub both: [f32; 2],
    /// How many numbers the row gives, all maps together.
    pub numbers: u32,
    /// The largest of them by size.
    pub largest: f32,
    /// The largest difference between the two ways.
    pub difference: f32,
}

/// What the self-check found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// The network's name.
    pub network: String,
    /// The largest difference between the device's logits and the known ones; nothing where none are
    /// known for these weights.
    pub error: Option<f32>,
    /// What is allowed.
    pub tolerance: f32,
    /// Milliseconds of a run, the reading of its logits included: the median of several.
    pub ms: f64,
    /// All of it as text, for a report.
    pub text: String,
}
