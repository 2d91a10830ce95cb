//! What page and engine say to each other about photographs.
//!
//! Loads run one after the other, beside all other requests: those are answered meanwhile, in their
//! own order. Whatever is said of a slot is said of the network that [`PhotoEvent::Loaded`] told
//! last.

mod parts;

pub use parts::{
    Answers, LoadedNetwork, Loading, LoadingStep, OpenedPicture, Ranked, Slot, Source, Storage,
    StoredFile, WeightsEntry,
};

use crate::error::Error;
use crate::image::Crop;
use serde::{Deserialize, Serialize};

/// From the page to the engine. Pictures and files travel beside the message, as its attachment:
/// a `Blob`, or an `ArrayBuffer` of pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PhotoRequest {
    /// List the weights that can be loaded. Answered by [`PhotoEvent::Catalogue`] or
    /// [`PhotoEvent::NotListed`].
    Catalogue,
    /// Load weights, when the loads asked for before have ended. Answered by
    /// [`PhotoEvent::Loading`]s, then [`PhotoEvent::Loaded`] or [`PhotoEvent::NotLoaded`]; other
    /// events come in between.
    Load(Source),
    /// Stop the loading that is under way, and take back what waits for it. What has come so far is
    /// kept and serves the next try. Does not wait its turn.
    Cancel,
    /// Give the network in a slot up, and its memory back. What is being loaded still comes.
    Unload(Slot),
    /// Decode the attached file and keep the picture. Answered by [`PhotoEvent::Opened`] or
    /// [`PhotoEvent::NotOpened`].
    Open {
        /// The number that the page gives the picture.
        picture: u32,
        /// The file's name, for messages.
        name: String,
    },
    /// Keep the attached `[H, W, 4]` RGBA pixels, which the browser decoded. Answered as
    /// [`Self::Open`].
    OpenPixels {
        /// The number that the page gives the picture.
        picture: u32,
        /// The file's name, for messages.
        name: String,
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// Forget a picture.
    Close {
        /// Its number.
        picture: u32,
    },
    /// Classify pictures, several at once, with every network that is loaded. Answered by one
    /// [`PhotoEvent::Answers`] a network as each is done, then [`PhotoEvent::Classified`]. Of
    /// several that wait, only the newest is answered. A network that comes meanwhile does not
    /// answer, nor does the one whose place it takes.
    Classify {
        /// Given back in the answers; counts up.
        id: u32,
        /// The pictures' numbers, and which part of each to look at.
        pictures: Vec<(u32, Crop)>,
    },
    /// List the files kept in the browser's storage. Answered by [`PhotoEvent::Stored`].
    Stored,
    /// Remove a file from the browser's storage; one that is being downloaded stays. Answered by
    /// [`PhotoEvent::Stored`].
    Delete {
        /// [`StoredFile::name`].
        name: String,
    },
}

/// From the engine to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PhotoEvent {
    /// The weights that can be loaded.
    Catalogue(Vec<WeightsEntry>),
    /// What can be loaded could not be asked.
    NotListed(Error),
    /// Loading is under way.
    Loading(Loading),
    /// A network is loaded, its shaders are compiled, and its weights' bytes are freed.
    Loaded(Box<LoadedNetwork>),
    /// Loading failed, or was cancelled, or another device was opened. What was loaded in this slot
    /// before still is, if its device is open.
    NotLoaded {
        /// [`WeightsEntry::id`], where a listed one was asked for.
        entry: Option<String>,
        /// Why; nothing unless it failed.
        error: Option<Error>,
        /// How much of the file is kept for the next try, bytes; 0 where this one did not begin.
        kept: u64,
    },
    /// A picture is decoded and kept.
    Opened(OpenedPicture),
    /// A picture could not be decoded.
    NotOpened {
        /// Its number.
        picture: u32,
        /// Why. [`Error::Undecodable`] for formats that the browser may know (AVIF, HEIC): the page
        /// tries, and sends [`PhotoRequest::OpenPixels`].
        error: Error,
    },
    /// What one network says about the pictures.
    Answers(Answers),
    /// Every network that was loaded when it was asked, and still is, has answered.
    Classified {
        /// The request's number.
        id: u32,
    },
    /// Answering failed.
    NotClassified {
        /// The request's number.
        id: u32,
        /// Why.
        error: Error,
    },
    /// The files kept in the browser's storage.
    Stored(Storage),
}
