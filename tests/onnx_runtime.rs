//! LeNet-5 with random weights against ONNX Runtime, an engine we share nothing with.
//!
//! `tests/data` holds networks of two seeds, 7 and 20240521, as `tests/reference/networks.py -o OUT --seed N
//! lenet5_tanh lenet5_relu lenet5-1998` makes them: weights (He normal, logits with a standard deviation of 3; distances
//! to pictures have 10 and 13), input `[1, 1, H, W]`, and ONNX Runtime's logits on the CPU, whose last digits are its
//! machine's. Engines in f32 differ from float64 by at most 4e-5 there, and every wrong variant that was tried moves the
//! logits by 0.19 or more: 1e-4 tells the two apart.

mod common;

use triptych::arch;
use triptych::bench;
use triptych::check::difference;
use triptych::network::Model;
use triptych::protocol::{Bench, DeviceChoice};

const TOLERANCE: f32 = 1e-4;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/{name}")).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn check(choice: DeviceChoice) {
    let opened = common::device(choice);
    for network in ["lenet5_tanh", "lenet5_relu", "lenet5-1998"] {
        for seed in [20_240_521, 7] {
            let name = format!("{network}-{seed}");
            let weights = file(&format!("{name}.safetensors"));
            let wanted = Bench {
                batch: 1,
                network: arch::find(network).expect("a network").name.into(),
                weights_url: None,
                input: common::npy(&file(&format!("{name}.input.npy"))),
                runs: 2,
                budget_ms: 0.0,
            };
            let result = pollster::block_on(bench::run(
                &wanted,
                Some(weights),
                0.0,
                &opened.device,
                async |_: &mut Model, _: &[u8]| Ok(()),
                |_, _, _| (),
            ));
            let result = result.expect("a run");
            let expected = common::npy(&file(&format!("{name}.ort.npy")));
            let error = difference(&result.output, &expected);
            assert!(error <= TOLERANCE, "{name} on {}: {error}", opened.info.name);
            println!("{name} on {}: {error:.1e}", opened.info.name);
            assert_eq!(result.times.len(), 2);
            assert_eq!(result.layers.len(), 7);
        }
    }
}

#[test]
fn logits_agree_on_the_cpu() {
    check(DeviceChoice::Cpu);
}

#[test]
fn logits_agree_on_the_gpu() {
    check(DeviceChoice::Gpu);
}
