//! A safetensors file of made-up numbers.

use serde_json::{Map, Value, json};

/// What a tensor's numbers are.
pub enum Fill {
    /// All the same.
    Even(f32),
    /// Around zero, up to this.
    Noise(f32),
    /// Bytes of two numbers from -7 to 7, as the compact form has them.
    Nibbles,
}

/// A tensor: its name, its type, its sides, its numbers.
pub struct Tensor {
    name: String,
    dtype: &'static str,
    shape: Vec<usize>,
    fill: Fill,
}

/// A tensor in F16.
pub fn plain(name: &str, shape: &[usize], fill: Fill) -> Tensor {
    Tensor { name: name.into(), dtype: "F16", shape: shape.into(), fill }
}

/// A matrix in half a byte a number, and its scales, one a row: docs/weights.md describes the form.
pub fn int4(name: &str, outputs: usize, inputs: usize) -> [Tensor; 2] {
    // The root mean square of the whole numbers from -7 to 7.
    let spread = (56.0_f32 / 3.0).sqrt();
    let scale = (2.0 / inputs as f32).sqrt() / spread;
    [
        Tensor {
            name: name.into(),
            dtype: "U8",
            shape: vec![outputs, inputs / 2],
            fill: Fill::Nibbles,
        },
        plain(&format!("{name}.scale"), &[outputs, 1], Fill::Even(scale)),
    ]
}

/// A safetensors file: the length of its header, the header, the numbers.
pub fn safetensors(tensors: &[Tensor], metadata: &Value) -> Vec<u8> {
    let (mut header, mut numbers) = (Map::new(), Vec::new());
    header.insert("__metadata__".into(), metadata.clone());
    let mut random = Random(0x9E37_79B9);
    for Tensor { name, dtype, shape, fill } in tensors {
        let begin = numbers.len();
        let count: usize = shape.iter().product();
        match *fill {
            Fill::Even(value) => numbers.extend(half(value).to_le_bytes().repeat(count)),
            Fill::Noise(most) => numbers.extend((0..count).flat_map(|_| {
                half((random.next() as f32 / u32::MAX as f32 * 2.0 - 1.0) * most).to_le_bytes()
            })),
            Fill::Nibbles => {
                let words = (0..count.div_ceil(4)).flat_map(|_| nibbles(random.next()));
                numbers.extend(words.take(count));
            }
        }
        let place = json!([begin, numbers.len()]);
        header
            .insert(name.clone(), json!({ "dtype": dtype, "shape": shape, "data_offsets": place }));
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

/// Marsaglia's xorshift.
struct Random(u32);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }
}

/// Four bytes without a nibble of 0, which stands for -8: the others are around zero.
fn nibbles(random: u32) -> [u8; 4] {
    let zeros = !(random | random >> 1 | random >> 2 | random >> 3) & 0x1111_1111;
    (random | zeros << 3).to_le_bytes()
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
    use super::{half, nibbles};

    #[test]
    fn halves() {
        assert_eq!([half(1.0), half(-2.0), half(0.0), half(1.5)], [0x3c00, 0xc000, 0, 0x3e00]);
    }

    #[test]
    fn no_nibble_is_zero() {
        assert_eq!(nibbles(0x0f10_0a00), 0x8f18_8a88_u32.to_le_bytes());
    }
}
