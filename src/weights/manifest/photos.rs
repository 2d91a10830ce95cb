//! The manifest's entries for photographs: weights that come with the page, or from another site.

use super::unreadable;
use crate::arch;
use crate::error::Error;
use crate::image::Preprocessing;
use serde::Deserialize;
use serde_json::Value;

/// The most bytes of a weights file that is loaded: a browser holds it in memory once.
pub const MOST_BYTES: u64 = 1_000_000_000;

/// Weights for photographs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PhotoWeights {
    /// A name of its own, of letters, digits, `.`, `-` and `_`.
    pub id: String,
    /// A name of [`crate::arch::find`].
    pub network: String,
    /// For people: `ResNet-50, 1000 ImageNet classes`.
    pub title: String,
    /// The file's name in `weights/`, if it comes with the page.
    pub file: Option<String>,
    /// Its address, if it comes from elsewhere: `https`, and of one version of the file.
    pub url: Option<String>,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// Under which licence.
    pub licence: String,
    /// A name of a label set, if the file does not say its labels itself.
    pub labels: Option<String>,
    /// How a picture becomes the network's input, if the file does not say it itself.
    pub preprocessing: Option<Preprocessing>,
    /// Top-1 and top-5 on the label set's own validation pictures, 0 to 1, as published.
    pub accuracy: Option<[f32; 2]>,
    /// The page that tells of it.
    pub source: Option<String>,
}

/// A PyTorch file for `cargo xtask convert`; browsers do not read these.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Convertible {
    /// A name of [`crate::arch::find`].
    pub network: String,
    /// Its address.
    pub url: String,
    /// The first digits of its SHA-256, as its name says them.
    pub sha256_head: String,
    /// Under which licence.
    pub licence: String,
}

#[derive(Deserialize)]
struct Lists {
    #[serde(default)]
    photos: Vec<Value>,
    #[serde(default)]
    converter: Vec<Convertible>,
}

fn lists(manifest: &str) -> Result<Lists, Error> {
    serde_json::from_str(manifest)
        .map_err(|error| unreadable("weights/manifest.json", &error.to_string()))
}

/// The entries for photographs in a manifest's text, and what is wrong with those that are left
/// out: a site owner may have added them.
///
/// # Errors
///
/// [`Error::Unreadable`] if the text is no manifest at all.
pub fn photo_weights(manifest: &str) -> Result<(Vec<PhotoWeights>, Vec<String>), Error> {
    let (mut entries, mut faults) = (Vec::<PhotoWeights>::new(), Vec::new());
    for (index, value) in lists(manifest)?.photos.into_iter().enumerate() {
        let name = value["id"].as_str().map_or_else(|| format!("entry {index}"), str::to_owned);
        let read = serde_json::from_value(value).map_err(|error| error.to_string());
        match read.and_then(PhotoWeights::checked) {
            Ok(entry) if entries.iter().any(|other| other.id == entry.id) => {
                faults.push(format!("{name}: there are two of this name"));
            }
            Ok(entry) => entries.push(entry),
            Err(fault) => faults.push(format!("{name}: {fault}")),
        }
    }
    Ok((entries, faults))
}

/// PyTorch's own files, for the converter.
///
/// # Errors
///
/// [`Error::Unreadable`] if the manifest is damaged.
pub fn convertible() -> Result<Vec<Convertible>, Error> {
    Ok(lists(super::TEXT)?.converter)
}

impl PhotoWeights {
    /// The host it comes from; nothing if it comes with the page.
    pub fn host(&self) -> Option<&str> {
        let (_, rest) = self.url.as_deref()?.split_once("://")?;
        rest.split(['/', '?', '#']).next()
    }

    /// What it is called in the browser's storage.
    pub fn stored_name(&self) -> String {
        format!("{}.safetensors", self.id)
    }

    /// For people: where it is from, and under which licence.
    pub fn provenance(&self) -> String {
        let place = self.source.as_deref().or(self.url.as_deref());
        match place {
            Some(place) => format!("{place}, {}", self.licence),
            None => self.licence.clone(),
        }
    }

