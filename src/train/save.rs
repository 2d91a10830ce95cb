//! The trained weights' entry in the manifest, and files in general.

use crate::error::Error;
use serde_json::{Value, json};
use std::path::Path;

/// Puts `entry` into the manifest in `folder`, in place of an earlier entry of its network.
///
/// # Errors
///
/// [`Error::BadFile`] if there is a manifest that is no JSON of this form; [`Error::Unreadable`] if
/// it cannot be read, [`Error::Unwritten`] if it cannot be written.
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
/// [`Error::Unwritten`] with what the system said.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(Error::unwritten(path))
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
