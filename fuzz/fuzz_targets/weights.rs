//! A safetensors file: read as whatever network it is of, or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use triptych_fuzz::{arch::lenet5, weights::{Weights, identify}};

fuzz_target!(|bytes: &[u8]| {
    let _ = identify(None, bytes);
    let network = lenet5::modern();
    if let Ok(weights) = Weights::read(&network, bytes) {
        for spec in network.weights() {
            if let Ok(values) = weights.get(&spec.name) {
                assert_eq!(values.len(), spec.shape.iter().product::<usize>());
            }
        }
    }
});