    fn checked(self) -> Result<Self, String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        if self.id.is_empty() || self.id.len() > 100 || !self.id.chars().all(plain) {
            return Err("an id is letters, digits, dots and dashes".into());
        }
        let network = arch::find(&self.network).map_err(|error| error.to_string())?;
        if network.input[2] != 3 {
            return Err(format!("{} does not look at photographs", network.name));
        }
        let hexadecimal = |c: char| matches!(c, '0'..='9' | 'a'..='f');
        if self.sha256.len() != 64 || !self.sha256.chars().all(hexadecimal) {
            return Err("a SHA-256 is 64 hexadecimal digits".into());
        }
        if !(1..=MOST_BYTES).contains(&self.bytes) {
            return Err(format!("{} bytes is not between 1 and {MOST_BYTES}", self.bytes));
        }
        match (&self.file, &self.url) {
            (Some(file), None) if !file.contains("..") && !file.contains([':', '\\', '?', '#']) => {
                Ok(self)
            }
            (None, Some(url)) if safe(url) => Ok(self),
            (None, Some(url)) => Err(format!("{url} is no https address")),
            _ => Err("it needs either a file in weights/ or a url".into()),
        }
    }
}

/// Over https, or from this very machine.
fn safe(url: &str) -> bool {
    let here = ["http://127.0.0.1", "http://localhost"];
    let local = |start: &str| {
        url.strip_prefix(start)
            .is_some_and(|rest| rest.starts_with([':', '/']) && !rest.contains('@'))
    };
    url.strip_prefix("https://")
        .is_some_and(|rest| !rest.starts_with(['/', '?', '#']) && !rest.is_empty())
        || here.iter().any(|start| local(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(changes: Value) -> Value {
        let mut entry = json!({
            "id": "resnet18-x", "network": "resnet18", "title": "ResNet-18", "bytes": 10,
            "url": "https://example.org/a.safetensors", "sha256": "0".repeat(64), "licence": "CC0-1.0",
        });
        for (name, value) in changes.as_object().unwrap() {
            entry[name] = value.clone();
        }
        entry
    }

    #[test]
    fn our_own_manifest_is_sound() {
        let (entries, faults) = photo_weights(super::super::TEXT).unwrap();
        assert_eq!(faults, Vec::<String>::new());
        for id in ["resnet50.tv_in1k", "resnet50.a1_in1k"] {
            let entry = entries.iter().find(|entry| entry.id == id).unwrap();
            assert_eq!((entry.host(), entry.bytes), (Some("huggingface.co"), 102_469_840));
        }
        for entry in &entries {
            if let Some(file) = &entry.file {
                let found = std::fs::read(format!("weights/{file}")).unwrap();
                assert_eq!(found.len() as u64, entry.bytes, "{file}");
            }
        }
        for file in convertible().unwrap() {
            assert!(arch::find(&file.network).is_ok(), "{}", file.network);
            assert!(file.url.ends_with(&format!("-{}.pth", file.sha256_head)), "{}", file.url);
            assert_eq!(file.sha256_head.len(), 8);
        }
    }

    #[test]
    fn what_makes_no_sense_is_left_out_and_told() {
        for (changes, word) in [
            (json!({ "network": "vgg16" }), "vgg16"),
            (json!({ "network": "lenet5" }), "photographs"),
            (json!({ "sha256": "12" }), "64"),
            (json!({ "bytes": 2_000_000_000_u64 }), "bytes"),
            (json!({ "url": "http://example.org/a" }), "https"),
            (json!({ "url": "http://127.0.0.1@example.org/a" }), "https"),
            (json!({ "url": "file:///etc/passwd" }), "https"),
            (json!({ "url": null }), "either"),
            (json!({ "url": null, "file": "../a" }), "either"),
            (json!({ "id": "a/b" }), "id"),
            (json!({ "preprocessing": 3 }), "Preprocessing"),
        ] {
            let text = json!({ "photos": [entry(changes), entry(json!({}))] }).to_string();
            let (entries, faults) = photo_weights(&text).unwrap();
            assert_eq!((entries.len(), faults.len()), (1, 1), "{faults:?}");
            assert!(faults[0].contains(word), "{faults:?}");
        }
        let twice = json!({ "photos": [entry(json!({})), entry(json!({}))] }).to_string();
        assert_eq!(photo_weights(&twice).unwrap().0.len(), 1);
        assert!(photo_weights("<!doctype html>").is_err());
        assert_eq!(photo_weights("{}").unwrap(), (vec![], vec![]));
    }

    #[test]
    fn an_entry_says_where_it_is_from() {
        let text = json!({ "photos": [entry(json!({ "url": "http://127.0.0.1:8080/x?y" }))] });
        let (entries, _) = photo_weights(&text.to_string()).unwrap();
        assert_eq!(entries[0].host(), Some("127.0.0.1:8080"));
        assert_eq!(entries[0].stored_name(), "resnet18-x.safetensors");
        assert_eq!(entries[0].provenance(), "http://127.0.0.1:8080/x?y, CC0-1.0");
    }
}
