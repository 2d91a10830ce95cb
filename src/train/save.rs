//! Weights as safetensors, and their entry in the manifest.

use super::form::Tensors;
use crate::error::Error;
use serde_json::{Map, Value, json};
use std::path::Path;

/// A safetensors file of f32 tensors, byte for byte the same for the same content.
///
/// Written by hand, as the `safetensors` crate orders the metadata at random.
pub fn safetensors(tensors: &Tensors, metadata: &[(&str, &str)]) -> Vec<u8> {
    let metadata: Map<String, Value> =
        metadata.iter().map(|&(name, value)| (name.into(), value.into())).collect();
    let mut header = Map::from_iter([("__metadata__".to_string(), Value::Object(metadata))]);
    let mut body = Vec::new();
    for (spec, values) in tensors {
        let start = body.len();
        body.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        header.insert(
            spec.name.clone(),
            json!({ "dtype": "F32", "shape": spec.shape, "data_offsets": [start, body.len()] }),
        );
    }
    let mut head = Value::Object(header).to_string().into_bytes();
    head.resize(head.len().next_multiple_of(8), b' '); // so that the values are aligned
    [&(head.len() as u64).to_le_bytes()[..], &head, &body].concat()
}

/// Puts `entry` into the manifest in `folder`, in place of an earlier entry of its network.
///
/// # Errors
///
/// [`Error::BadFile`] if there is a manifest that is no JSON of this form; [`Error::Unreadable`] if
/// it cannot be read or written.
pub fn enter(folder: &Path, entry: Value) -> Result<(), Error> {
    let path = folder.join("manifest.json");
    let bad = |reason: String| Error::BadFile { what: path.display().to_string(), reason };
    let mut manifest = match std::fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| bad(error.to_string()))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => json!({ "weights": [] }),
        Err(error) => {
            return Err(Error::Unreadable {
                what: path.display().to_string(),
                reason: error.to_string(),
            });
        }
    };
    let entries = manifest
        .get_mut("weights")
        .and_then(Value::as_array_mut)
        .ok_or_else(|| bad("there is no list of weights in it".into()))?;
    match entries.iter_mut().find(|other| other["network"] == entry["network"]) {
        Some(other) => *other = entry,
        None => entries.push(entry),
    }
    write(&path, format!("{manifest:#}\n").as_bytes())
}

/// Writes a file.
///
/// # Errors
///
/// [`Error::Unreadable`] with what the system said.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(|error| Error::Unreadable {
        what: path.display().to_string(),
        reason: format!("writing failed, {error}"),
    })
}

/// Today's date by the system's clock, in UTC: `2026-11-22`.
pub fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    date((since.map_or(0, |time| time.as_secs()) / 86_400) as i64)
}

/// The date so many days after 1 January 1970.
fn date(days: i64) -> String {
    // Howard Hinnant, "chrono-compatible low-level date algorithms": years begin in March.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    format!("{:04}-{month:02}-{day:02}", era * 400 + year + i64::from(month <= 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::WeightSpec;

    #[test]
    fn written_weights_read_back() {
        let spec =
            |name: &str, shape: &[usize]| WeightSpec { name: name.into(), shape: shape.into() };
        let tensors =
            vec![(spec("c1.weight", &[2, 1, 1, 1]), vec![1.0, -2.5]), (spec("b", &[1]), vec![3.0])];
        let bytes = safetensors(&tensors, &[("network", "lenet5"), ("command", "train \"x\"")]);
        assert_eq!(
            bytes,
            safetensors(&tensors, &[("network", "lenet5"), ("command", "train \"x\"")])
        );
        let file = safetensors::SafeTensors::deserialize(&bytes).expect("readable");
        for (spec, values) in &tensors {
            let tensor = file.tensor(&spec.name).expect("there");
            assert_eq!(
                (tensor.shape(), tensor.dtype()),
                (&spec.shape[..], safetensors::Dtype::F32)
            );
            let expected: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
            assert_eq!(tensor.data(), expected);
        }
        let (_, head) = safetensors::SafeTensors::read_metadata(&bytes).expect("readable");
        assert_eq!(head.metadata().as_ref().expect("there")["network"], "lenet5");
    }

    #[test]
    fn an_entry_replaces_its_networks_earlier_one() {
        let folder = std::env::temp_dir().join(format!("triptych-manifest-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let _ = std::fs::remove_file(folder.join("manifest.json")); // of an earlier run
        for (network, accuracy) in [("a", 0.5), ("b", 0.6), ("a", 0.7)] {
            enter(&folder, json!({ "network": network, "accuracy": accuracy })).expect("written");
        }
        let text = std::fs::read_to_string(folder.join("manifest.json")).expect("readable");
        let manifest: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(manifest["weights"].as_array().map(Vec::len), Some(2));
        assert_eq!(manifest["weights"][0]["accuracy"], 0.7);
        write(&folder.join("manifest.json"), b"[]").expect("written");
        assert!(enter(&folder, json!({})).is_err());
        std::fs::remove_dir_all(&folder).expect("removed");
    }

    #[test]
    fn dates_as_in_the_calendar() {
        assert_eq!(
            (date(0), date(59), date(60)),
            ("1970-01-01".into(), "1970-03-01".into(), "1970-03-02".into())
        );
        assert_eq!((date(11_016), date(20_779)), ("2000-02-29".into(), "2026-11-22".into()));
    }
}
