//! Weights for timing a network that none are at hand for.

use crate::arch::Network;
use crate::weights::{FileTensor, safetensors};

/// A safetensors file of `network`'s shapes, with batch normalisation folded in, and with numbers
/// that keep the size of what goes through the layers. The same on every machine.
pub(super) fn weights(network: &Network) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(2012);
    let mut tensor = |shape: &[usize]| {
        let spread = match shape {
            // He et al. 2015, Delving deep into rectifiers, equation 10, for even numbers.
            [_, rest @ ..] if !rest.is_empty() => {
                (6.0 / rest.iter().product::<usize>() as f32).sqrt()
            }
            _ => 0.1,
        };
        let mut number = || half::f16::from_f32(spread * (2.0 * random.f32() - 1.0));
        let numbers = shape.iter().product();
        (0..numbers).flat_map(|_| number().to_le_bytes()).collect()
    };
    let specs = network.folded().weights();
    // In f16: the file and its parts are whole in memory for a moment.
    let tensors: Vec<_> = specs
        .into_iter()
        .map(|spec| {
            let bytes = tensor(&spec.shape);
            FileTensor { name: spec.name, dtype: "F16", shape: spec.shape, bytes }
        })
        .collect();
    safetensors(&tensors, &[])
}

#[cfg(test)]
mod tests {
    use super::weights;
    use crate::{arch, weights::identify};

    #[test]
    fn every_small_network_takes_them() {
        for name in ["lenet5", "lenet5-1998", "resnet18"] {
            let network = arch::find(name).unwrap();
            let bytes = weights(&network);
            let (found, weights) = identify(Some(name), &bytes).unwrap();
            assert_eq!(found, network);
            let first = &network.folded().weights()[0];
            let values = weights.get(&first.name).unwrap();
            assert!(values.iter().any(|value| *value > 0.01), "{name}");
        }
    }
}
