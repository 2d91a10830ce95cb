//! What page and engine say to each other about the inside of a network: what each layer saw of an
//! input, and what the answer is when something is taken away.
//!
//! The engine keeps the last run of each network, so that another question about the same input
//! costs only what differs.

mod parts;

pub use parts::{
    Arithmetic, Bar, Checked, Heat, Kernels, Levels, Map, Maps, Norm, Outcome, Picture, Picturing,
    Spread, Unfolded, Worked,
};

use super::photo::Slot;
use crate::arch::Edit;
use crate::error::Error;
use crate::image::Crop;
use serde::{Deserialize, Serialize};

/// From the page to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LookRequest {
    /// Answer a question. Answered by [`LookEvent::Found`] or [`LookEvent::Failed`], or, if it was
    /// stopped, by [`LookEvent::Stopped`]; long ones tell [`LookEvent::Progress`] before.
    Ask(Box<Look>),
    /// Run a known input, and compare with what other programs made of it. Answered as
    /// [`Self::Ask`], with [`Finding::Checked`].
    Check {
        /// Given back in the answer.
        id: u32,
        /// Which network.
        which: Which,
    },
    /// Time each layer of a network alone, as it is loaded. Answered as [`Self::Ask`], with
    /// [`Finding::Times`].
    Time {
        /// Given back in the answer.
        id: u32,
        /// Which network.
        which: Which,
    },
    /// Stop what is being answered. Does not wait its turn.
    Stop,
}

/// A question about a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Given back in the answer.
    pub id: u32,
    /// Which network, on what.
    pub subject: Subject,
    /// What is changed in the network.
    pub edits: Vec<Edit>,
    /// What to find out.
    pub question: Question,
}

/// A network and what it looks at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Subject {
    /// The network that reads digits, on its input before normalisation, `[H, W]`: paper 0, ink 1,
    /// as [`Answer::input`](super::Answer::input) gives it.
    Digit(Vec<f32>),
    /// A network for photographs.
    Photo {
        /// Which.
        slot: Slot,
        /// The number of an open picture.
        picture: u32,
        /// The part of it to look at.
        crop: Crop,
    },
}

/// Which of the networks that are loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Which {
    /// The one that reads digits.
    Digit,
    /// One for photographs.
    Photo(Slot),
}

impl Subject {
    /// Which network looks at it.
    pub fn which(&self) -> Which {
        match self {
            Self::Digit(_) => Which::Digit,
            Self::Photo { slot, .. } => Which::Photo(*slot),
        }
    }
}

/// What there is to find out about a run. Rows are named as in the network's table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// The answer, with the edits and without. [`Finding::Outcome`].
    Outcome,
    /// The feature maps of a row. [`Finding::Maps`].
    Maps {
        /// The row.
        row: String,
        /// What is black and what is white.
        levels: Levels,
        /// The most maps to send, those that answer most; all where this is 0.
        most: u32,
    },
    /// The arithmetic of one number of a row's output. [`Finding::Worked`].
    Worked {
        /// The row.
        row: String,
        /// Which pixel: row and column.
        pixel: [u32; 2],
        /// Which map.
        channel: u32,
    },
    /// Kernels as pictures. [`Finding::Kernels`].
    Kernels {
        /// The row.
        row: String,
        /// Which maps' kernels.
        channels: Vec<u32>,
    },
    /// The class activation map, for networks that end in a global mean and one fully connected
    /// layer. [`Finding::Heat`].
    ClassMap {
        /// The class.
        class: u32,
    },
    /// How much the class loses when a patch of the input is covered, for each place of the patch.
    /// [`Finding::Heat`], after [`LookEvent::Progress`].
    Occlusion {
        /// The class.
        class: u32,
        /// Side of the patch, pixels of the network's input.
        patch: u32,
        /// Steps between places.
        stride: u32,
    },
    /// How large the numbers are after each block. [`Finding::Norms`].
    Norms,
    /// How much the class loses when each channel of a row is silenced. [`Finding::Ranking`], after
    /// [`LookEvent::Progress`].
    Ranking {
        /// The row.
        row: String,
        /// The class.
        class: u32,
    },
    /// The answers of many networks that dropout makes of one. [`Finding::Spread`].
    Dropout {
        /// How many.
        samples: u32,
        /// Other seeds drop other units.
        seed: u64,
    },
    /// The answers to other inputs, all at once. [`Finding::Sweep`].
    Sweep {
        /// `[N, H, W, C]`, normalised as in training. On a GPU each N needs pipelines of its own.
        inputs: Vec<f32>,
    },
    /// Batch normalisation as a step of its own against the same folded into the weights, both on the
    /// device. [`Finding::Unfolded`].
    Unfolded {
        /// Which map's numbers to tell.
        channel: u32,
    },
}

/// From the engine to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LookEvent {
    /// A question's answer.
    Found {
        /// The question's number.
        id: u32,
        /// What was found.
        finding: Box<Finding>,
        /// From the question's turn to this, ms.
        ms: f64,
    },
    /// How far a long answer is.
    Progress {
        /// The question's number.
        id: u32,
        /// Runs that are done.
        done: u32,
        /// Runs in all.
        total: u32,
    },
    /// It was stopped.
    Stopped {
        /// The question's number.
        id: u32,
    },
    /// It could not be answered.
    Failed {
        /// The question's number.
        id: u32,
        /// Why.
        error: Error,
    },
}

impl LookEvent {
    /// The number of the question that this is the end of; nothing for [`Self::Progress`].
    pub fn ends(&self) -> Option<u32> {
        match self {
            Self::Found { id, .. } | Self::Stopped { id } | Self::Failed { id, .. } => Some(*id),
            Self::Progress { .. } => None,
        }
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Finding {
    /// To [`Question::Outcome`].
    Outcome(Outcome),
    /// To [`Question::Maps`].
    Maps(Maps),
    /// To [`Question::Worked`].
    Worked(Worked),
    /// To [`Question::Kernels`].
    Kernels(Kernels),
    /// To [`Question::ClassMap`] and [`Question::Occlusion`].
    Heat(Heat),
    /// To [`Question::Norms`].
    Norms(Vec<Norm>),
    /// To [`Question::Ranking`]: channels, the one that the class needs most first, and how much its
    /// score falls without it.
    Ranking(Vec<(u32, f32)>),
    /// To [`Question::Dropout`].
    Spread(Spread),
    /// To [`LookRequest::Check`].
    Checked(Checked),
    /// To [`LookRequest::Time`]: milliseconds of each row, by name.
    Times(Vec<(String, f64)>),
    /// To [`Question::Sweep`]: the probabilities of every class, `[N, classes]`.
    Sweep(Vec<f32>),
    /// To [`Question::Unfolded`]; nothing where the weights came folded, or have no such layer.
    Unfolded(Option<Unfolded>),
}
