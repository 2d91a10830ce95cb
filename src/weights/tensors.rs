//! Reading safetensors files, checked against a network's table.

use super::framework_names;
use crate::arch::{Network, WeightSpec};
use crate::error::Error;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use std::collections::HashMap;

/// The tensors of one network, by our names, in PyTorch's layouts, as `f32`.
#[derive(Clone, Debug)]
pub struct Weights {
    tensors: HashMap<String, Vec<f32>>,
}

impl Weights {
    /// Reads the tensors that `network` needs from a safetensors file, under our names or the
    /// frameworks'. Types F32, F16 and BF16 are read; others tensors in the file are ignored.
    ///
    /// # Errors
    ///
    /// [`Error::BadWeights`] for a file that is not safetensors or holds numbers that are not
    /// finite, [`Error::MissingTensor`] and [`Error::WrongTensor`] with the tensor's name.
    pub fn read(network: &Network, bytes: &[u8]) -> Result<Self, Error> {
        let file = SafeTensors::deserialize(bytes)
            .map_err(|error| Error::BadWeights { reason: error.to_string() })?;
        let aliases = framework_names(network);
        let mut tensors = HashMap::new();
        for spec in network.weights() {
            let view = file
                .tensor(&spec.name)
                .or_else(|_| file.tensor(&alias(&aliases, &spec.name)))
                .map_err(|_| Error::MissingTensor { name: spec.name.clone() })?;
            let values = floats(&spec, &view)?;
            tensors.insert(spec.name, values);
        }
        Ok(Self { tensors })
    }

    /// The values of tensor `name` in row-major order.
    ///
    /// # Errors
    ///
    /// [`Error::MissingTensor`] if the network's table has no such tensor.
    pub fn get(&self, name: &str) -> Result<&[f32], Error> {
        let values = self.tensors.get(name).map(Vec::as_slice);
        values.ok_or_else(|| Error::MissingTensor { name: name.into() })
    }
}

/// `c1.weight` as the frameworks would call it: `conv1.weight`.
fn alias(aliases: &[(String, String)], name: &str) -> String {
    let (row, tensor) = name.split_once('.').unwrap_or((name, ""));
    let theirs = aliases.iter().find(|(ours, _)| ours == row).map_or(row, |(_, theirs)| theirs);
    format!("{theirs}.{tensor}")
}

fn floats(spec: &WeightSpec, view: &TensorView<'_>) -> Result<Vec<f32>, Error> {
    let half = |bytes: &[u8]| u16::from_le_bytes([bytes[0], bytes[1]]);
    let data = view.data();
    let values: Vec<f32> = match view.dtype() {
        _ if view.shape() != spec.shape => return Err(wrong(spec, view)),
        Dtype::F32 => data
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            .collect(),
        Dtype::F16 => {
            data.chunks_exact(2).map(|bytes| half::f16::from_bits(half(bytes)).to_f32()).collect()
        }
        Dtype::BF16 => {
            data.chunks_exact(2).map(|bytes| half::bf16::from_bits(half(bytes)).to_f32()).collect()
        }
        _ => return Err(wrong(spec, view)),
    };
    if values.iter().any(|value| !value.is_finite()) {
        let reason = format!("{} holds numbers that are not finite", spec.name);
        return Err(Error::BadWeights { reason });
    }
    Ok(values)
}

fn wrong(spec: &WeightSpec, view: &TensorView<'_>) -> Error {
    Error::WrongTensor {
        name: spec.name.clone(),
        expected: format!("F32, F16 or BF16 {:?}", spec.shape),
        found: format!("{:?} {:?}", view.dtype(), view.shape()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::lenet5;

    fn file(
        network: &Network,
        edit: impl Fn(&mut Vec<(String, Dtype, Vec<usize>, Vec<u8>)>),
    ) -> Vec<u8> {
        let mut tensors: Vec<_> = network
            .weights()
            .into_iter()
            .map(|spec| {
                let bytes = vec![0; spec.shape.iter().product::<usize>() * 4];
                (spec.name, Dtype::F32, spec.shape, bytes)
            })
            .collect();
        edit(&mut tensors);
        let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
            (name.clone(), TensorView::new(*dtype, shape.clone(), bytes).unwrap())
        });
        safetensors::serialize(views, None).unwrap()
    }

    #[test]
    fn our_names_and_the_frameworks_names_are_read() {
        let network = lenet5::modern();
        assert!(Weights::read(&network, &file(&network, |_| ())).is_ok());
        let theirs = file(&network, |tensors| {
            for (name, ..) in tensors {
                *name = alias(&framework_names(&network), name);
            }
        });
        assert_eq!(Weights::read(&network, &theirs).unwrap().get("c3.bias").unwrap(), [0.0; 16]);
    }

    #[test]
    fn half_precision_is_widened() {
        let network = lenet5::modern();
        let half = file(&network, |tensors| {
            let (_, dtype, _, bytes) = &mut tensors[1];
            *dtype = Dtype::F16;
            *bytes = half::f16::from_f32(1.5).to_le_bytes().repeat(6);
        });
        assert_eq!(Weights::read(&network, &half).unwrap().get("c1.bias").unwrap(), [1.5; 6]);
    }

    #[test]
    fn faults_name_the_tensor() {
        let network = lenet5::modern();
        let missing = file(&network, |tensors| drop(tensors.remove(2)));
        assert_eq!(
            Weights::read(&network, &missing).unwrap_err(),
            Error::MissingTensor { name: "c3.weight".into() }
        );
        let wrong = file(&network, |tensors| tensors[1].2 = vec![6, 1]);
        let message = Weights::read(&network, &wrong).unwrap_err().to_string();
        assert_eq!(message, "tensor c1.bias should be F32, F16 or BF16 [6] but is F32 [6, 1]");
        let nan = file(&network, |tensors| tensors[0].3[..4].fill(0xff));
        assert!(Weights::read(&network, &nan).unwrap_err().to_string().contains("c1.weight"));
    }

    #[test]
    fn damaged_files_are_errors() {
        let network = lenet5::modern();
        let good = file(&network, |_| ());
        for bytes in [&good[..0], &good[..7], &good[..100], &good[..good.len() - 1]] {
            assert!(matches!(Weights::read(&network, bytes), Err(Error::BadWeights { .. })));
        }
        let mut huge = good.clone();
        huge[..8].fill(0xff);
        assert!(matches!(Weights::read(&network, &huge), Err(Error::BadWeights { .. })));
    }
}
