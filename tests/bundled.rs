//! The photo weights that come with the page: whole, under their size, and what they say of the
//! sample photos.
//!
//! `TRIPTYCH_BUNDLED=write cargo test --test bundled` writes `tests/data/bundled.json` for new
//! weights, from the CPU backend; the browser's tests hold the page against it.

mod common;

use serde_json::{Map, Value, json};
use triptych::image::{Crop, decode};
use triptych::photo::{About, Photographer};
use triptych::protocol::DeviceChoice;
use triptych::weights::{PhotoWeights, bundled, photo_weights, verify};

/// The answers to the sample photos.
const ANSWERS: &str = "tests/data/bundled.json";
/// The most bytes of a network's file: these are what a visitor waits for.
const MOST: [(&str, u64); 2] = [("resnet50", 26_000_000), ("alexnet_tv", 34_000_000)];
/// The likeliest classes are compared.
const SHOWN: usize = 5;

fn entries() -> Vec<PhotoWeights> {
    let text = std::fs::read_to_string("weights/manifest.json").expect("a manifest");
    let (entries, faults) = photo_weights(&text).expect("a manifest");
    assert!(faults.is_empty(), "{faults:?}");
    entries.into_iter().filter(|entry| entry.file.is_some()).collect()
}

fn answers(entry: &PhotoWeights) -> Value {
    let file = entry.file.as_deref().unwrap_or_default();
    let bytes = std::fs::read(format!("weights/{file}")).expect("bundled weights");
    verify(&bundled(&entry.network).expect("an entry"), &bytes).expect("the file of the manifest");
    let device = &common::device(DeviceChoice::Cpu).device;
    let photographer = Photographer::load(device, &bytes, &About::default()).expect("a network");
    let about = photographer.describe();
    assert_eq!(about.network, entry.network);
    let mut photos: Vec<_> = std::fs::read_dir("www/samples/photos")
        .expect("sample photos")
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".jpg") && !name.contains("-small"))
        .collect();
    photos.sort();
    let said = photos.into_iter().map(|name| {
        let bytes = std::fs::read(format!("www/samples/photos/{name}")).expect("a photo");
        let picture = decode(&name, &bytes).expect("a photo");
        let crop = [(&picture, Crop::default())];
        let answers = pollster::block_on(photographer.classify(0, &crop)).expect("an answer");
        let shown = answers.ranked[0].iter().take(SHOWN);
        let shown: Value =
            shown.map(|one| json!([about.label(one.class), one.probability])).collect();
        (name, shown)
    });
    json!({ "sha256": entry.sha256, "photos": said.collect::<Map<_, _>>() })
}

/// Labels and shares, as they are listed.
fn ranked(list: &Value) -> Vec<(&str, f64)> {
    let list = list.as_array().expect("a list").iter();
    list.map(|one| (one[0].as_str().expect("a label"), one[1].as_f64().expect("a share"))).collect()
}

#[test]
fn each_network_comes_once_and_is_small() {
    let entries = entries();
    for (network, most) in MOST {
        let own: Vec<_> = entries.iter().filter(|entry| entry.network == network).collect();
        assert_eq!(own.len(), 1, "{network}");
        assert!(own[0].bytes < most, "{network}: {} bytes", own[0].bytes);
        assert_eq!(own[0].labels.as_deref(), Some("tiny-imagenet-200"));
        assert!(own[0].accuracy.is_some_and(|[one, five]| 0.0 < one && one < five && five < 1.0));
    }
}

#[test]
fn the_sample_photos_are_answered_as_they_were() {
    let found: Map<_, _> =
        entries().iter().map(|entry| (entry.network.clone(), answers(entry))).collect();
    if std::env::var_os("TRIPTYCH_BUNDLED").is_some_and(|it| it == "write") {
        let text = serde_json::to_string_pretty(&found).expect("numbers");
        return std::fs::write(ANSWERS, text + "\n").expect("a place to write to");
    }
    let text = std::fs::read_to_string(ANSWERS).expect("the answers");
    let known: Map<String, Value> = serde_json::from_str(&text).expect("JSON");
    for (network, found) in &found {
        let known = &known[network];
        assert_eq!(found["sha256"], known["sha256"], "run with TRIPTYCH_BUNDLED=write");
        let photos = found["photos"].as_object().expect("photos");
        assert_eq!(photos.len(), known["photos"].as_object().map_or(0, Map::len), "{network}");
        for (photo, answers) in photos {
            let [found, known] = [answers, &known["photos"][photo]].map(ranked);
            assert_eq!((found.len(), known.len()), (SHOWN, SHOWN), "{network}, {photo}");
            for (place, (one, expected)) in found.iter().zip(&known).enumerate() {
                // Sums in another order on another processor: what is left is far below what is shown.
                let near = |known: &(&str, f64)| (one.1 - known.1).abs() < 1e-3;
                // Classes that are as likely may change places.
                let twin = known.iter().any(|known| known.0 == one.0 && near(known));
                assert!(
                    near(expected) && twin,
                    "{network}, {photo}, {place}: {found:?}, {known:?}"
                );
            }
        }
    }
}
