//! Loading a network: its bytes from where they are, meanwhile onto the device, then a first run.

use super::bytes::{Came, bring_own, own};
use super::catalogue::Catalogue;
use super::networks::Networks;
use super::tell;
use crate::clock::milliseconds;
use crate::device::Device;
use crate::error::Error;
use crate::photo::{About, Builder, Photographer};
use crate::protocol::photo::{LoadedNetwork, Loading, LoadingStep, PhotoEvent, Source};
use crate::weights::{Header, PhotoWeights};
use crate::worker::arriving::{Arriving, with};
use crate::worker::cancel::{Cancel, Stopped};
use crate::worker::script::{Slice, pause};
use crate::worker::storage::NotKept;
use crate::worker::team::Team;
use crate::worker::tuning::Tuning;
use wasm_bindgen::JsValue;
use web_sys::Blob;
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

/// The network, ready to take its place among `networks`, whether measuring would improve it, and what
/// the page is told of it. Others have their turn between any two chunks of its bytes, between its layers, and while its device
/// works.
pub(super) async fn load(
    wish: Wish,
    catalogue: &Catalogue,
    networks: &Networks,
    tuning: &Tuning,
    team: &Team,
    cancel: &Cancel,
) -> Result<(Photographer, bool, LoadedNetwork), Stopped> {
    let entry = wish.entry();
    let device = wish.device?;
    let start = Instant::now();
    let file = Arriving::default();
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
    let (about, size, origin) = match wish.source {
        Source::Listed(id) => {
            let entry = catalogue.entry(&id).await?;
            (about(&entry), entry.bytes, Origin::Catalogue(entry))
        }
        Source::File { name, labels } => {
            let blob = own(&name, wish.attachment)?;
            let about = About { labels, ..About::default() };
            (about, blob.size() as u64, Origin::Visitor(name, blob))
        }
    };
    let bring = async {
        let came = match &origin {
            Origin::Catalogue(entry) => catalogue.bring(entry, &file, cancel).await,
            Origin::Visitor(name, blob) => bring_own(name, blob, &file, cancel).await,
        };
        file.end();
        came
    };
    // Layers are laid out while the rest comes.
    let (device, about, file, size) = (&device, &about, &file, size as usize);
    let coming = Coming { device, about, file, size, tuning, say: &say, cancel };
    let (came, network) = with(bring, coming.lay_out()).await;
    // Of a file that did not come as it should, nothing that was made of it counts.
    let Came { stored, download_ms } = came?;
    cancel.check()?;
    let mut network = network?;
    network.listed_as(entry);
    let bytes = file.take();
    let size = bytes.len() as u64;
    // Where there are no helpers, they go before the first run takes memory of its own.
    let bytes = team.is_there().then_some(bytes);
    pause().await;
    cancel.check()?;
    say(LoadingStep::Shaders, 0, 0);
    let ready = |done, total| say(LoadingStep::Shaders, done, total);
    let improves = match &origin {
        Origin::Catalogue(entry) => {
            tuning.verify(network.model_mut(), &entry.sha256, ready).await?
        }
        Origin::Visitor(..) => {
            let improves = tuning.prepare(network.model_mut(), ready).await?;
            network.warm_up().await.map_err(blame_the_file)?;
            improves
        }
    };
    pause().await;
    cancel.check()?;
    // From here on it is certain that the network takes the other's place. Helpers may have no room for
    // both.
    let replaced = networks.all().into_iter().filter(|held| held.slot() == network.slot());
    replaced.for_each(|held| held.model().stop_sharing());
    if let Some(bytes) = bytes {
        team.enlist(network.model_mut(), &bytes);
    }
    let load_ms = milliseconds(start) - download_ms;
    // A wasm program's memory never shrinks: its size is the most there was.
    let peak_bytes = 65_536 * core::arch::wasm32::memory_size::<0>() as u64;
    let known = network.describe();
    let full = stored == Some(Err(NotKept::Full));
    let stored = stored.map(|kept| kept.is_ok());
    let about = LoadedNetwork { bytes: size, load_ms, peak_bytes, stored, full, ..known };
    Ok((network, improves, about))
}

/// A device that gives good numbers for other networks has been given bad ones.
fn blame_the_file(error: Error) -> Error {
    match error {
        Error::Engine { reason } => Error::BadWeights { reason },
        other => other,
    }
}

/// Where a file comes from.
enum Origin {
    Catalogue(PhotoWeights),
    Visitor(String, Blob),
}

/// What a network is made from while its file comes.
struct Coming<'a> {
    device: &'a Device,
    about: &'a About,
    file: &'a Arriving,
    /// How many bytes the file has.
    size: usize,
    tuning: &'a Tuning,
    say: &'a dyn Fn(LoadingStep, usize, usize),
    cancel: &'a Cancel,
}

impl Coming<'_> {
    /// The network, once all of the file has come.
    async fn lay_out(&self) -> Result<Photographer, Stopped> {
        loop {
            let beginning = self.file.beginning();
            let network = self.lay_out_once(beginning).await;
            // Not just until all bytes are there: they may prove wrong, and come again.
            self.file.until(beginning, usize::MAX).await;
            if self.file.beginning() == beginning {
                return network;
            }
        }
    }

    async fn lay_out_once(&self, beginning: u32) -> Result<Photographer, Stopped> {
        let Self { device, about, file, size, .. } = *self;
        file.until(beginning, Header::bytes(&[])).await;
        // Not held while it comes: it would be copied.
        let head = Header::bytes(&file.bytes());
        file.until(beginning, head).await;
        let mut builder = Builder::new(device, Header::read(&file.bytes(), size)?, about)?;
        let mut known = self.tuning.known(builder.model_mut());
        let mut slice = Slice::begin();
        while let Some(needed) = builder.needs() {
            file.until(beginning, needed).await;
            if file.beginning() != beginning {
                return Err(Stopped::Cancelled);
            }
            builder.lay(&file.bytes())?;
            if let Some(known) = &mut known {
                known.prepare(builder.model_mut()).await?;
            }
            // Before all bytes are there, how many have come is told.
            if file.length() >= size {
                self.tell(&builder);
            }
            slice.end().await;
            self.cancel.check()?;
        }
        file.until(beginning, size).await;
        self.tell(&builder);
        Ok(builder.finish(&file.bytes())?)
    }

    fn tell(&self, builder: &Builder) {
        let [done, total] = builder.laid();
        (self.say)(LoadingStep::Layers, done, total);
    }
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
