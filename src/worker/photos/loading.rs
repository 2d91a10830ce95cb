//! Loading a network: its bytes from where they are, then onto the device, then a first run.

use super::{Photos, tell};
use crate::device::Opened;
use crate::error::Error;
use crate::photo::{About, Photographer};
use crate::protocol::photo::{LoadedNetwork, Loading, LoadingStep, PhotoEvent, Source};
use crate::weights::{MOST_BYTES, PhotoWeights};
use crate::worker::ask::Wanted;
use crate::worker::cancel::Stopped;
use crate::worker::download::{download, is};
use crate::worker::keeper::Keeper;
use crate::worker::script::pause;
use crate::worker::speed::Speed;
use crate::worker::stream::{Broken, read, room};
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ReadableStream};
use web_time::Instant;

/// A file's bytes, whether they are in the storage, and how long they were on their way, ms.
pub(super) struct Bytes {
    pub(super) bytes: Vec<u8>,
    pub(super) stored: Option<bool>,
    pub(super) download_ms: f64,
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

impl Photos {
    /// Loads a network and tells what came of it.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`].
    pub(super) async fn load(
        &mut self,
        source: Source,
        attachment: Option<JsValue>,
        device: Result<&Opened, Error>,
    ) -> Result<(), Error> {
        self.cancel.begin();
        let entry = match &source {
            Source::Listed(id) => Some(id.clone()),
            Source::File { .. } => None,
        };
        match self.loaded(source, attachment, device).await {
            Ok((network, about)) => {
                self.unload(network.slot());
                self.networks.push(network);
                tell(PhotoEvent::Loaded(Box::new(about)));
                Ok(())
            }
            Err(Stopped::Cancelled) => {
                tell(PhotoEvent::NotLoaded { entry, error: None });
                Ok(())
            }
            Err(Stopped::Failed(error)) => {
                tell(PhotoEvent::NotLoaded { entry, error: Some(error.clone()) });
                if matches!(error, Error::DeviceLost { .. }) { Err(error) } else { Ok(()) }
            }
        }
    }

    async fn loaded(
        &mut self,
        source: Source,
        attachment: Option<JsValue>,
        device: Result<&Opened, Error>,
    ) -> Result<(Photographer, LoadedNetwork), Stopped> {
        let device = device?;
        let start = Instant::now();
        let (entry, about, Bytes { bytes, stored, download_ms }) = match source {
            Source::Listed(id) => {
                let entry = self.entry(&id).await?;
                let bytes = self.listed_bytes(&entry).await?;
                (Some(id), about(&entry), bytes)
            }
            Source::File { name, labels } => {
                let bytes = self.file(&name, attachment).await?;
                (None, About { labels, ..About::default() }, bytes)
            }
        };
        self.cancel.check()?;
        let told = entry.clone();
        let say = |step, done, total| {
            tell(PhotoEvent::Loading(Loading {
                entry: told.clone(),
                step,
                done,
                total,
                per_second: 0.0,
            }));
        };
        let mut layers = |done, total| say(LoadingStep::Layers, done, total);
        let network = Photographer::load(&device.device, &bytes, &about, &mut layers)?;
        let size = bytes.len() as u64;
        drop(bytes); // before the first run takes memory of its own
        pause().await;
        self.cancel.check()?;
        say(LoadingStep::Shaders, 0, 1);
        network.warm_up().await?;
        say(LoadingStep::Shaders, 1, 1);
        pause().await;
        self.cancel.check()?;
        let load_ms = milliseconds(start) - download_ms;
        // A wasm program's memory never shrinks: its size is the most there was.
        let peak_bytes = 65_536 * core::arch::wasm32::memory_size::<0>() as u64;
        let known = network.describe();
        let about = LoadedNetwork { entry, bytes: size, load_ms, peak_bytes, stored, ..known };
        Ok((network, about))
    }

