//! `weights/manifest.json`: what comes with Triptych, and how to tell that it is whole.

mod photos;

pub use photos::{Convertible, MOST_BYTES, PhotoWeights, convertible, photo_weights};

use crate::error::Error;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The manifest as it was when this program was built. The worker asks its site for the newest.
const TEXT: &str = include_str!("../../weights/manifest.json");

#[derive(Deserialize)]
struct Manifest {
    weights: Vec<Bundled>,
}

/// A weights file in `weights/`.
#[derive(Clone, Debug, Deserialize)]
pub struct Bundled {
    /// A name of [`crate::arch::find`].
    pub network: String,
    /// The file's name in `weights/`.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// Accuracy on the test set, 0 to 1.
    pub accuracy: Option<f32>,
    /// For digits: how likely one must be for a sure answer, 0 to 1.
    pub sure: Option<f32>,
}

/// The entry of `network`'s bundled weights: of its own, or one for photographs.
///
/// # Errors
///
/// [`Error::NotBundled`] if there is none.
pub fn bundled(network: &str) -> Result<Bundled, Error> {
    let manifest: Manifest = serde_json::from_str(TEXT)
        .map_err(|error| unreadable("weights/manifest.json", &error.to_string()))?;
    let photos = photo_weights(TEXT)?.0.into_iter().filter_map(|entry| {
        Some(Bundled {
            network: entry.network,
            file: entry.file?,
            bytes: entry.bytes,
            sha256: entry.sha256,
            accuracy: entry.accuracy.map(|[top_1, _]| top_1),
            sure: None,
        })
    });
    let mut all = manifest.weights.into_iter().chain(photos);
    all.find(|entry| entry.network == network)
        .ok_or_else(|| Error::NotBundled { network: network.into() })
}

/// Checks size and SHA-256 of a bundled file.
///
/// # Errors
///
/// [`Error::Checksum`] if they differ from the manifest's.
pub fn verify(entry: &Bundled, bytes: &[u8]) -> Result<(), Error> {
    if bytes.len() as u64 == entry.bytes && hexadecimal(&Sha256::digest(bytes)) == entry.sha256 {
        Ok(())
    } else {
        Err(Error::Checksum { what: entry.file.clone() })
    }
}

/// A checksum as the manifest writes it, in lower case.
pub fn hexadecimal(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unreadable(what: &str, reason: &str) -> Error {
    Error::Unreadable { what: what.into(), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_byte_is_noticed() {
        let entry = Bundled {
            network: "lenet5".into(),
            file: "abc".into(),
            bytes: 3,
            sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".into(),
            accuracy: None,
            sure: None,
        };
        assert_eq!(verify(&entry, b"abc"), Ok(()));
        assert!(verify(&entry, b"abd").is_err());
        assert!(verify(&entry, b"abcd").is_err());
    }

    #[test]
    fn a_network_without_weights_is_an_error() {
        let error = bundled("lenet5_tanh").unwrap_err();
        assert_eq!(error, Error::NotBundled { network: "lenet5_tanh".into() });
    }
}
