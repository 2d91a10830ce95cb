//! Loading a network: its bytes from where they are, then onto the device, then a first run.

use super::bytes::{Bytes, file};
use super::catalogue::Catalogue;
use super::tell;
use crate::clock::milliseconds;
use crate::device::Device;
use crate::error::Error;
use crate::photo::{About, Photographer};
use crate::protocol::photo::{LoadedNetwork, Loading, LoadingStep, PhotoEvent, Source};
use crate::weights::PhotoWeights;
use crate::worker::cancel::{Cancel, Stopped};
use crate::worker::script::{Slice, pause};
use crate::worker::team::Team;
use crate::worker::tuning::Tuning;
use wasm_bindgen::JsValue;
use web_time::Instant;

/// What is to be loaded, and where to.
pub(super) struct Wish {
    pub(super) source: Source,
    pub(super) attachment: Option<JsValue>,
    /// The device that is open, or that there is none.
    pub(super) device: Result<Device, Error>,
}

impl Wish {
    /// The catalogue's name for it, if it has one.
    pub(super) fn entry(&self) -> Option<String> {
        self.source.entry().map(str::to_owned)
    }
}

/// The network, ready to answer, and what the page is told of it. Others have their turn between
/// any two chunks of its bytes, between its layers, and while its device works.
pub(super) async fn load(
    wish: Wish,
    catalogue: &Catalogue,
    tuning: &Tuning,
    team: &Team,
    cancel: &Cancel,
) -> Result<(Photographer, LoadedNetwork), Stopped> {
    let entry = wish.entry();
    let device = wish.device?;
    let start = Instant::now();
    let (about, Bytes { bytes, stored, download_ms }) = match wish.source {
        Source::Listed(id) => {
            let entry = catalogue.entry(&id).await?;
            let bytes = catalogue.bytes_of(&entry, cancel).await?;
            (about(&entry), bytes)
        }
        Source::File { name, labels } => {
            let bytes = file(&name, wish.attachment, cancel).await?;
            (About { labels, ..About::default() }, bytes)
        }
    };
    cancel.check()?;
    let told = entry.clone();
    let say = |step, done: usize, total: usize| {
        tell(PhotoEvent::Loading(Loading {
            entry: told.clone(),
            step,
            done: done as u64,
            total: total as u64,
            per_second: 0.0,
        }));
    };
    let mut slice = Slice::begin();
    let network = Photographer::load_in_steps(&device, &bytes, &about, async |done, total| {
        say(LoadingStep::Layers, done, total);
        slice.end().await;
        cancel.check()
    });
    let mut network = network.await?;
    network.listed_as(entry);
    let size = bytes.len() as u64;
    team.enlist(network.model_mut(), &bytes);
    drop(bytes); // before the first run takes memory of its own
    pause().await;
    cancel.check()?;
    say(LoadingStep::Shaders, 0, 1);
    let tuned = tuning.tune(network.model_mut(), |done, total| {
        // The first run is one more.
        say(LoadingStep::Shaders, done, total + 1);
        cancel.check()
    });
    tuned.await?;
    network.warm_up().await?;
    say(LoadingStep::Shaders, 1, 1);
    pause().await;
    cancel.check()?;
    let load_ms = milliseconds(start) - download_ms;
    // A wasm program's memory never shrinks: its size is the most there was.
    let peak_bytes = 65_536 * core::arch::wasm32::memory_size::<0>() as u64;
    let known = network.describe();
    let about = LoadedNetwork { bytes: size, load_ms, peak_bytes, stored, ..known };
    Ok((network, about))
}

/// What the manifest says.
fn about(entry: &PhotoWeights) -> About {
    About {
        network: Some(entry.network.clone()),
        preprocessing: entry.preprocessing.clone(),
        labels: None,
        label_set: entry.labels.clone(),
        accuracy: entry.accuracy,
        provenance: Some(entry.provenance()),
    }
}
