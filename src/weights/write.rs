//! Writing safetensors files.

use serde_json::{Map, Value, json};

/// A tensor to be written.
pub struct FileTensor {
    /// Its name in the file.
    pub name: String,
    /// safetensors' name of its type: `F32`, `F16`, `I8`, …
    pub dtype: &'static str,
    /// Sides, outermost first.
    pub shape: Vec<usize>,
    /// Its numbers, row-major, little-endian.
    pub bytes: Vec<u8>,
}

impl FileTensor {
    /// A tensor of `f32` numbers.
    pub fn floats(name: &str, shape: &[usize], values: &[f32]) -> Self {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        Self { name: name.into(), dtype: "F32", shape: shape.into(), bytes }
    }
}

/// A safetensors file, byte for byte the same for the same content.
///
/// Written by hand, as the `safetensors` crate orders the metadata at random.
pub fn safetensors(tensors: &[FileTensor], metadata: &[(String, String)]) -> Vec<u8> {
    let metadata: Map<String, Value> =
        metadata.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    let mut header = Map::from_iter([("__metadata__".to_string(), Value::Object(metadata))]);
    let mut length = 0;
    for tensor in tensors {
        let end = length + tensor.bytes.len();
        header.insert(
            tensor.name.clone(),
            json!({ "dtype": tensor.dtype, "shape": tensor.shape, "data_offsets": [length, end] }),
        );
        length = end;
    }
    let mut file = Value::Object(header).to_string().into_bytes();
    file.resize(file.len().next_multiple_of(8), b' '); // so that the values are aligned
    file.splice(..0, (file.len() as u64).to_le_bytes());
    file.reserve_exact(length);
    tensors.iter().for_each(|tensor| file.extend(&tensor.bytes));
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_weights_read_back() {
        let tensors = [
            FileTensor::floats("c1.weight", &[2, 1, 1, 1], &[1.0, -2.5]),
            FileTensor { name: "q".into(), dtype: "I8", shape: vec![3], bytes: vec![1, 2, 255] },
        ];
        let metadata = [("network".into(), "lenet5".into()), ("command".into(), "a \"b\"".into())];
        let bytes = safetensors(&tensors, &metadata);
        assert_eq!(bytes, safetensors(&tensors, &metadata));
        let file = ::safetensors::SafeTensors::deserialize(&bytes).expect("readable");
        for tensor in &tensors {
            let read = file.tensor(&tensor.name).expect("there");
            assert_eq!((read.shape(), read.data()), (&tensor.shape[..], &tensor.bytes[..]));
            assert_eq!(format!("{:?}", read.dtype()), tensor.dtype);
        }
        let (_, head) = ::safetensors::SafeTensors::read_metadata(&bytes).expect("readable");
        assert_eq!(head.metadata().as_ref().expect("there")["command"], "a \"b\"");
    }
}
