//! The one error of this crate: `Display` states the fact, [`Error::advice`] what to do.

mod advice;

use serde::{Deserialize, Serialize};
use std::path::Path;

/// Everything that can go wrong, in terms of what a person gave or has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Error {
    /// No network of this name.
    #[error("there is no network called {name}; there are {known}")]
    UnknownNetwork {
        /// What was asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// No weights come with the program for this network.
    #[error("no weights of {network} come with Triptych")]
    NotBundled {
        /// Its name.
        network: String,
    },
    /// The weights are not a readable safetensors file.
    #[error("the weights file cannot be read: {reason}")]
    BadWeights {
        /// What the reader found.
        reason: String,
    },
    /// A tensor is missing from the weights.
    #[error("the weights have no tensor {name}")]
    MissingTensor {
        /// Its name.
        name: String,
    },
    /// A tensor has another shape or type than the network's table says.
    #[error("tensor {name} should be {expected} but is {found}")]
    WrongTensor {
        /// Its name.
        name: String,
        /// Type and shape by the table.
        expected: String,
        /// Type and shape in the file.
        found: String,
    },
    /// The weights are of a network that reads no photographs.
    #[error("these are weights of {network}, which reads digits, not photographs")]
    ReadsDigits {
        /// The network's title.
        network: String,
    },
    /// A file does not have the checksum it should have.
    #[error("{what} is not the file that was published: its SHA-256 differs")]
    Checksum {
        /// Which file.
        what: String,
    },
    /// A file is shorter or longer than it should be.
    #[error(
        "{what} is not the file that was published: it has {found} bytes instead of {expected}"
    )]
    WrongLength {
        /// Which file.
        what: String,
        /// Bytes as published.
        expected: u64,
        /// Bytes that came, or that the server says will come.
        found: u64,
    },
    /// A download broke off. What has come is kept where there is storage for it.
    #[error("the download of {what} broke off: {reason}")]
    Interrupted {
        /// Which file.
        what: String,
        /// What the system said, and how much had come.
        reason: String,
    },
    /// Another site did not answer, or does not let this page read its answer; browsers do not say
    /// which.
    #[error(
        "{host} did not give {what}: it cannot be reached, or does not let other sites read it"
    )]
    Refused {
        /// Which file.
        what: String,
        /// The site.
        host: String,
    },
    /// There is no network.
    #[error("{what} could not be fetched: this machine is offline")]
    Offline {
        /// Which file.
        what: String,
    },
    /// A file is larger than this program takes.
    #[error("{what} has {bytes} bytes, and {most} are the most")]
    TooLarge {
        /// Which file.
        what: String,
        /// Its size.
        bytes: u64,
        /// What is taken.
        most: u64,
    },
    /// A file could not be fetched or read.
    #[error("{what} could not be read: {reason}")]
    Unreadable {
        /// Which file or address.
        what: String,
        /// What the system said.
        reason: String,
    },
    /// A file could not be written.
    #[error("{what} could not be written: {reason}")]
    Unwritten {
        /// Which file.
        what: String,
        /// What the system said.
        reason: String,
    },
    /// There is no such file, says a server, or the browser of a visitor's own.
    #[error("{what} could not be read: {reason}")]
    NotThere {
        /// Which file.
        what: String,
        /// What was said, and by whom.
        reason: String,
    },
    /// The browser does not give the memory that a file needs.
    #[error("{what} needs {} MB of memory, which this browser does not give", bytes.div_ceil(1_000_000))]
    NoMemory {
        /// Which file.
        what: String,
        /// What it needs.
        bytes: u64,
    },
    /// A file was read, but what it holds makes no sense.
    #[error("{what} is not as expected: {reason}")]
    BadFile {
        /// Which file.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A picture in a format that this program cannot decode, but a browser perhaps can.
    #[error("{what} is a picture in the format {format}, which this program cannot decode")]
    Undecodable {
        /// Which file.
        what: String,
        /// `AVIF` or `HEIC`.
        format: String,
    },
    /// A browser gives noise for the pixels of a canvas.
    #[error("this browser hides a canvas's pixels from pages, to protect you from fingerprinting")]
    HiddenPixels,
    /// An input has the wrong shape.
    #[error("the input should be {expected} but is {found}")]
    WrongInput {
        /// The shape the network takes.
        expected: String,
        /// The shape given.
        found: String,
    },
    /// Training went astray.
    #[error("training went astray in epoch {epoch}: the loss is no longer a finite number")]
    Diverged {
        /// Counts from 1.
        epoch: usize,
    },
    /// No WebGPU, Vulkan, Metal, DirectX or OpenGL device could be opened.
    #[error("no GPU could be opened: {reason}")]
    NoGpu {
        /// What the system said.
        reason: String,
    },
    /// The device stopped answering or was taken away.
    #[error("the GPU went away: {reason}")]
    DeviceLost {
        /// What the system said.
        reason: String,
    },
    /// A device does not give the numbers that it must.
    #[error("this device computes {network} wrongly")]
    WrongNumbers {
        /// The network's title.
        network: String,
    },
    /// The page was published anew: what is on the server now does not go with it.
    #[error("there is a newer page, and this one does not go with its engine")]
    Outdated,
    /// The browser, or the processor, is older than the engine's program.
    #[error("the engine needs WebAssembly SIMD, which this browser or this processor has not got")]
    TooOld,
    /// The engine gave up for a reason of its own.
    #[error("the engine stopped: {reason}")]
    Engine {
        /// What it said.
        reason: String,
    },
}

impl Error {
    /// For `map_err`: the file at `path` could not be read, and why the system says so.
    pub fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self::Unreadable {
            what: path.display().to_string(),
            reason: error.to_string(),
        }
    }

    /// For `map_err`: the file at `path` could not be written, and why the system says so.
    pub fn unwritten(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self::Unwritten { what: path.display().to_string(), reason: error.to_string() }
    }
}

#[cfg(test)]
mod tests;
