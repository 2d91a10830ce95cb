//! Keeping a download: as it comes where there is a file system, else when it ends. What is
//! half there serves the next try.

use super::storage::{NotKept, Store, write_at};
use super::stream::{read, room};
use web_sys::FileSystemSyncAccessHandle;

/// What follows a file's name while it is not whole.
pub(super) const PART: &str = ".part";
/// What follows a part's name for the note of what it is a part of.
pub(super) const NOTE: &str = ".note";

/// What is half there of a file.
pub(super) struct Part {
    pub(super) bytes: Vec<u8>,
    /// The server's word for this version of the file.
    pub(super) etag: Option<String>,
}

/// Keeps one file.
pub(super) struct Keeper {
    store: Store,
    name: String,
    /// Tells of which file a part is.
    sha256: String,
    etag: Option<String>,
    handle: Option<FileSystemSyncAccessHandle>,
    begun: bool,
    full: bool,
}

impl Keeper {
    /// For the file `name` of this checksum.
    pub(super) fn new(store: &Store, name: &str, sha256: &str) -> Self {
        Self {
            store: store.clone(),
            name: name.into(),
            sha256: sha256.into(),
            etag: None,
            handle: None,
            begun: false,
            full: false,
        }
    }

    fn part(&self) -> String {
        format!("{}{PART}", self.name)
    }

    fn note(&self) -> String {
        format!("{}{PART}{NOTE}", self.name)
    }

    /// The server's word for the version that is half there; nothing if that is none of this file's.
    async fn noted(&self) -> Option<String> {
        let note = self.store.text(&self.note()).await?;
        let (sha256, etag) = note.split_once('\n')?;
        (sha256 == self.sha256).then(|| etag.to_owned())
    }

    /// How many bytes are there for the next try.
    pub(super) async fn kept(&self, expected: u64) -> u64 {
        let Some(_) = self.noted().await else { return 0 };
        self.store.size(&self.part()).await.filter(|size| *size < expected).unwrap_or_default()
    }

    /// What is there of it, with room for all its bytes; nothing of another version.
    pub(super) async fn part_of(&self, expected: u64) -> Option<Part> {
        let etag = self.noted().await?;
        let (stream, size) = self.store.read(&self.part()).await?;
        if size == 0 || size >= expected {
            return None;
        }
        let mut bytes = room(&self.name, expected).ok()?;
        read(&stream, &mut bytes, |_, _| Ok::<(), ()>(())).await.ok()?;
        Some(Part { bytes, etag: Some(etag).filter(|etag| !etag.is_empty()) })
    }

    /// A download of it begins, after the first `kept` bytes.
    pub(super) async fn begin(&mut self, kept: u64, etag: Option<String>) {
        self.close();
        self.etag = etag;
        self.begun = true;
        let note = self.store.write(&self.note(), self.words().as_bytes()).await;
        match self.store.open_at(&self.part(), kept).await {
            Ok(handle) => self.handle = Some(handle),
            Err(error) => self.full |= error == NotKept::Full,
        }
        self.full |= note == Err(NotKept::Full);
    }

    fn words(&self) -> String {
        format!("{}\n{}", self.sha256, self.etag.as_deref().unwrap_or_default())
    }

    /// More bytes have come, which go to `at`.
    pub(super) fn append(&mut self, bytes: &[u8], at: u64) {
        let Some(handle) = &self.handle else { return };
        if let Err(error) = write_at(handle, bytes, at) {
            self.full |= error == NotKept::Full;
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some(handle) = self.handle.take() {
            // Closing writes what is left; a failure shows when the file is read.
            let _ = handle.flush();
            handle.close();
        }
    }

    /// It broke off with these bytes.
    pub(super) async fn stop(mut self, bytes: &[u8]) {
        let by_and_by = self.handle.is_some();
        self.close();
        if !self.begun {
            return; // what was there before still is
        }
        if self.full || bytes.is_empty() {
            return self.discard().await;
        }
        let note = self.words();
        if by_and_by {
            // Once more: a visitor who deleted it meanwhile may have been rid of that alone.
            let _ = self.store.write(&self.note(), note.as_bytes()).await;
        } else if matches!(self.store, Store::Cache(_)) {
            let kept = self.store.write(&self.part(), bytes).await;
            if kept.is_err() || self.store.write(&self.note(), note.as_bytes()).await.is_err() {
                self.discard().await;
            }
        }
    }

    /// It is whole and right, and is kept now if it can be.
    pub(super) async fn finish(mut self, bytes: &[u8]) -> Result<(), NotKept> {
        let by_and_by = self.handle.is_some();
        self.close();
        if self.full {
            self.discard().await;
            return Err(NotKept::Full);
        }
        self.store.remove(&self.name).await;
        if by_and_by && self.store.rename(&self.part(), &self.name).await.is_ok() {
            self.store.remove(&self.note()).await;
            return Ok(());
        }
        // First away with the part: there may not be room for both.
        self.discard().await;
        let kept = self.store.write(&self.name, bytes).await;
        if kept.is_err() {
            self.store.remove(&self.name).await;
        }
        kept
    }

    /// Nothing of it is to stay.
    pub(super) async fn discard(&mut self) {
        self.close();
        self.store.remove(&self.part()).await;
        self.store.remove(&self.note()).await;
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.close(); // else the file would be locked as long as the worker lives
    }
}
