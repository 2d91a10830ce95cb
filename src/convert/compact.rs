//! Weights as other programs write them, made into our compact form: our names, batch normalisation
//! folded, fewer bits a number.

use super::{Calibration, read_pth};
use crate::arch::{BATCH_NORM, Network, Op, Row, Summary};
use crate::error::Error;
use crate::network::{Normalisation, folded, normalisation};
use crate::photo::fitted;
use crate::weights::compact::{Kind, Layout, quantise, quantise_by};
use crate::weights::{FileTensor, Grid, identify, safetensors};
use pytorch_reader::DType;
use std::path::Path;

/// Layers of fewer weights than this stay in half precision: ResNet-50's conv1 and conv2_x, which make a file one per
/// cent larger in it, and in int8 are a fifth of the squared error (`docs/weights.md`).
const SMALL: usize = 40_000;

/// How weights are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// Single precision, four bytes.
    F32,
    /// Half precision, two bytes.
    #[default]
    F16,
    /// One byte with a scale for each output channel; fully connected layers have one for every
    /// 64 inputs. Layers of few weights stay in half precision.
    Int8,
    /// As [`Self::Int8`], but half a byte for fully connected layers other than the last, with a
    /// scale for every 32 inputs.
    Int4,
}

impl Precision {
    /// The one called `name`: `f32`, `f16`, `int8` or `int4`.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "f32" => Self::F32,
            "f16" => Self::F16,
            "int8" => Self::Int8,
            "int4" => Self::Int4,
            _ => return None,
        })
    }

    /// Kind and inputs to a scale for a row's `weights`, so many; `None` for single precision.
    fn of(self, op: &Op, weights: usize, last: bool) -> Option<(Kind, Option<usize>)> {
        let linear = matches!(op, Op::Linear { .. });
        match self {
            Self::F32 => None,
            _ if weights < SMALL => Some((Kind::F16, None)),
            Self::F16 => Some((Kind::F16, None)),
            Self::Int4 if linear && !last => Some((Kind::Int4, Some(32))),
            Self::Int8 | Self::Int4 => Some((Kind::Int8, linear.then_some(64))),
        }
    }
}

/// What to make of a weights file.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A name of [`crate::arch::find`]; found by the tensors where it is not given.
    pub network: Option<String>,
    /// How weights are stored.
    pub precision: Precision,
    /// Whether the first convolution takes blue first, as Caffe's do. It is turned to red first.
    pub blue_first: bool,
    /// Side of the pictures that it is for: a fully connected layer is stored for the maps that
    /// come of them where those are coarser than it takes ([`Grid`]). Not in single precision, which
    /// others are compared with.
    pub side: Option<usize>,
    /// Entries of the new file's metadata; `network` is added.
    pub metadata: Vec<(String, String)>,
    /// What the network's layers are given in pictures: then int8 and int4 are rounded so that it
    /// changes their answers least. Of the network as it is stored: red first, with this `side`.
    pub calibration: Option<Calibration>,
}

/// A safetensors file as it is, or a PyTorch checkpoint made into one.
///
/// # Errors
///
/// As [`read_pth`], and [`Error::Unreadable`].
pub fn load(path: &Path) -> Result<Vec<u8>, Error> {
    if path.extension().is_some_and(|ending| ending == "safetensors") {
        return std::fs::read(path).map_err(Error::unreadable(path));
    }
    let mut tensors = Vec::new();
    for tensor in read_pth(path)? {
        // Counters, such as batch normalisation's number of batches, are no weights.
        if matches!(tensor.dtype(), DType::F64 | DType::F32 | DType::F16 | DType::BF16) {
            tensors.push(FileTensor::floats(&tensor.name, tensor.shape(), &tensor.floats()?));
        }
    }
    Ok(safetensors(&tensors, &[]))
}

/// The compact form of a safetensors file, and the network it is of.
///
/// # Errors
///
/// As [`identify`] and [`quantise`]; [`Error::WrongInput`] for a side that the network cannot take.
pub fn compact(bytes: &[u8], options: &Options) -> Result<(Network, Vec<u8>), Error> {
    let (network, weights) = identify(options.network.as_deref(), bytes)?;
    let mut tensors = Vec::new();
    // Of one row what was folded into it is told, so that it can be shown: a kilobyte.
    let mut tells = false;
    let coarse = coarse_maps(&network, options)?;
    let rows = network.rows.iter().zip(network.summary()).enumerate();
    for (index, (row, summary)) in rows {
        let Some(spec) = summary.weights.first() else { continue };
        let (mut weight, mut bias) = folded(row, &weights)?;
        if options.blue_first && index == 0 {
            turn(&mut weight, &summary);
        }
        let last = index + 1 == network.rows.len();
        let precision = options.precision.of(&row.op, weight.len(), last);
        let mut shape = spec.shape.clone();
        if let Some((grid, side)) = coarser(row, &summary, coarse) {
            weight = grid.pooled(&weight, side);
            shape[1] = weight.len() / shape[0];
        }
        let calibration = options.calibration.as_ref();
        let (encoded, lost) = encoded(&spec.name, &shape, &weight, precision, calibration)?;
        tensors.extend(encoded);
        bias.iter_mut().zip(lost).for_each(|(bias, lost)| *bias += lost);
        let bias_name = format!("{}.bias", row.name);
        tensors.push(FileTensor::floats(&bias_name, &[bias.len()], &bias));
        if !tells && let Some(maps) = normalisation(row, &weights)? {
            tells = true;
            tensors.extend(beside(row, &maps));
        }
    }
    let mut metadata = options.metadata.clone();
    metadata.insert(0, ("network".into(), network.name.into()));
    let file = safetensors(&tensors, &metadata);
    Ok((network, file))
}

