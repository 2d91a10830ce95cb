//! A network's file, from a server, the browser's storage or the visitor.

use super::catalogue::Catalogue;
use super::tell;
use crate::clock::milliseconds;
use crate::error::Error;
use crate::protocol::photo::{Loading, LoadingStep, PhotoEvent};
use crate::weights::{MOST_BYTES, PhotoWeights};
use crate::worker::arriving::Arriving;
use crate::worker::ask::Wanted;
use crate::worker::cancel::{Cancel, Stopped};
use crate::worker::download::{Kept, download, is};
use crate::worker::keeper::Keeper;
use crate::worker::speed::Speed;
use crate::worker::stream::{Broken, gone, room};
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ReadableStream};
use web_time::Instant;

/// Whether a file that came is in the storage, if that was tried, and how long it was on its way, ms.
#[derive(Clone, Copy)]
pub(super) struct Came {
    pub(super) stored: Option<Kept>,
    pub(super) download_ms: f64,
}

impl Catalogue {
    /// Has a listed file come: from the storage, else from its server. At the end it is as published.
    pub(super) async fn bring(
        &self,
        entry: &PhotoWeights,
        file: &Arriving,
        cancel: &Cancel,
    ) -> Result<Came, Stopped> {
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
                    match stored(entry, &stream, size, file, cancel).await? {
                        Stored::Right => {
                            return Ok(Came { stored: Some(Ok(())), download_ms: 0.0 });
                        }
                        Stored::Wrong => store.remove(&name).await,
                        // A download takes its place, once it is whole.
                        Stored::Unreadable => {}
                    }
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
        let stored = download(&wanted, keep, file, cancel, &mut progress).await?;
        Ok(Came { stored, download_ms: milliseconds(begin) })
    }
}

/// How a kept file was found.
enum Stored {
    /// As published.
    Right,
    /// Damaged, or of an older manifest.
    Wrong,
    /// The browser did not give it. It may be right.
    Unreadable,
}

/// Has a kept file come.
async fn stored(
    entry: &PhotoWeights,
    stream: &ReadableStream,
    size: u64,
    file: &Arriving,
    cancel: &Cancel,
) -> Result<Stored, Stopped> {
    if size != entry.bytes {
        return Ok(Stored::Wrong);
    }
    let mut hash = Sha256::new();
    let hashed = |new: &[u8]| hash.update(new);
    // Where there is no room for it, there is none for a download either.
    file.begin(room(&entry.title, size)?);
    match read_here(&entry.title, Some(&entry.id), stream, (file, size), cancel, hashed).await {
        Ok(()) if is(hash, &entry.sha256) => Ok(Stored::Right),
        Ok(()) => Ok(Stored::Wrong),
        Err(Stopped::Cancelled) => Err(Stopped::Cancelled),
        // It can still be had from its server.
        Err(Stopped::Failed(_)) => Ok(Stored::Unreadable),
    }
}

/// The visitor's own file, as it is on this machine.
pub(super) fn own(name: &str, attachment: Option<JsValue>) -> Result<Blob, Error> {
    let failed = |reason: &str| Error::Unreadable { what: name.into(), reason: reason.into() };
    let blob = attachment.ok_or_else(|| failed("it did not come with the request"))?;
    let blob: Blob = blob.dyn_into().map_err(|_| failed("it is no file"))?;
    let size = blob.size() as u64;
    if size > MOST_BYTES {
        let what = name.to_owned();
        return Err(Error::TooLarge { what, bytes: size, most: MOST_BYTES });
    }
    Ok(blob)
}

/// Has the visitor's own file come.
pub(super) async fn bring_own(
    name: &str,
    blob: &Blob,
    file: &Arriving,
    cancel: &Cancel,
) -> Result<Came, Stopped> {
    let size = blob.size() as u64;
    file.begin(room(name, size)?);
    read_here(name, None, &blob.stream(), (file, size), cancel, |_| ()).await?;
    Ok(Came { stored: None, download_ms: 0.0 })
}

/// Reads a stream of so many bytes on this machine into a file that has begun, and tells of the progress.
async fn read_here(
    what: &str,
    entry: Option<&str>,
    stream: &ReadableStream,
    (file, size): (&Arriving, u64),
    cancel: &Cancel,
    mut heard: impl FnMut(&[u8]),
) -> Result<(), Stopped> {
    let mut speed = Speed::default();
    let outcome = file.read(stream, |all, start| {
        cancel.check()?;
        heard(&all[start..]);
        let done = all.len() as u64;
        if let Some(per_second) = speed.note(done) {
            let (entry, step) = (entry.map(str::to_owned), LoadingStep::Read);
            tell(PhotoEvent::Loading(Loading { entry, step, done, total: size, per_second }));
        }
        Ok(())
    });
    match outcome.await {
        Ok(()) => Ok(()),
        Err(Broken::Reader(stopped)) => Err(stopped),
        Err(Broken::Stream(_)) => Err(gone(what).into()),
    }
}
