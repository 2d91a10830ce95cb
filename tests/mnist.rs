//! The bundled networks on all of MNIST's test set, on both devices.

mod common;

use burn::tensor::Device;
use triptych::arch;
use triptych::classify::classify_batch;
use triptych::network::Model;
use triptych::protocol::DeviceChoice;
use triptych::weights::{Weights, bundled, verify};

fn model(name: &str, device: &Device) -> Model {
    let network = arch::find(name).expect("a network");
    let entry = bundled(name).expect("bundled weights");
    let bytes = std::fs::read(format!("weights/{}", entry.file)).expect("the file");
    verify(&entry, &bytes).expect("the published file");
    let weights = Weights::read(&network, &bytes).expect("whole weights");
    Model::new(network, &weights, device).expect("a model")
}

/// The right answers among the 10,000, and the answers.
fn run(name: &str, choice: DeviceChoice) -> Option<(usize, Vec<u8>)> {
    let folder = common::mnist("accuracy on the test set")?;
    let images = std::fs::read(folder.join("t10k-images-idx3-ubyte")).expect("images");
    let labels = std::fs::read(folder.join("t10k-labels-idx1-ubyte")).expect("labels");
    let opened = common::device(choice);
    let model = model(name, &opened.device);
    let mut answers = Vec::new();
    for batch in images[16..].chunks(500 * 784) {
        let classes = pollster::block_on(classify_batch(&model, batch)).expect("answers");
        answers.extend(classes);
    }
    assert_eq!(answers.len(), 10_000);
    let right = answers.iter().zip(&labels[8..]).filter(|(answer, label)| answer == label).count();
    println!("{name} on {}: {right} of 10,000", opened.info.name);
    Some((right, answers))
}

#[test]
fn lenet5_reaches_what_its_manifest_says_on_both_devices() {
    let Some((right, on_cpu)) = run("lenet5", DeviceChoice::Cpu) else { return };
    let stated = bundled("lenet5").expect("bundled").accuracy.expect("measured");
    assert_eq!(right, (stated * 10_000.0).round() as usize);
    assert!(right >= 9_930, "{right}");
    let (right_on_gpu, on_gpu) = run("lenet5", DeviceChoice::Gpu).expect("the same data");
    assert_eq!(right_on_gpu, right);
    assert_eq!(on_gpu, on_cpu);
}

#[test]
fn the_printed_form_reaches_what_its_manifest_says() {
    let Some((right, _)) = run("lenet5-1998", DeviceChoice::Cpu) else { return };
    let stated = bundled("lenet5-1998").expect("bundled").accuracy.expect("measured");
    assert_eq!(right, (stated * 10_000.0).round() as usize);
    // The paper: 99.05 % without distorted training pictures, 99.2 % with.
    assert!(right >= 9_900, "{right}");
}