    /// The bytes of a listed file: from the storage, else from its server. They are as published.
    pub(super) async fn listed_bytes(&mut self, entry: &PhotoWeights) -> Result<Bytes, Stopped> {
        let address = match (&entry.file, &entry.url) {
            (Some(file), _) => format!("weights/{file}"),
            (None, Some(url)) => url.clone(),
            (None, None) => String::new(), // the manifest's reader leaves such out
        };
        let name = entry.stored_name();
        let keep = match entry.url {
            Some(_) => {
                let store = self.store().await;
                if let Some((stream, size)) = store.read(&name).await {
                    if let Some(bytes) = self.stored(entry, &stream, size).await? {
                        return Ok(Bytes { bytes, stored: Some(true), download_ms: 0.0 });
                    }
                    store.remove(&name).await; // damaged, or of an older manifest
                }
                Some(Keeper::new(&store, &name, &entry.sha256))
            }
            None => None,
        };
        let wanted = Wanted {
            what: entry.file.as_deref().unwrap_or(&entry.title),
            url: &address,
            bytes: entry.bytes,
            sha256: &entry.sha256,
        };
        let begin = Instant::now();
        let mut progress = |done, per_second| {
            tell(PhotoEvent::Loading(Loading {
                entry: Some(entry.id.clone()),
                step: LoadingStep::Download,
                done,
                total: entry.bytes,
                per_second,
            }));
        };
        let (bytes, stored) = download(&wanted, keep, &self.cancel, &mut progress).await?;
        Ok(Bytes { bytes, stored, download_ms: milliseconds(begin) })
    }

    /// A kept file, if it still is what was published.
    async fn stored(
        &self,
        entry: &PhotoWeights,
        stream: &ReadableStream,
        size: u64,
    ) -> Result<Option<Vec<u8>>, Stopped> {
        if size != entry.bytes {
            return Ok(None);
        }
        let mut hash = Sha256::new();
        let hashed = |new: &[u8]| hash.update(new);
        let read = self.read(&entry.title, Some(&entry.id), stream, size, hashed).await;
        match read {
            Ok(bytes) if is(hash, &entry.sha256) => Ok(Some(bytes)),
            Err(Stopped::Cancelled) => Err(Stopped::Cancelled),
            // It can still be had from its server.
            Ok(_) | Err(Stopped::Failed(_)) => Ok(None),
        }
    }

    /// The bytes of the visitor's own file.
    async fn file(&self, name: &str, attachment: Option<JsValue>) -> Result<Bytes, Stopped> {
        let failed = |reason: &str| Error::Unreadable { what: name.into(), reason: reason.into() };
        let blob = attachment.ok_or_else(|| failed("it did not come with the request"))?;
        let blob: Blob = blob.dyn_into().map_err(|_| failed("it is no file"))?;
        let size = blob.size() as u64;
        if size > MOST_BYTES {
            let what = name.to_owned();
            return Err(Error::TooLarge { what, bytes: size, most: MOST_BYTES }.into());
        }
        let bytes = self.read(name, None, &blob.stream(), size, |_| ()).await?;
        Ok(Bytes { bytes, stored: None, download_ms: 0.0 })
    }

    /// Reads a stream on this machine, and tells of the progress.
    async fn read(
        &self,
        what: &str,
        entry: Option<&str>,
        stream: &ReadableStream,
        size: u64,
        mut heard: impl FnMut(&[u8]),
    ) -> Result<Vec<u8>, Stopped> {
        let mut bytes = room(what, size)?;
        let mut speed = Speed::default();
        let outcome = read(stream, &mut bytes, |all, start| {
            self.cancel.check()?;
            heard(&all[start..]);
            let done = all.len() as u64;
            if let Some(per_second) = speed.note(done) {
                let (entry, step) = (entry.map(str::to_owned), LoadingStep::Read);
                tell(PhotoEvent::Loading(Loading { entry, step, done, total: size, per_second }));
            }
            Ok(())
        });
        match outcome.await {
            Ok(()) => Ok(bytes),
            Err(Broken::Reader(stopped)) => Err(stopped),
            Err(Broken::Stream(reason)) => {
                Err(Error::Unreadable { what: what.into(), reason }.into())
            }
        }
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
