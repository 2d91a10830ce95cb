//! What can be loaded, and what is kept.

use crate::arch;
use crate::error::Error;
use crate::photo;
use crate::protocol::photo::{Storage, StoredFile, WeightsEntry};
use crate::weights::{PhotoWeights, photo_weights};
use crate::worker::fetch::get;
use crate::worker::keeper::{Keeper, NOTE, PART};
use crate::worker::script::warn;
use crate::worker::storage::Store;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::RequestCache;

/// Next to the page: a site owner can add to it without building anything.
const MANIFEST: &str = "weights/manifest.json";
/// The most bytes of a manifest.
const MOST_MANIFEST: u64 = 4_000_000;

/// The manifest's entries and the browser's storage. A handle: copies mean the same ones.
#[derive(Clone, Default)]
pub(super) struct Catalogue(Rc<State>);

#[derive(Default)]
struct State {
    /// Once they were asked for.
    entries: RefCell<Option<Rc<[PhotoWeights]>>>,
    /// Whether it was said that nothing is kept.
    warned: Cell<bool>,
}

impl Catalogue {
    /// The manifest's entries, read anew, as the page is told of them.
    pub(super) async fn listed(&self) -> Result<Vec<WeightsEntry>, Error> {
        let entries = self.read().await?; // the site may have others by now
        let store = self.store().await;
        let mut listed = Vec::with_capacity(entries.len());
        for entry in entries.iter() {
            let stored =
                entry.url.is_some() && store.size(&entry.stored_name()).await == Some(entry.bytes);
            let slot = arch::find(&entry.network).and_then(|network| photo::slot(&network));
            let Ok(slot) = slot else { continue };
            listed.push(WeightsEntry {
                host: entry.host().map(str::to_owned),
                id: entry.id.clone(),
                network: entry.network.clone(),
                title: entry.title.clone(),
                slot,
                bytes: entry.bytes,
                licence: entry.licence.clone(),
                stored,
                accuracy: entry.accuracy,
            });
        }
        Ok(listed)
    }

    /// The manifest's entries.
    async fn entries(&self) -> Result<Rc<[PhotoWeights]>, Error> {
        let known = self.0.entries.borrow().clone();
        match known {
            Some(entries) => Ok(entries),
            None => self.read().await,
        }
    }

    /// Reads the manifest. If that fails, what was read before still holds.
    async fn read(&self) -> Result<Rc<[PhotoWeights]>, Error> {
        let (entries, faults) = photo_weights(&manifest().await?)?;
        for fault in faults {
            warn(&format!("{MANIFEST}: {fault}; it is left out"));
        }
        let entries: Rc<[PhotoWeights]> = entries.into();
        *self.0.entries.borrow_mut() = Some(entries.clone());
        Ok(entries)
    }

    /// The entry of this name.
    pub(super) async fn entry(&self, id: &str) -> Result<PhotoWeights, Error> {
        let entries = self.entries().await?;
        let found = entries.iter().find(|entry| entry.id == id);
        found.cloned().ok_or_else(|| Error::Unreadable {
            what: id.into(),
            reason: format!("{MANIFEST} has no such entry"),
        })
    }

    /// The entry of a network whose weights come with the page, if there is one.
    pub(super) async fn bundled(&self, network: &str) -> Result<Option<PhotoWeights>, Error> {
        let entries = self.entries().await?;
        let found = entries.iter().find(|entry| entry.network == network && entry.file.is_some());
        Ok(found.cloned())
    }

    /// Where files are kept. Opened each time: whoever clears the site's data takes the place away.
    pub(super) async fn store(&self) -> Store {
        let store = Store::open().await;
        if matches!(store, Store::Nowhere) && !self.0.warned.replace(true) {
            warn("this browser keeps no files for this page; downloads will not last");
        }
        store
    }

    /// What is kept.
    pub(super) async fn stored(&self) -> Storage {
        let store = self.store().await;
        // Without the manifest there are no titles, but the files can still be seen and deleted.
        let entries = self.entries().await.unwrap_or_default();
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
        storage
    }

    /// Removes a file, and what is half there of it.
    pub(super) async fn delete(&self, name: &str) {
        let store = self.store().await;
        let whole = name.strip_suffix(PART).unwrap_or(name);
        if whole == name {
            store.remove(name).await;
        }
        let part = format!("{whole}{PART}");
        store.remove(&part).await;
        // One that is being downloaded stays, and its note with it.
        if store.size(&part).await.is_none() {
            store.remove(&format!("{part}{NOTE}")).await;
        }
    }

    /// How much of an entry's file is kept for the next try to download it, bytes.
    pub(super) async fn kept(&self, id: &str) -> u64 {
        let known = self.0.entries.borrow().clone();
        let entry = known.iter().flat_map(|entries| entries.iter()).find(|entry| entry.id == id);
        let Some(entry) = entry.filter(|entry| entry.url.is_some()) else { return 0 };
        let keeper = Keeper::new(&self.store().await, &entry.stored_name(), &entry.sha256);
        keeper.kept(entry.bytes).await
    }
}

/// The manifest as the site has it now.
async fn manifest() -> Result<String, Error> {
    let bytes = get(MANIFEST, RequestCache::NoCache, 0, MOST_MANIFEST, |_| ()).await?;
    String::from_utf8(bytes)
        .map_err(|_| Error::Unreadable { what: MANIFEST.into(), reason: "it is no text".into() })
}
