//! Weights made up on the spot: a ResNet-18 whose numbers mean nothing, under torchvision's names.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

/// How many classes it tells apart.
pub const CLASSES: usize = 5;

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A safetensors file of a ResNet-18 in F16, always the same, and its SHA-256.
pub fn resnet18() -> (Arc<Vec<u8>>, String) {
    static MADE: OnceLock<(Arc<Vec<u8>>, String)> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let bytes = file(&tensors());
        let hash = sha256(&bytes);
        (Arc::new(bytes), hash)
    });
    made.clone()
}

/// What a tensor's numbers are.
enum Fill {
    /// All the same.
    Even(f32),
    /// Around zero, up to this.
    Noise(f32),
}

type Tensor = (String, Vec<usize>, Fill);

fn tensors() -> Vec<Tensor> {
    let mut all = Vec::new();
    convolution(&mut all, "conv1", "bn1", [64, 3, 7, 7]);
    let mut before = 64;
    for (stage, width) in (1..).zip([64, 128, 256, 512]) {
        for block in 0..2 {
            let name = format!("layer{stage}.{block}");
            for (index, inputs) in [(1, before), (2, width)] {
                let (conv, norm) = (format!("{name}.conv{index}"), format!("{name}.bn{index}"));
                convolution(&mut all, &conv, &norm, [width, inputs, 3, 3]);
            }
            if before != width {
                let (conv, norm) = (format!("{name}.downsample.0"), format!("{name}.downsample.1"));
                convolution(&mut all, &conv, &norm, [width, before, 1, 1]);
            }
            before = width;
        }
    }
    all.push(("fc.weight".into(), vec![CLASSES, 512], Fill::Noise(0.1)));
    all.push(("fc.bias".into(), vec![CLASSES], Fill::Noise(0.1)));
    all
}

fn convolution(all: &mut Vec<Tensor>, name: &str, norm: &str, shape: [usize; 4]) {
    let inputs = (shape[1] * shape[2] * shape[3]) as f32;
    all.push((format!("{name}.weight"), shape.into(), Fill::Noise((3.0 / inputs).sqrt())));
    for (tensor, value) in
        [("weight", 1.0), ("bias", 0.0), ("running_mean", 0.0), ("running_var", 1.0)]
    {
        all.push((format!("{norm}.{tensor}"), vec![shape[0]], Fill::Even(value)));
    }
}

/// A safetensors file: the length of its header, the header, the numbers.
fn file(tensors: &[Tensor]) -> Vec<u8> {
    let (mut header, mut numbers) = (Map::new(), Vec::new());
    let mut random = 0x9E37_79B9_u32;
    for (name, shape, fill) in tensors {
        let begin = numbers.len();
        for _ in 0..shape.iter().product() {
            let value = match *fill {
                Fill::Even(value) => value,
                Fill::Noise(most) => {
                    random ^= random << 13;
                    random ^= random >> 17;
                    random ^= random << 5;
                    (random as f32 / u32::MAX as f32 * 2.0 - 1.0) * most
                }
            };
            numbers.extend_from_slice(&half(value).to_le_bytes());
        }
        let place = json!([begin, numbers.len()]);
        header
            .insert(name.clone(), json!({ "dtype": "F16", "shape": shape, "data_offsets": place }));
    }
    let mut header = Value::Object(header).to_string();
    while !header.len().is_multiple_of(8) {
        header.push(' ');
    }
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(&numbers);
    bytes
}

/// A number in 16 bits, towards zero; what is too small for the usual form is zero.
fn half(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = (bits >> 16) as u16 & 0x8000;
    let exponent = (bits >> 23 & 0xff) as i32 - 127 + 15;
    if exponent <= 0 { sign } else { sign | (exponent as u16) << 10 | (bits >> 13 & 0x3ff) as u16 }
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn halves() {
        assert_eq!([half(1.0), half(-2.0), half(0.0), half(1.5)], [0x3c00, 0xc000, 0, 0x3e00]);
    }
}
