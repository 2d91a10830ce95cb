//! Files that the page hands to the browser's downloads.

use crate::page::Page;
use crate::scratch::Scratch;
use crate::settings;
use std::time::{Duration, Instant};

/// A folder for what is saved; it goes with this.
pub struct Folder(Scratch);

impl Folder {
    /// Saves files of this page into a new folder, unasked.
    pub async fn of(page: &Page) -> Self {
        let folder = Scratch::new();
        page.saves_to(folder.path()).await;
        Self(folder)
    }

    /// The file of this name, once it is there and whole.
    pub async fn file(&self, name: &str) -> Vec<u8> {
        let (began, path) = (Instant::now(), self.0.path().join(name));
        let mut before = 0;
        loop {
            let bytes = std::fs::read(&path).unwrap_or_default();
            if !bytes.is_empty() && bytes.len() == before {
                return bytes;
            }
            before = bytes.len();
            assert!(began.elapsed() < Duration::from_secs(10), "no {}", path.display());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Removes a file, so that the next of its name has it.
    pub fn forget(&self, name: &str) {
        let _ = std::fs::remove_file(self.0.path().join(name));
    }

    /// Puts a file among the artefacts, to be looked at.
    pub fn keep(&self, name: &str, as_name: &str) {
        let to = settings::artefacts().join(as_name);
        std::fs::copy(self.0.path().join(name), to).expect("a file to keep");
    }
}
