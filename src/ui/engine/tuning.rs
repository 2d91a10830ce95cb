//! What the engine chose for this device, kept in the browser.

use super::storage::{is_since, note, read, write};
use crate::ui::{dom, settings::Settings};

/// Its name in the browser's storage.
const KEY: &str = "triptych-tuning";
/// When a GPU went away while it was measured: the next visits would only lose it again.
const LOST: &str = "triptych-tuning-lost";
/// For how long nothing is measured then, ms. Drivers are mended.
const REST_MS: f64 = 30.0 * 24.0 * 60.0 * 60.0 * 1000.0;

/// What was kept, empty where nothing was; nothing where the address says `tune=0`.
pub(super) fn kept() -> Option<String> {
    is_wanted().then(|| read(KEY).unwrap_or_default())
}

/// Keeps it for the next visit, where the browser lets us.
pub(super) fn keep(choices: &str) {
    write(KEY, choices);
}

/// Whether what is not known may be measured.
pub(super) fn may_measure() -> bool {
    is_wanted() && !is_since(LOST, REST_MS)
}

/// The GPU went away while it was measured.
pub(super) fn give_up() {
    note(LOST);
}

fn is_wanted() -> bool {
    Settings::parse(&dom::query()).tune
}
