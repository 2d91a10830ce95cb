//! What the page and the engine in its Web Worker say to each other.
//!
//! Messages travel as [`postcard`] bytes in transferred buffers: [`encode`] and [`decode`] are the
//! only two ways in and out, and work natively too, so that tests can speak the protocol.
//! A request about a photograph may have an attachment beside it; see [`photo`].

mod bench;
pub mod look;
mod parts;
pub mod photo;

pub use bench::{Bench, BenchResult, Statistics};
pub use parts::{
    Answer, CaseResult, DeviceChoice, DeviceInfo, Drawing, FeatureMaps, Output, ReadDigit, Step,
    Times, WeightsInfo, WhyCpu,
};

use crate::error::Error;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Which protocol this is: a number that changes with its sources (`build.rs`). Messages say nothing of their own form,
/// so that what another one means could pass for something else. The fuzz targets are built without it.
pub const PROTOCOL: &str = match option_env!("TRIPTYCH_PROTOCOL") {
    Some(number) => number,
    None => "",
};

/// After so many seconds in a row without a byte nobody waits for a server any longer: browsers wait without end. They
/// are counted one by one, as no time passes for a machine that sleeps.
pub const PATIENCE: u32 = 60;
/// Why nobody does.
pub const SILENT: &str = "nothing came for a minute";

/// From the page to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Open a device. Answered by [`Event::Device`], or [`Event::Failed`] if the choice allows
    /// no other. Networks on another device are given up, and the loading of those for photographs
    /// stops.
    Open {
        /// Which device to use.
        device: DeviceChoice,
        /// What [`Event::Tuned`] said before, or an empty text; nothing if nothing is to be chosen.
        choices: Option<String>,
        /// Whether what the choices leave open may be measured.
        measure: bool,
        /// The most threads on the CPU; as many as are good where nothing is said.
        threads: Option<u32>,
        /// Whether the machine is a phone or tablet, or has little memory otherwise.
        small: bool,
    },
    /// Load a bundled network. Answered by [`Event::Progress`]es, then [`Event::Ready`].
    Load {
        /// A name of [`crate::arch::find`].
        network: String,
    },
    /// Classify a drawing. Answered by [`Event::Answer`]. Of several that wait, only the newest
    /// is answered.
    Classify {
        /// Given back in the answer; counts up.
        id: u32,
        /// What was drawn.
        drawing: Drawing,
        /// Which digit of a number to show, from the left; the one drawn last where nothing is said or it
        /// has fewer.
        digit: Option<u32>,
        /// Whether to send every layer's feature maps too.
        maps: bool,
    },
    /// Classify many prepared pictures. Answered by [`Event::Classes`].
    ClassifyBatch {
        /// Given back in the answer.
        id: u32,
        /// `[N, 28, 28]` grey values, ink 255, as MNIST stores them.
        images: Vec<u8>,
    },
    /// Something about photographs; see there.
    Photo(photo::PhotoRequest),
    /// Something about the inside of a network; see there.
    Look(look::LookRequest),
    /// Time a network with given weights. Answered by [`Event::Progress`]es, then [`Event::Benched`].
    Bench(Bench),
    /// Run every kernel's cases on this device against its reference. Answered by
    /// [`Event::Checked`].
    CheckKernels,
    /// Give the device up as if the system had taken it, to try the recovery.
    LoseDevice,
    /// Fail as a defect would, to try the message a visitor gets.
    Crash,
}

/// From the engine to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker runs and listens. The first message, and the first here, so that pages of all times read it.
    Started {
        /// [`PROTOCOL`] as the engine knows it.
        protocol: String,
    },
    /// A device is open.
    Device(DeviceInfo),
    /// How a GPU computes layers best is being measured, or was. To be kept, and given back in the next
    /// [`Request::Open`].
    Tuned {
        /// Nothing to be read here.
        choices: String,
        /// Whether a network's turn is over.
        over: bool,
    },
    /// Work is under way.
    Progress {
        /// What is being done.
        step: Step,
        /// How much of it is done, in what the step counts.
        done: u64,
        /// Out of how much; 0 where that is not known.
        total: u64,
    },
    /// A network is loaded and its shaders are compiled.
    Ready {
        /// Its name.
        network: String,
        /// What the manifest says about its weights.
        weights: WeightsInfo,
    },
    /// The answer to [`Request::Classify`].
    Answer(Answer),
    /// The answer to [`Request::ClassifyBatch`]: the likeliest class of each picture.
    Classes {
        /// The request's number.
        id: u32,
        /// One a picture.
        classes: Vec<u8>,
    },
    /// Something about photographs; see there.
    Photo(photo::PhotoEvent),
    /// Something about the inside of a network; see there.
    Look(look::LookEvent),
    /// The answer to [`Request::Bench`].
    Benched(BenchResult),
    /// The answer to [`Request::CheckKernels`].
    Checked(Vec<CaseResult>),
    /// The device is gone; the worker should be started again.
    Lost {
        /// What the system said.
        reason: String,
    },
    /// A request failed, or the engine did.
    Failed {
        /// Which request, where it had a number.
        id: Option<u32>,
        /// What went wrong.
        error: Error,
    },
}

/// A message as bytes. Pixels in it are `serde_bytes`, which are copied as a whole: number by number a photo's
/// preview took the page 20 ms.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_stdvec(message).unwrap_or_default() // a Vec does not run full, and no type here refuses
}

/// The message in `bytes`.
///
/// # Errors
///
/// [`Error::Outdated`] if these bytes are no such message: page and worker are of two versions.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    postcard::from_bytes(bytes).map_err(|_| Error::Outdated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_survive_the_trip() {
        let request = Request::Classify {
            id: 7,
            drawing: Drawing::Strokes(vec![vec![[0.1, 0.2], [0.3, f32::MIN_POSITIVE]], vec![]]),
            digit: Some(1),
            maps: true,
        };
        assert_eq!(decode::<Request>(&encode(&request)), Ok(request));
        let event = Event::Failed { id: None, error: Error::NoGpu { reason: "none".into() } };
        assert_eq!(decode::<Event>(&encode(&event)), Ok(event));
    }

    #[test]
    fn the_first_message_says_which_protocol_it_is() {
        assert_eq!(PROTOCOL.len(), 16);
        let bytes = encode(&Event::Started { protocol: PROTOCOL.into() });
        assert_eq!(bytes[..2], [0, 16], "where pages of all times look for it");
    }

    #[test]
    fn other_bytes_are_an_error() {
        assert_eq!(decode::<Event>(&[250, 1, 2]), Err(Error::Outdated));
        assert!(decode::<Request>(&[]).is_err());
        let cut = &encode(&Event::Lost { reason: "a long reason".into() })[..5];
        assert!(decode::<Event>(cut).is_err());
    }

    #[test]
    fn nan_is_no_pass() {
        let case =
            |error| CaseResult { kernel: "k".into(), case: "c".into(), error, tolerance: 1e-5 };
        assert!(case(1e-6).passed() && !case(1e-4).passed() && !case(f32::NAN).passed());
    }
}