/// A row's batch normalisation as tensors of their own.
fn beside(row: &Row, maps: &[Normalisation]) -> [FileTensor; 4] {
    let parts: [fn(&Normalisation) -> f32; 4] =
        [|map| map.slope, |map| map.offset, |map| map.mean, |map| map.variance];
    let mut parts = parts.iter().map(|part| maps.iter().map(part).collect::<Vec<_>>());
    BATCH_NORM.map(|tensor| {
        let values = parts.next().unwrap_or_default();
        FileTensor::floats(&format!("{}.{tensor}", row.name), &[maps.len()], &values)
    })
}

/// The side of the maps that adaptive pooling is given.
pub(super) fn coarse_maps(network: &Network, options: &Options) -> Result<Option<usize>, Error> {
    let Some(side) = options.side.filter(|_| options.precision != Precision::F32) else {
        return Ok(None);
    };
    let network = fitted(network.clone(), side)?;
    let mut rows = network.rows.iter().zip(network.summary());
    let pooling = rows.find(|(row, _)| matches!(row.op, Op::AdaptiveAvgPool { .. }));
    let input = pooling.map(|(_, summary)| summary.input);
    Ok(input.filter(|input| input[0] == input[1]).map(|input| input[0]))
}

/// The maps that a row takes and the side of those that it is stored for, where these are coarser.
pub(super) fn coarser(
    row: &Row,
    summary: &Summary,
    coarse: Option<usize>,
) -> Option<(Grid, usize)> {
    Grid::of(row, summary).zip(coarse).filter(|(grid, side)| grid.fits(*side))
}

/// The first and third input channel change places, in every output channel.
fn turn(weight: &mut [f32], summary: &Summary) {
    let channels = summary.input[2];
    let area = weight.len() / (summary.output[2] * channels).max(1);
    for kernel in weight.chunks_exact_mut(area * channels) {
        let (first, rest) = kernel.split_at_mut(area);
        if let Some(third) = rest.get_mut(area..2 * area) {
            first.swap_with_slice(third);
        }
    }
}

/// A weight as the tensors of a file, and what each output lost on average, where the calibration says so; where
/// it says nothing, roundings cancel as far as can be told from the weights.
fn encoded(
    name: &str,
    shape: &[usize],
    values: &[f32],
    precision: Option<(Kind, Option<usize>)>,
    calibration: Option<&Calibration>,
) -> Result<(Vec<FileTensor>, Vec<f32>), Error> {
    let Some((kind, group)) = precision else {
        return Ok((vec![FileTensor::floats(name, shape, values)], Vec::new()));
    };
    let (outputs, inputs) = (shape[0], shape[1..].iter().product::<usize>());
    let groups = group.filter(|group| inputs.is_multiple_of(*group)).map_or(1, |g| inputs / g);
    let layout = Layout::new(name, kind, outputs, inputs, groups)?;
    let mut lost = Vec::new();
    // Half precision has no steps.
    let calibration = calibration.filter(|_| kind != Kind::F16);
    let coded = match calibration.and_then(|calibration| calibration.rounders(name)) {
        Some(rounders) => quantise_by(name, values, layout, |scales| {
            let rounded = rounders.round(kind, values, scales);
            lost = rounded.lost;
            rounded.steps
        })?,
        None => quantise(name, values, shape[2..].iter().product(), layout)?,
    };
    let tensor = |name: String, dtype, shape, bytes| FileTensor { name, dtype, shape, bytes };
    let scales =
        |dtype| tensor(format!("{name}.scale"), dtype, vec![outputs, groups], coded.scales.clone());
    let data = coded.data.clone();
    let tensors = match kind {
        Kind::F16 => vec![tensor(name.into(), "F16", shape.into(), data)],
        Kind::Int8 => vec![tensor(name.into(), "I8", shape.into(), data), scales("F32")],
        Kind::Int4 => {
            vec![tensor(name.into(), "U8", vec![outputs, inputs / 2], data), scales("F16")]
        }
    };
    Ok((tensors, lost))
}

#[cfg(test)]
mod tests;
