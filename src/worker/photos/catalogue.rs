//! What can be loaded, and what is kept.

use super::{Photos, tell};
use crate::arch;
use crate::error::Error;
use crate::photo;
use crate::protocol::photo::{PhotoEvent, StoredFile, WeightsEntry};
use crate::weights::{PhotoWeights, photo_weights};
use crate::worker::cancel::Stopped;
use crate::worker::fetch::get;
use crate::worker::keeper::{NOTE, PART};
use crate::worker::script::warn;
use web_sys::RequestCache;

/// Next to the page: a site owner can add to it without building anything.
const MANIFEST: &str = "weights/manifest.json";
/// The most bytes of a manifest.
const MOST_MANIFEST: u64 = 4_000_000;

impl Photos {
    /// The manifest's entries as the page is told of them. What is wrong with it, the console says.
    pub(super) async fn listed(&mut self) -> Vec<WeightsEntry> {
        let entries = match self.entries().await {
            Ok(entries) => entries.to_vec(),
            Err(error) => {
                warn(&error.to_string());
                return Vec::new();
            }
        };
        let store = self.store().await;
        let mut listed = Vec::with_capacity(entries.len());
        for entry in entries {
            let stored =
                entry.url.is_some() && store.size(&entry.stored_name()).await == Some(entry.bytes);
            let slot = arch::find(&entry.network).and_then(|network| photo::slot(&network));
            let Ok(slot) = slot else { continue };
            listed.push(WeightsEntry {
                host: entry.host().map(str::to_owned),
                id: entry.id,
                network: entry.network,
                title: entry.title,
                slot,
                bytes: entry.bytes,
                licence: entry.licence,
                stored,
                accuracy: entry.accuracy,
            });
        }
        listed
    }

    /// The manifest's entries.
    async fn entries(&mut self) -> Result<&[PhotoWeights], Error> {
        if self.entries.is_none() {
            let (entries, faults) = photo_weights(&manifest().await?)?;
            for fault in faults {
                warn(&format!("{MANIFEST}: {fault}; it is left out"));
            }
            self.entries = Some(entries);
        }
        Ok(self.entries.as_deref().unwrap_or_default())
    }

    /// The entry of this name.
    pub(super) async fn entry(&mut self, id: &str) -> Result<PhotoWeights, Error> {
        let entries = self.entries().await?;
        let found = entries.iter().find(|entry| entry.id == id);
        found.cloned().ok_or_else(|| Error::Unreadable {
            what: id.into(),
            reason: format!("{MANIFEST} has no such entry"),
        })
    }

    /// The weights of a network that come with the page, if there are any.
    pub(in crate::worker) async fn bundled(
        &mut self,
        network: &str,
    ) -> Result<Option<Vec<u8>>, Error> {
        let entries = self.entries().await?;
        let found = entries.iter().find(|entry| entry.network == network && entry.file.is_some());
        let Some(entry) = found.cloned() else { return Ok(None) };
        self.cancel.begin();
        match self.listed_bytes(&entry).await {
            Ok(got) => Ok(Some(got.bytes)),
            Err(Stopped::Failed(error)) => Err(error),
            Err(Stopped::Cancelled) => Ok(None),
        }
    }

    /// Tells what is kept.
    pub(super) async fn tell_stored(&mut self) {
        let store = self.store().await;
        // Without the manifest there are no titles, but the files can still be seen and deleted.
        let entries = self.entries().await.map(<[_]>::to_vec).unwrap_or_default();
        let (files, mut storage) = store.list().await;
        for (name, bytes) in files {
            if name.ends_with(NOTE) {
                continue;
            }
            let whole = name.strip_suffix(PART);
            let entry = entries.iter().find(|entry| entry.stored_name() == whole.unwrap_or(&name));
            let title = entry.map_or_else(String::new, |entry| entry.title.clone());
            storage.files.push(StoredFile { whole: whole.is_none(), title, bytes, name });
        }
        tell(PhotoEvent::Stored(storage));
    }

    /// Removes a file, and what is half there of it.
    pub(super) async fn delete(&mut self, name: &str) {
        let store = self.store().await;
        let whole = name.strip_suffix(PART).unwrap_or(name);
        if whole == name {
            store.remove(name).await;
        }
        store.remove(&format!("{whole}{PART}")).await;
        store.remove(&format!("{whole}{PART}{NOTE}")).await;
    }
}

/// The manifest as the site has it now.
async fn manifest() -> Result<String, Error> {
    let bytes = get(MANIFEST, RequestCache::NoCache, 0, MOST_MANIFEST, |_| ()).await?;
    String::from_utf8(bytes)
        .map_err(|_| Error::Unreadable { what: MANIFEST.into(), reason: "it is no text".into() })
}
