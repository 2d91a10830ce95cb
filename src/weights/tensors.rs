//! Reading safetensors files, checked against a network's table.

use super::compact::{Kind, Layout, check_lengths, dequantise};
use super::faults::{NOT_FINITE, holds};
use super::names::{Names, namings};
use super::{Grid, Packed};
use crate::arch::{Network, WeightSpec};
use crate::error::Error;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use std::collections::BTreeMap;

/// The tensors of one network in a safetensors file, by our names, in PyTorch's layouts.
///
/// It borrows the file's bytes, and decodes a tensor when it is asked for: no copy of all numbers
/// is ever made.
#[derive(Debug)]
pub struct Weights<'a> {
    file: SafeTensors<'a>,
    names: Names,
    specs: Vec<WeightSpec>,
    /// Those that may be stored for coarser maps.
    grids: BTreeMap<String, Grid>,
    folded: bool,
}

impl<'a> Weights<'a> {
    /// Finds the tensors that `network` needs in a safetensors file, under our names or another
    /// program's. Types F32, F16, BF16 and the quantised ones of [`super::compact`] are read; other
    /// tensors in the file are ignored. Batch normalisation may be folded into the convolutions, and
    /// a fully connected layer stored for coarser maps, as [`Grid`] tells.
    ///
    /// # Errors
    ///
    /// [`Error::BadWeights`] for a file that is not safetensors, [`Error::MissingTensor`] and
    /// [`Error::WrongTensor`] with the tensor's name.
    pub fn read(network: &Network, bytes: &'a [u8]) -> Result<Self, Error> {
        let file = SafeTensors::deserialize(bytes)
            .map_err(|error| Error::BadWeights { reason: error.to_string() })?;
        let forms = [network.clone(), network.folded()].map(|network| network.weights());
        let ways = namings(network).into_iter().flat_map(|names| {
            forms
                .iter()
                .zip([false, true])
                .map(move |(specs, folded)| (names.clone(), specs, folded))
        });
        // The names that fit best; where none fits at all, ours are missing.
        let missing = |names: &Names, specs: &[WeightSpec]| {
            let there = |spec: &&WeightSpec| find(&file, names, &spec.name).is_ok();
            specs.len() - specs.iter().filter(there).count()
        };
        let best = ways.min_by_key(|(names, specs, _)| missing(names, specs));
        let Some((names, specs, folded)) = best else {
            return Err(Error::BadWeights { reason: "it names no tensor".into() });
        };
        let rows = network.rows.iter().zip(network.summary());
        let grids = rows.filter_map(|(row, summary)| {
            Some((summary.weights.first()?.name.clone(), Grid::of(row, &summary)?))
        });
        let weights = Self { names, specs: specs.clone(), grids: grids.collect(), folded, file };
        for spec in &weights.specs {
            weights.stored(spec)?;
        }
        Ok(weights)
    }

    /// Whether batch normalisation is folded into weights and biases already.
    pub fn folded(&self) -> bool {
        self.folded
    }

    /// The values of our tensor `name` in row-major order.
    ///
    /// # Errors
    ///
    /// [`Error::MissingTensor`] if the network's table has no such tensor, [`Error::BadWeights`] for
    /// numbers that are not finite.
    pub fn get(&self, name: &str) -> Result<Vec<f32>, Error> {
        let spec = self.spec(name)?;
        let Stored { numbers, coarser } = self.stored(spec)?;
        let mut values = match numbers {
            Numbers::Plain(view) => floats(&view),
            Numbers::Compact(layout, data, scales) => {
                let mut values = Vec::with_capacity(spec.shape.iter().product());
                dequantise(name, layout, data.data(), scales.data(), |_, row| values.extend(row))?;
                values
            }
        };
        if let Some((grid, side)) = coarser {
            values = grid.spread(&values, side);
        }
        finite(name, values)
    }

    /// The `length` numbers of a tensor that the network can do without: batch normalisation, beside
    /// the weights that it is folded into. Nothing where the file has none.
    ///
    /// # Errors
    ///
    /// [`Error::WrongTensor`] for another type or length, [`Error::BadWeights`] for numbers that are
    /// not finite.
    pub fn beside(&self, name: &str, length: usize) -> Result<Option<Vec<f32>>, Error> {
        let Ok(view) = find(&self.file, &self.names, name) else { return Ok(None) };
        if view.dtype() != Dtype::F32 || view.shape() != [length] {
            return Err(Error::WrongTensor {
                name: name.into(),
                expected: format!("F32 [{length}]"),
                found: format!("{:?} {:?}", view.dtype(), view.shape()),
            });
        }
        finite(name, floats(&view)).map(Some)
    }

    fn spec(&self, name: &str) -> Result<&WeightSpec, Error> {
        let found = self.specs.iter().find(|spec| spec.name == name);
        found.ok_or_else(|| Error::MissingTensor { name: name.into() })
    }

