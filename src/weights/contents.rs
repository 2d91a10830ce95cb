//! What of a network is where in a safetensors file, checked against the network's table before any number
//! is there.

use super::compact::{Kind, Layout};
use super::names::{Names, namings};
use super::{Grid, Header, Weights};
use crate::arch::{Network, WeightSpec};
use crate::error::Error;
use safetensors::Dtype;
use safetensors::tensor::TensorInfo;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The tensors of one network in a safetensors file, by our names, without their numbers.
#[derive(Clone, Debug)]
pub struct Contents {
    header: Header,
    names: Names,
    specs: Vec<WeightSpec>,
    /// Those that may be stored for coarser maps.
    grids: BTreeMap<String, Grid>,
    folded: bool,
}

impl Contents {
    /// Finds the tensors that `network` needs, under our names or another program's. Types F32, F16,
    /// BF16 and the quantised ones of [`super::compact`] are read; other tensors in the file are
    /// ignored. Batch normalisation may be folded into the convolutions, and a fully connected layer
    /// stored for coarser maps, as [`Grid`] tells.
    ///
    /// # Errors
    ///
    /// [`Error::MissingTensor`] and [`Error::WrongTensor`] with the tensor's name.
    pub fn find(network: &Network, header: Header) -> Result<Self, Error> {
        let forms = [network.clone(), network.folded()].map(|network| network.weights());
        let ways = namings(network).into_iter().flat_map(|names| {
            forms
                .iter()
                .zip([false, true])
                .map(move |(specs, folded)| (names.clone(), specs, folded))
        });
        // The names that fit best; where none fits at all, ours are missing.
        let missing = |names: &Names, specs: &[WeightSpec]| {
            let there = |spec: &&WeightSpec| tensor(&header, names, &spec.name).is_some();
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
        let contents = Self { names, specs: specs.clone(), grids: grids.collect(), folded, header };
        for spec in &contents.specs {
            contents.stored(spec)?;
        }
        Ok(contents)
    }

    /// The tensors with their numbers, from the file's bytes or as many of them as are there.
    pub fn within<'a>(&'a self, bytes: &'a [u8]) -> Weights<'a> {
        Weights::new(Cow::Borrowed(self), bytes)
    }

    /// How many of the file's bytes must be there to have all that it has of a row.
    pub fn bytes_for(&self, row: &str) -> usize {
        let ours = |name: &str| name.strip_prefix(row).is_some_and(|rest| rest.starts_with('.'));
        let theirs = self.names.iter().filter(|(name, _)| ours(name)).flat_map(|(_, theirs)| {
            [self.header.tensor(theirs), self.header.tensor(&scales_of(theirs))]
        });
        let end = |tensor: &TensorInfo| self.header.place(tensor).end;
        theirs.flatten().map(end).max().unwrap_or_default()
    }

    /// Whether batch normalisation is folded into weights and biases already.
    pub(super) fn folded(&self) -> bool {
        self.folded
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// Type and shape of our tensor `name`, which the network's table need not have.
    pub(super) fn tensor(&self, name: &str) -> Option<&TensorInfo> {
        tensor(&self.header, &self.names, name)
    }

    pub(super) fn spec(&self, name: &str) -> Result<&WeightSpec, Error> {
        let found = self.specs.iter().find(|spec| spec.name == name);
        found.ok_or_else(|| Error::MissingTensor { name: name.into() })
    }

    /// Whether they were found for this network, or one whose tensors have as many numbers.
    ///
    /// # Errors
    ///
    /// [`Error::MissingTensor`] and [`Error::WrongTensor`] with the tensor's name if not.
    pub(super) fn are_of(&self, network: &Network) -> Result<(), Error> {
        let specs = if self.folded { network.folded().weights() } else { network.weights() };
        for spec in specs {
            let own = self.spec(&spec.name)?;
            // Of whatever shape: a fully connected layer may run as a convolution.
            let numbers = |shape: &[usize]| shape.iter().product::<usize>();
            if numbers(&own.shape) != numbers(&spec.shape) {
                return Err(Error::WrongTensor {
                    name: spec.name,
                    expected: format!("{:?}", spec.shape),
                    found: format!("{:?}", own.shape),
                });
            }
        }
        Ok(())
    }

    /// How a tensor stands in the file, if it is what the table says.
    pub(super) fn stored(&self, spec: &WeightSpec) -> Result<Stored<'_>, Error> {
        let missing = || Error::MissingTensor { name: spec.name.clone() };
        let info = self.tensor(&spec.name).ok_or_else(missing)?;
        let grid = self.grids.get(&spec.name).copied();
        // Of int4 there are two numbers a byte.
        let a_byte = if info.dtype == Dtype::U8 { 2 } else { 1 };
        let coarser = grid
            .zip(info.shape.get(1))
            .and_then(|(grid, bytes)| Some((grid, grid.coarser(bytes.checked_mul(a_byte)?)?)));
        let mut shape = spec.shape.clone();
        if let (Some(_), [_, bytes], [_, inputs]) = (coarser, &info.shape[..], &mut shape[..]) {
            *inputs = bytes * a_byte;
        }
        let plain = matches!(info.dtype, Dtype::F32 | Dtype::F16 | Dtype::BF16);
        if plain && info.shape == shape {
            return Ok(Stored { numbers: Numbers::Plain(info), coarser });
        }
        let wrong = || Error::WrongTensor {
            name: spec.name.clone(),
            expected: format!("F32, F16 or BF16 {:?}", spec.shape),
            found: format!("{:?} {:?}", info.dtype, info.shape),
        };
        let (outputs, inputs) = (shape[0], shape[1..].iter().product::<usize>());
        let kind = match info.dtype {
            Dtype::I8 if info.shape == shape => Kind::Int8,
            Dtype::U8 if info.shape == [outputs, inputs / 2] => Kind::Int4,
            _ => return Err(wrong()),
        };
        let name = scales_of(&self.names[&spec.name]);
        let scales = self.header.tensor(&name).ok_or(Error::MissingTensor { name })?;
        let wanted = if kind == Kind::Int8 { Dtype::F32 } else { Dtype::F16 };
        match *scales.shape {
            [rows, groups] if rows == outputs && scales.dtype == wanted => {
                let layout = Layout::new(&spec.name, kind, outputs, inputs, groups)?;
                Ok(Stored { numbers: Numbers::Compact(layout, info, scales), coarser })
            }
            _ => Err(Error::WrongTensor {
                name: scales_of(&spec.name),
                expected: format!("{wanted:?} [{outputs}, groups]"),
                found: format!("{:?} {:?}", scales.dtype, scales.shape),
            }),
        }
    }
}

/// A tensor as it stands in a file.
pub(super) struct Stored<'a> {
    pub(super) numbers: Numbers<'a>,
    /// The maps that it is for, and the side of the coarser ones that it is stored for.
    pub(super) coarser: Option<(Grid, usize)>,
}

