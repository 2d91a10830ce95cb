//! The logits that the page's self-check compares with.
//!
//! `TRIPTYCH_KNOWN=write cargo test --test look known` writes them for new weights, from the CPU
//! backend, which `onnx_runtime.rs` and `photo_networks.rs` hold against ONNX Runtime.

use crate::common;
use std::collections::BTreeMap;
use triptych::arch;
use triptych::check::difference;
use triptych::classify::{known_input, known_logits};
use triptych::device::{Device, read};
use triptych::look::check;
use triptych::network::Model;
use triptych::photo::{About, Photographer};
use triptych::protocol::DeviceChoice;
use triptych::weights::{Bundled, Weights, bundled};

/// Every network whose weights come with the program, as it runs in the page.
fn all() -> Vec<Bundled> {
    arch::all().iter().filter_map(|network| bundled(network.name).ok()).collect()
}

fn model(entry: &Bundled, device: &Device) -> Model {
    let bytes = std::fs::read(format!("weights/{}", entry.file)).expect("bundled weights");
    let network = arch::find(&entry.network).expect("a network");
    if network.family.reads_digits() {
        let weights = Weights::read(&network, &bytes).expect("its weights");
        return Model::new(network, &weights, device).expect("a model");
    }
    Photographer::load(device, &bytes, &About::default()).expect("a network").into_model()
}

#[test]
fn known_logits_are_those_of_the_bundled_weights() {
    let device = &common::device(DeviceChoice::Cpu).device;
    let logits = |entry: &Bundled| {
        let model = model(entry, device);
        let input = model.input(known_input(model.network().input)).expect("an input");
        pollster::block_on(read(model.forward(input))).expect("logits")
    };
    let found: BTreeMap<_, _> = all().iter().map(|one| (one.sha256.clone(), logits(one))).collect();
    if std::env::var_os("TRIPTYCH_KNOWN").is_some_and(|it| it == "write") {
        let text = serde_json::to_string_pretty(&found).expect("numbers");
        std::fs::write("weights/known.json", text + "\n").expect("a place to write to");
        return;
    }
    for (sha256, logits) in found {
        let known = known_logits(&sha256);
        let known = known.unwrap_or_else(|| panic!("{sha256}: run with TRIPTYCH_KNOWN=write"));
        let size = known.iter().fold(1.0f32, |most, logit| most.max(logit.abs()));
        let error = difference(&logits, &known) / size;
        assert!(error <= 1e-4, "{sha256}: {error}");
    }
}

#[test]
fn the_self_check_passes_and_can_fail() {
    let opened = common::device(DeviceChoice::Gpu);
    for entry in all().iter().filter(|entry| entry.network.starts_with("lenet5")) {
        let model = model(entry, &opened.device);
        let mut known = known_logits(&entry.sha256).expect("known logits");
        let run = |known: Option<&[f32]>| {
            pollster::block_on(check(&model, known, &opened.info, "a test")).expect("a run")
        };
        let checked = run(Some(&known));
        assert!(checked.error.is_some_and(|error| error <= checked.tolerance), "{}", checked.text);
        assert!(checked.text.contains("passed") && checked.text.contains(&opened.info.name));
        known[3] += 1.0;
        assert!(run(Some(&known)).text.contains("FAILED"));
        assert!(run(Some(&known[1..])).text.contains("FAILED"), "another number of logits");
        assert_eq!(run(None).error, None);
    }
}
