//! AlexNet and the ResNets with random weights against ONNX Runtime, an engine we share nothing
//! with, stage by stage and to the logits.
//!
//! `cargo xtask data reference` makes the weights, inputs and answers; they are too large to be in
//! the repository. Logits have a standard deviation of 3, and every wrong variant that the generator's
//! authors tried moves them by 0.19 or more, so 1e-4 tells right from wrong. In the deepest networks
//! ONNX Runtime itself is further than that from float64: there, as much again as it errs is allowed.

mod common;

use std::path::{Path, PathBuf};
use triptych::arch::{self, Network};
use triptych::check::difference;
use triptych::device::read;
use triptych::network::Model;
use triptych::protocol::DeviceChoice;
use triptych::weights::Weights;

const TOLERANCE: f32 = 1e-4;

/// Our row for each named point of the generator.
fn row(network: &Network, stage: &str) -> String {
    let after = |conv: &str| match (conv, network.name) {
        ("1" | "2", "caffenet") => format!("norm{conv}"),
        ("1" | "2" | "5", _) => format!("pool{conv}"),
        _ => format!("conv{conv}"),
    };
    match stage {
        "maxpool" => "pool1".into(),
        "classifier.4" => "fc7".into(),
        _ => match (stage.strip_prefix("layer"), stage.strip_prefix("features.")) {
            (Some(number), _) => {
                let head = format!("conv{}_", number.parse::<u32>().expect("a number") + 1);
                let last = network.rows.iter().rfind(|row| row.name.starts_with(&head));
                last.expect("a stage").name.clone()
            }
            (_, Some(place)) => match place {
                "0" => after("1"),
                "3" => after("2"),
                "6" => after("3"),
                "8" => after("4"),
                _ => after("5"),
            },
            _ => stage.strip_prefix("conv").map_or_else(|| stage.into(), after),
        },
    }
}

/// `[C, H, W]` as `[H, W, C]`.
fn channels_last(values: &[f32], [height, width, channels]: [usize; 3]) -> Vec<f32> {
    let area = height * width;
    (0..values.len()).map(|i| values[i % channels * area + i / channels]).collect()
}

/// Every folder of reference networks, one a seed.
fn seeds() -> Vec<PathBuf> {
    let Some(folder) = common::data("reference") else { return Vec::new() };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}

fn check(name: &str, choice: DeviceChoice) {
    let there = |folder: &PathBuf| folder.join(format!("{name}.stages.npz")).is_file();
    let folders: Vec<_> = seeds().into_iter().filter(there).collect();
    if folders.is_empty() {
        let missing = "the reference networks (`cargo xtask data reference` makes them)";
        return eprintln!("skipped: {name} against ONNX Runtime, for want of {missing}");
    }
    // The first seed's in the ways that hardware begins with, the second's in the usual ones.
    for (index, folder) in folders.iter().enumerate() {
        compare(name, folder, choice, index == 0);
    }
}

fn compare(name: &str, folder: &Path, choice: DeviceChoice, in_tiles: bool) {
    let file = |ending: &str| std::fs::read(folder.join(format!("{name}.{ending}"))).expect(ending);
    let opened = common::device(choice);
    let network = arch::find(name).expect("a network");
    let bytes = file("safetensors");
    let weights = Weights::read(&network, &bytes).expect("its weights");
    let mut model = Model::new(network, &weights, &opened.device).expect("a model");
    if in_tiles {
        common::in_tiles(&mut model);
    }
    let network = model.network();
    let input = channels_last(&common::npy(&file("input.npy")), network.input);
    let maps = model.forward_with_maps(model.input(input).expect("an input"));
    let ours = |index: usize| pollster::block_on(read(maps[index].clone())).expect("values");

    let (runtime, exact) = (common::npy(&file("ort.npy")), common::npy_f64(&file("f64.npy")));
    let allowed = TOLERANCE.max(2.0 * difference(&runtime, &exact));
    let mut compared = 0;
    for (stage, values) in common::npz(&file("stages.npz")) {
        let wanted = row(network, &stage);
        let index = network.rows.iter().position(|row| row.name == wanted).expect("a row");
        let expected = channels_last(&values, network.summary()[index].output);
        // Activations grow with depth; so does what rounding leaves.
        let size = expected.iter().fold(1.0f32, |most, value| most.max(value.abs()));
        let error = difference(&ours(index), &expected) / size;
        assert!(error <= allowed, "{name}, {stage}: {error} of {size}");
        compared += 1;
    }
    assert!(compared >= 5, "{name}: {compared} stages");

    let logits = ours(network.rows.len() - 1);
    let error = difference(&logits, &runtime);
    println!("{name} on {}: {error:.1e} of {allowed:.1e}", opened.info.name);
    assert!(error <= allowed, "{name} on {}: {error}", opened.info.name);
}

macro_rules! networks {
    ($($name:ident),*) => {
        mod on_the_cpu { $(#[test] fn $name() {
            super::check(stringify!($name), super::DeviceChoice::Cpu);
        })* }
        mod on_the_gpu { $(#[test] fn $name() {
            super::check(stringify!($name), super::DeviceChoice::Gpu);
        })* }
    };
}

networks!(
    alexnet,
    alexnet_tv,
    alexnet_bvlc,
    caffenet,
    resnet18,
    resnet34,
    resnet50,
    resnet50_v1,
    resnet101,
    resnet152
);
