//! Reading safetensors files, checked against a network's table.

use super::compact::{check_lengths, dequantise};
use super::contents::{Numbers, Stored};
use super::faults::{NOT_FINITE, holds};
use super::{Contents, Header, Packed};
use crate::arch::{BATCH_NORM, Network, WeightSpec};
use crate::error::Error;
use safetensors::Dtype;
use safetensors::tensor::TensorInfo;
use std::borrow::Cow;

/// The tensors of one network in a safetensors file, by our names, in PyTorch's layouts.
///
/// It borrows the file's bytes, and decodes a tensor when it is asked for: no copy of all numbers
/// is ever made. The last of the bytes may not be there yet: then tensors in them are refused.
#[derive(Debug)]
pub struct Weights<'a> {
    contents: Cow<'a, Contents>,
    bytes: &'a [u8],
}

impl<'a> Weights<'a> {
    /// Finds the tensors that `network` needs in a safetensors file: see [`Contents::find`].
    ///
    /// # Errors
    ///
    /// As [`Header::read`] and [`Contents::find`].
    pub fn read(network: &Network, bytes: &'a [u8]) -> Result<Self, Error> {
        let contents = Contents::find(network, Header::of(bytes)?)?;
        Ok(Self::new(Cow::Owned(contents), bytes))
    }

    pub(super) fn new(contents: Cow<'a, Contents>, bytes: &'a [u8]) -> Self {
        Self { contents, bytes }
    }

    /// Whether batch normalisation is folded into weights and biases already.
    pub fn folded(&self) -> bool {
        self.contents.folded()
    }

    /// Whether they are of this network, or one whose tensors have the same names and as many numbers.
    ///
    /// # Errors
    ///
    /// [`Error::MissingTensor`] and [`Error::WrongTensor`] with the tensor's name if not.
    pub fn are_of(&self, network: &Network) -> Result<(), Error> {
        self.contents.are_of(network)
    }

    /// The values of our tensor `name` in row-major order.
    ///
    /// Some networks, as Caffe's and Keras's, have biases before batch normalisation, which its mean
    /// takes away again. Our tables have none: the mean is less by the bias, and all stays the same.
    ///
    /// # Errors
    ///
    /// [`Error::MissingTensor`] if the network's table has no such tensor, [`Error::BadWeights`] for
    /// numbers that are not finite.
    pub fn get(&self, name: &str) -> Result<Vec<f32>, Error> {
        let mut values = self.read_as(self.contents.spec(name)?)?;
        if let Some(row) = name.strip_suffix(BATCH_NORM[2])
            && let Some(bias) = self.beside(&format!("{row}bias"), values.len())?
        {
            values.iter_mut().zip(bias).for_each(|(mean, bias)| *mean -= bias);
        }
        Ok(values)
    }

    fn read_as(&self, spec: &WeightSpec) -> Result<Vec<f32>, Error> {
        let Stored { numbers, coarser } = self.contents.stored(spec)?;
        let name = &*spec.name;
        let mut values = match numbers {
            Numbers::Plain(tensor) => floats(tensor.dtype, self.bytes_of(name, tensor)?),
            Numbers::Compact(layout, data, scales) => {
                let mut values = Vec::with_capacity(spec.shape.iter().product());
                let (data, scales) = (self.bytes_of(name, data)?, self.bytes_of(name, scales)?);
                dequantise(name, layout, data, scales, |_, row| values.extend(row))?;
                values
            }
        };
        if let Some((grid, side)) = coarser {
            values = grid.spread(&values, side);
        }
        finite(name, values)
    }

    /// The `length` numbers of a tensor that the network can do without: batch normalisation, beside
    /// the weights that it is folded into; a bias before it. Nothing where the file has none.
    ///
    /// # Errors
    ///
    /// [`Error::WrongTensor`] for another type or length, [`Error::BadWeights`] for numbers that are
    /// not finite.
    pub fn beside(&self, name: &str, length: usize) -> Result<Option<Vec<f32>>, Error> {
        let spec = WeightSpec { name: name.into(), shape: vec![length] };
        self.contents.tensor(name).map(|_| self.read_as(&spec)).transpose()
    }

    /// Our tensor `name` as it stands in the file, where that is whole numbers and scales, or kernels
    /// in half precision.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn packed(&self, name: &str) -> Result<Option<Packed<'_>>, Error> {
        let Stored { numbers, coarser } = self.contents.stored(self.contents.spec(name)?)?;
        let side = coarser.map(|(_, side)| side);
        match numbers {
            Numbers::Plain(tensor) => match (tensor.dtype, &tensor.shape[..]) {
                (Dtype::F16, &[outputs, ref kernel @ ..]) if !kernel.is_empty() => {
                    let sides = [outputs, kernel.iter().product()];
                    Packed::halves(name, sides, self.bytes_of(name, tensor)?, side).map(Some)
                }
                _ => Ok(None),
            },
            Numbers::Compact(layout, data, scales) => {
                let (data, scales) = (self.bytes_of(name, data)?, self.bytes_of(name, scales)?);
                check_lengths(name, layout, data, scales)?;
                Packed::read(name, layout, data, scales, side)
            }
        }
    }

    fn bytes_of(&self, name: &str, tensor: &TensorInfo) -> Result<&'a [u8], Error> {
        let place = self.contents.header().place(tensor);
        self.bytes.get(place).ok_or_else(|| holds(name, "fewer numbers than the file says"))
    }
}

fn finite(name: &str, values: Vec<f32>) -> Result<Vec<f32>, Error> {
    if values.iter().all(|value| value.is_finite()) {
        Ok(values)
    } else {
        Err(holds(name, NOT_FINITE))
    }
}

fn floats(dtype: Dtype, bytes: &[u8]) -> Vec<f32> {
    let halves = || bytes.as_chunks::<2>().0.iter().map(|&two| u16::from_le_bytes(two));
    match dtype {
        Dtype::F16 => halves().map(|bits| half::f16::from_bits(bits).to_f32()).collect(),
        Dtype::BF16 => halves().map(|bits| half::bf16::from_bits(bits).to_f32()).collect(),
        _ => bytes.as_chunks::<4>().0.iter().map(|&four| f32::from_le_bytes(four)).collect(),
    }
}

#[cfg(test)]
mod tests;
