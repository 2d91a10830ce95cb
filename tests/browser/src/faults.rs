//! How the server can be told to fail.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// What happens to one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// One bit in its middle is another.
    Corrupt,
    /// Its first half comes; the rest when the fault is taken away.
    Held,
    /// Nothing comes until the fault is taken away.
    Silent,
    /// Its first half comes, then the connection breaks.
    Broken,
}

/// The faults by address. A handle: copies mean the same faults.
#[derive(Clone)]
pub struct Faults {
    by_address: Arc<Mutex<HashMap<String, Fault>>>,
    changed: watch::Sender<()>,
}

impl Faults {
    pub fn none() -> Self {
        Self { by_address: Arc::default(), changed: watch::Sender::new(()) }
    }

    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, Fault>) -> T) -> T {
        work(&mut self.by_address.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn set(&self, address: &str, fault: Fault) {
        self.with(|faults| faults.insert(address.into(), fault));
        self.changed.send_replace(());
    }

    pub fn take(&self, address: &str) {
        self.with(|faults| faults.remove(address));
        self.changed.send_replace(());
    }

    pub fn clear(&self) {
        self.with(HashMap::clear);
        self.changed.send_replace(());
    }

    pub fn of(&self, address: &str) -> Option<Fault> {
        self.with(|faults| faults.get(address).copied())
    }

    /// Waits until the file at `address` no longer has this fault.
    pub async fn over(&self, address: &str, fault: Fault) {
        let mut changes = self.changed.subscribe();
        while self.of(address) == Some(fault) {
            if changes.changed().await.is_err() {
                return;
            }
        }
    }
}