pub(super) enum Numbers<'a> {
    Plain(&'a TensorInfo),
    /// Numbers and scales.
    Compact(Layout, &'a TensorInfo, &'a TensorInfo),
}

fn tensor<'a>(header: &'a Header, names: &Names, ours: &str) -> Option<&'a TensorInfo> {
    header.tensor(names.get(ours)?)
}

/// What the scales of a tensor are called.
fn scales_of(name: &str) -> String {
    format!("{name}.scale")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;
    use crate::weights::{FileTensor, safetensors};

    #[test]
    fn a_row_needs_the_bytes_of_all_that_is_its_own() {
        let network = find("lenet5").unwrap();
        let tensors: Vec<_> = network
            .weights()
            .iter()
            .map(|spec| {
                let count = spec.shape.iter().product();
                FileTensor::floats(&spec.name, &spec.shape, &vec![0.5; count])
            })
            .collect();
        let file = safetensors(&tensors, &[]);
        let contents = Contents::find(&network, Header::of(&file).unwrap()).unwrap();
        let mut last = 0;
        for row in &network.rows {
            let needed = contents.bytes_for(&row.name);
            let mine = |spec: &&WeightSpec| spec.name.starts_with(&format!("{}.", row.name));
            for spec in network.weights().iter().filter(mine) {
                assert!(contents.within(&file[..needed]).get(&spec.name).is_ok(), "{}", spec.name);
            }
            if needed > 0 {
                let weight = format!("{}.weight", row.name);
                let bias = format!("{}.bias", row.name);
                let cut = contents.within(&file[..needed - 1]);
                let failed = [weight, bias].map(|name| cut.get(&name).is_err());
                assert_eq!(failed.iter().filter(|failed| **failed).count(), 1, "{}", row.name);
            }
            last = last.max(needed);
        }
        assert_eq!(last, file.len());
    }
}
