//! What was chosen for a device, to be kept from one run of the program to the next.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is chosen holds for the kernels of this version, and for these shaders (`build.rs`).
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("TRIPTYCH_SHADERS"));

/// What was chosen for operations, by their parameters. It holds for one device and one version of
/// this program.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choices(pub(super) BTreeMap<String, String>);

/// Choices as they are kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: String,
    device: String,
    choices: Choices,
}

impl Choices {
    /// What was kept for this device by this version of the program. Nothing of it has to be so:
    /// whatever else the text is, nothing was chosen yet.
    pub fn parse(text: &str, device: &str) -> Self {
        let kept = serde_json::from_str::<Kept>(text).ok();
        let kept = kept.filter(|kept| kept.device == device && kept.version == VERSION);
        kept.map(|kept| kept.choices).unwrap_or_default()
    }

    /// Whether nothing was chosen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes what was chosen since.
    pub fn add(&mut self, newer: Self) {
        self.0.extend(newer.0);
    }

    /// The text to keep, JSON.
    pub fn text(&self, device: &str) -> String {
        let (version, device) = (VERSION.to_owned(), device.to_owned());
        let kept = Kept { version, device, choices: self.clone() };
        serde_json::to_string(&kept).unwrap_or_default()
    }
}