    /// Our tensor `name` as it stands in the file, where that is whole numbers and scales, or kernels
    /// in half precision.
    ///
    /// # Errors
    ///
    /// As [`Self::get`].
    pub fn packed(&self, name: &str) -> Result<Option<Packed<'_>>, Error> {
        let spec = self.spec(name)?;
        let Stored { numbers, coarser } = self.stored(spec)?;
        let side = coarser.map(|(_, side)| side);
        match numbers {
            Numbers::Plain(view) => match (view.dtype(), view.shape()) {
                (Dtype::F16, &[outputs, ref kernel @ ..]) if !kernel.is_empty() => {
                    let inputs = kernel.iter().product();
                    Packed::halves(name, [outputs, inputs], view.data(), side).map(Some)
                }
                _ => Ok(None),
            },
            Numbers::Compact(layout, data, scales) => {
                check_lengths(name, layout, data.data(), scales.data())?;
                Packed::read(name, layout, data.data(), scales.data(), side)
            }
        }
    }

    /// A tensor as it stands in the file, if it is what the table says.
    fn stored(&self, spec: &WeightSpec) -> Result<Stored<'_>, Error> {
        let view = find(&self.file, &self.names, &spec.name)?;
        let grid = self.grids.get(&spec.name).copied();
        // Of int4 there are two numbers a byte.
        let a_byte = if view.dtype() == Dtype::U8 { 2 } else { 1 };
        let coarser = grid
            .zip(view.shape().get(1))
            .and_then(|(grid, bytes)| Some((grid, grid.coarser(bytes.checked_mul(a_byte)?)?)));
        let mut shape = spec.shape.clone();
        if let (Some(_), [_, bytes], [_, inputs]) = (coarser, view.shape(), &mut shape[..]) {
            *inputs = bytes * a_byte;
        }
        let plain = matches!(view.dtype(), Dtype::F32 | Dtype::F16 | Dtype::BF16);
        if plain && view.shape() == shape {
            return Ok(Stored { numbers: Numbers::Plain(view), coarser });
        }
        let wrong = || Error::WrongTensor {
            name: spec.name.clone(),
            expected: format!("F32, F16 or BF16 {:?}", spec.shape),
            found: format!("{:?} {:?}", view.dtype(), view.shape()),
        };
        let (outputs, inputs) = (shape[0], shape[1..].iter().product::<usize>());
        let kind = match view.dtype() {
            Dtype::I8 if view.shape() == shape => Kind::Int8,
            Dtype::U8 if view.shape() == [outputs, inputs / 2] => Kind::Int4,
            _ => return Err(wrong()),
        };
        let name = format!("{}.scale", self.names[&spec.name]);
        let scales = self.file.tensor(&name).map_err(|_| Error::MissingTensor { name })?;
        let wanted = if kind == Kind::Int8 { Dtype::F32 } else { Dtype::F16 };
        match *scales.shape() {
            [rows, groups] if rows == outputs && scales.dtype() == wanted => {
                let layout = Layout::new(&spec.name, kind, outputs, inputs, groups)?;
                Ok(Stored { numbers: Numbers::Compact(layout, view, scales), coarser })
            }
            _ => Err(Error::WrongTensor {
                name: format!("{}.scale", spec.name),
                expected: format!("{wanted:?} [{outputs}, groups]"),
                found: format!("{:?} {:?}", scales.dtype(), scales.shape()),
            }),
        }
    }
}

/// A tensor as it stands in a file.
struct Stored<'a> {
    numbers: Numbers<'a>,
    /// The maps that it is for, and the side of the coarser ones that it is stored for.
    coarser: Option<(Grid, usize)>,
}

enum Numbers<'a> {
    Plain(TensorView<'a>),
    Compact(Layout, TensorView<'a>, TensorView<'a>),
}

fn finite(name: &str, values: Vec<f32>) -> Result<Vec<f32>, Error> {
    if values.iter().all(|value| value.is_finite()) {
        Ok(values)
    } else {
        Err(holds(name, NOT_FINITE))
    }
}

fn find<'a>(file: &SafeTensors<'a>, names: &Names, ours: &str) -> Result<TensorView<'a>, Error> {
    let found = names.get(ours).and_then(|theirs| file.tensor(theirs).ok());
    found.ok_or_else(|| Error::MissingTensor { name: ours.into() })
}

fn floats(view: &TensorView<'_>) -> Vec<f32> {
    let halves = || view.data().as_chunks::<2>().0.iter().map(|&two| u16::from_le_bytes(two));
    match view.dtype() {
        Dtype::F16 => halves().map(|bits| half::f16::from_bits(bits).to_f32()).collect(),
        Dtype::BF16 => halves().map(|bits| half::bf16::from_bits(bits).to_f32()).collect(),
        _ => view.data().as_chunks::<4>().0.iter().map(|&four| f32::from_le_bytes(four)).collect(),
    }
}

#[cfg(test)]
mod tests;
