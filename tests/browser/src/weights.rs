//! Weights made up on the spot: networks whose numbers mean nothing, always the same.

mod file;

use file::{Fill, Tensor, plain};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

/// What they tell apart. The answers mean nothing, but look as real ones do.
pub const LABELS: [&str; 5] =
    ["tabby, tabby cat", "espresso", "projectile, missile", "pagoda", "Yorkshire terrier"];
/// How many classes that are.
pub const CLASSES: usize = LABELS.len();

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Made once a program: a file and its SHA-256.
type Made = OnceLock<(Arc<Vec<u8>>, String)>;

fn made(made: &Made, tensors: fn() -> Vec<Tensor>, metadata: &Value) -> (Arc<Vec<u8>>, String) {
    let make = || {
        let bytes = file::safetensors(&tensors(), metadata);
        let hash = sha256(&bytes);
        (Arc::new(bytes), hash)
    };
    made.get_or_init(make).clone()
}

/// A ResNet-18 in F16 under torchvision's names, and its SHA-256.
pub fn resnet18() -> (Arc<Vec<u8>>, String) {
    static MADE: Made = OnceLock::new();
    made(&MADE, residual, &json!({}))
}

/// An AlexNet of one tower in the compact form, its large layers in half a byte a number (32 MB),
/// with labels; and its SHA-256.
pub fn alexnet() -> (Arc<Vec<u8>>, String) {
    static MADE: Made = OnceLock::new();
    made(&MADE, one_tower, &json!({ "labels": json!(LABELS).to_string() }))
}

/// As [`alexnet`], in two towers with response normalisation, as the paper prints it.
pub fn alexnet_paper() -> (Arc<Vec<u8>>, String) {
    static MADE: Made = OnceLock::new();
    made(&MADE, two_towers, &json!({ "labels": json!(LABELS).to_string() }))
}

fn residual() -> Vec<Tensor> {
    let mut all = Vec::new();
    normalised(&mut all, "conv1", "bn1", [64, 3, 7, 7]);
    let mut before = 64;
    for (stage, width) in (1..).zip([64, 128, 256, 512]) {
        for block in 0..2 {
            let name = format!("layer{stage}.{block}");
            for (index, inputs) in [(1, before), (2, width)] {
                let (conv, norm) = (format!("{name}.conv{index}"), format!("{name}.bn{index}"));
                normalised(&mut all, &conv, &norm, [width, inputs, 3, 3]);
            }
            if before != width {
                let (conv, norm) = (format!("{name}.downsample.0"), format!("{name}.downsample.1"));
                normalised(&mut all, &conv, &norm, [width, before, 1, 1]);
            }
            before = width;
        }
    }
    all.push(plain("fc.weight", &[CLASSES, 512], Fill::Noise(0.1)));
    all.push(plain("fc.bias", &[CLASSES], Fill::Noise(0.1)));
    all
}

fn normalised(all: &mut Vec<Tensor>, name: &str, norm: &str, shape: [usize; 4]) {
    let inputs = (shape[1] * shape[2] * shape[3]) as f32;
    all.push(plain(&format!("{name}.weight"), &shape, Fill::Noise((3.0 / inputs).sqrt())));
    for (tensor, value) in
        [("weight", 1.0), ("bias", 0.0), ("running_mean", 0.0), ("running_var", 1.0)]
    {
        all.push(plain(&format!("{norm}.{tensor}"), &[shape[0]], Fill::Even(value)));
    }
}

fn one_tower() -> Vec<Tensor> {
    alexnet_of([
        ("conv1", [64, 3, 11, 11]),
        ("conv2", [192, 64, 5, 5]),
        ("conv3", [384, 192, 3, 3]),
        ("conv4", [256, 384, 3, 3]),
        ("conv5", [256, 256, 3, 3]),
    ])
}

fn two_towers() -> Vec<Tensor> {
    alexnet_of([
        ("conv1", [96, 3, 11, 11]),
        ("conv2", [256, 48, 5, 5]),
        ("conv3", [384, 256, 3, 3]),
        ("conv4", [384, 192, 3, 3]),
        ("conv5", [256, 192, 3, 3]),
    ])
}

fn alexnet_of(convolutions: [(&str, [usize; 4]); 5]) -> Vec<Tensor> {
    let mut all = Vec::new();
    // Half of what follows a rectifier is zero, hence the 6 for the 3 of a plain layer.
    for (name, shape) in convolutions {
        let inputs = (shape[1] * shape[2] * shape[3]) as f32;
        all.push(plain(&format!("{name}.weight"), &shape, Fill::Noise((6.0 / inputs).sqrt())));
        all.push(plain(&format!("{name}.bias"), &[shape[0]], Fill::Even(0.0)));
    }
    for (name, [outputs, inputs]) in [("fc6", [4096, 256 * 36]), ("fc7", [4096, 4096])] {
        all.extend(file::int4(&format!("{name}.weight"), outputs, inputs));
        all.push(plain(&format!("{name}.bias"), &[outputs], Fill::Even(0.0)));
    }
    all.push(plain("fc8.weight", &[CLASSES, 4096], Fill::Noise(0.05)));
    all.push(plain("fc8.bias", &[CLASSES], Fill::Noise(0.1)));
    all
}
