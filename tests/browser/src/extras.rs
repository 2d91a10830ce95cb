//! What a test's server has besides the built page: files of the test's own, and other sites that
//! the page may ask.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A handle: copies mean the same extras.
#[derive(Clone, Default)]
pub struct Extras(Arc<Mutex<Lists>>);

#[derive(Default)]
struct Lists {
    files: HashMap<String, Vec<u8>>,
    kept: Vec<String>,
    origins: Vec<String>,
    folder: String,
    bare: bool,
    strict: bool,
}

impl Extras {
    fn with<T>(&self, work: impl FnOnce(&mut Lists) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a file at an address, over the page's own if there is one.
    pub fn serve(&self, address: &str, bytes: Vec<u8>) {
        self.with(|lists| lists.files.insert(address.into(), bytes));
    }

    /// The test's own file at an address.
    pub fn file(&self, address: &str) -> Option<Vec<u8>> {
        self.with(|lists| lists.files.get(address).cloned())
    }

    /// Has the page in a folder, `/a/folder`, and nothing beside it, from now on.
    pub fn move_to(&self, folder: &str) {
        self.with(|lists| lists.folder = folder.into());
    }

    /// An address as it is within that folder; empty beside it.
    pub fn within(&self, address: &str) -> String {
        self.with(|lists| address.strip_prefix(&lists.folder).unwrap_or_default().to_owned())
    }

    /// Lets browsers keep the file at an address, and not ask whether there is a newer one.
    pub fn let_browsers_keep(&self, address: &str) {
        self.with(|lists| lists.kept.push(address.into()));
    }

    /// How browsers may keep the file at an address.
    pub fn cache(&self, address: &str) -> &'static str {
        let kept = self.with(|lists| lists.kept.iter().any(|kept| kept == address));
        if kept { "max-age=600" } else { "no-cache" }
    }

    /// Sends no headers that isolate the page from other origins, as hosts that cannot.
    pub fn send_no_isolation(&self) {
        self.with(|lists| lists.bare = true);
    }

    /// Whether it sends headers that isolate the page.
    pub fn isolates(&self) -> bool {
        self.with(|lists| !lists.bare)
    }

    /// Sends the policy that is published with the page, from now on.
    pub fn send_published_policy(&self) {
        self.with(|lists| lists.strict = true);
    }

    /// Whether it sends that.
    pub fn is_strict(&self) -> bool {
        self.with(|lists| lists.strict)
    }

    /// Lets the page ask another site.
    pub fn allow(&self, origin: &str) {
        self.with(|lists| lists.origins.push(origin.into()));
    }

    /// The other sites that the page may ask, as a policy lists them.
    pub fn origins(&self) -> String {
        self.with(|lists| lists.origins.join(" "))
    }
}
