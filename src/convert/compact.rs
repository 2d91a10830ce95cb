//! Weights as other programs write them, made into our compact form: our names, batch normalisation
//! folded, fewer bits a number.

use super::read_pth;
use crate::arch::{Network, Op, Summary};
use crate::error::Error;
use crate::network::folded;
use crate::weights::compact::{Kind, Layout, quantise};
use crate::weights::{FileTensor, Grid, identify, safetensors};
use pytorch_reader::DType;
use std::path::Path;

/// How weights are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// Single precision, four bytes.
    F32,
    /// Half precision, two bytes.
    #[default]
    F16,
    /// One byte with a scale for each output channel; fully connected layers have one for every
    /// 64 inputs.
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

    /// Kind and inputs to a scale for a row's weights; `None` for single precision.
    fn of(self, op: &Op, last: bool) -> Option<(Kind, Option<usize>)> {
        let linear = matches!(op, Op::Linear { .. });
        match self {
            Self::F32 => None,
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
/// As [`identify`] and [`quantise`].
pub fn compact(bytes: &[u8], options: &Options) -> Result<(Network, Vec<u8>), Error> {
    let (network, weights) = identify(options.network.as_deref(), bytes)?;
    let mut tensors = Vec::new();
    let coarse = coarse_maps(&network, options);
    let rows = network.rows.iter().zip(network.summary()).enumerate();
    for (index, (row, summary)) in rows {
        let Some(spec) = summary.weights.first() else { continue };
        let (mut weight, bias) = folded(row, &weights)?;
        if options.blue_first && index == 0 {
            turn(&mut weight, &summary);
        }
        let precision = options.precision.of(&row.op, index + 1 == network.rows.len());
        let mut shape = spec.shape.clone();
        let grid = Grid::of(row, &summary);
        if let Some((grid, side)) = grid.zip(coarse).filter(|(grid, side)| grid.fits(*side)) {
            weight = grid.pooled(&weight, side);
            shape[1] = weight.len() / shape[0];
        }
        tensors.extend(encoded(&spec.name, &shape, &weight, precision)?);
        let bias_name = format!("{}.bias", row.name);
        tensors.push(FileTensor::floats(&bias_name, &[bias.len()], &bias));
    }
    let mut metadata = options.metadata.clone();
    metadata.insert(0, ("network".into(), network.name.into()));
    let file = safetensors(&tensors, &metadata);
    Ok((network, file))
}

/// The side of the maps that adaptive pooling is given.
fn coarse_maps(network: &Network, options: &Options) -> Option<usize> {
    let side = options.side.filter(|_| options.precision != Precision::F32)?;
    let network = network.clone().with_side(side);
    let mut rows = network.rows.iter().zip(network.summary());
    let (_, pooling) = rows.find(|(row, _)| matches!(row.op, Op::AdaptiveAvgPool { .. }))?;
    (pooling.input[0] == pooling.input[1]).then_some(pooling.input[0])
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

fn encoded(
    name: &str,
    shape: &[usize],
    values: &[f32],
    precision: Option<(Kind, Option<usize>)>,
) -> Result<Vec<FileTensor>, Error> {
    let Some((kind, group)) = precision else {
        return Ok(vec![FileTensor::floats(name, shape, values)]);
    };
    let (outputs, inputs) = (shape[0], shape[1..].iter().product::<usize>());
    let groups = group.filter(|group| inputs.is_multiple_of(*group)).map_or(1, |g| inputs / g);
    let layout = Layout::new(name, kind, outputs, inputs, groups)?;
    let coded = quantise(name, values, layout)?;
    let tensor = |name: String, dtype, shape, bytes| FileTensor { name, dtype, shape, bytes };
    let scales =
        |dtype| tensor(format!("{name}.scale"), dtype, vec![outputs, groups], coded.scales.clone());
    let data = coded.data.clone();
    Ok(match kind {
        Kind::F16 => vec![tensor(name.into(), "F16", shape.into(), data)],
        Kind::Int8 => vec![tensor(name.into(), "I8", shape.into(), data), scales("F32")],
        Kind::Int4 => {
            vec![tensor(name.into(), "U8", vec![outputs, inputs / 2], data), scales("F16")]
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;
    use crate::weights::Weights;

    /// Weights of `network` that differ from tensor to tensor and number to number.
    fn file(network: &Network) -> Vec<u8> {
        let tensor = |(index, spec): (usize, crate::arch::WeightSpec)| {
            let value = |i: usize| ((i * 7 + index) as f32 * 0.37).sin() * 0.1;
            // Variances are positive.
            let up = if spec.name.ends_with("var") { 1.0 } else { 0.0 };
            let values: Vec<f32> =
                (0..spec.shape.iter().product()).map(|i| value(i) + up).collect();
            FileTensor::floats(&spec.name, &spec.shape, &values)
        };
        let tensors: Vec<_> = network.weights().into_iter().enumerate().map(tensor).collect();
        safetensors(&tensors, &[])
    }

    #[test]
    fn compact_files_read_back_and_shrink() {
        let network = find("resnet18").unwrap().with_classes(64);
        let bytes = file(&network);
        let mut sizes = vec![bytes.len()];
        let mut errors = Vec::new();
        let exact = compact(&bytes, &Options { precision: Precision::F32, ..Default::default() });
        let exact = exact.unwrap().1;
        let exact = Weights::read(&network, &exact).unwrap().get("conv4_1.2.weight").unwrap();
        for precision in [Precision::F16, Precision::Int8, Precision::Int4] {
            let options = Options { precision, ..Default::default() };
            let (found, small) = compact(&bytes, &options).unwrap();
            assert_eq!(found.name, "resnet18");
            let weights = Weights::read(&network, &small).unwrap();
            assert!(weights.folded());
            let got = weights.get("conv4_1.2.weight").unwrap();
            errors.push(got.iter().zip(&exact).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max));
            sizes.push(small.len());
        }
        assert!(sizes.windows(2).all(|two| two[1] <= two[0]), "{sizes:?}");
        // f16 has eleven bits, int8 seven and a sign.
        assert!(errors[0] < 1e-3 && errors[1] < 1e-2 && errors[0] < errors[1], "{errors:?}");
    }

    #[test]
    fn a_layer_is_stored_for_the_maps_that_come() {
        let network = find("alexnet_tv").unwrap().with_classes(3);
        let bytes = file(&network);
        let make = |side, precision| {
            let options = Options { side: Some(side), precision, ..Options::default() };
            compact(&bytes, &options).unwrap().1
        };
        let get = |file: &[u8]| Weights::read(&network, file).unwrap().get("fc6.weight").unwrap();
        // Maps of 6 x 6 come of 224 pixels, of 3 x 3 of 128.
        let (fine, coarse) = (make(224, Precision::F16), make(128, Precision::F16));
        let saved = 4096 * 256 * (36 - 9) * 2;
        assert!(fine.len().abs_diff(coarse.len() + saved) < 100);
        let (fine, coarse) = (get(&fine), get(&coarse));
        assert_eq!(coarse.len(), fine.len());
        assert!((fine[..2].iter().chain(&fine[6..8]).sum::<f32>() / 4.0 - coarse[7]).abs() < 1e-3);
        assert_eq!(make(128, Precision::F32).len(), make(224, Precision::F32).len());
        let small = get(&make(128, Precision::Int4));
        assert_eq!((small.len(), small[0]), (fine.len(), small[7]));
    }

    #[test]
    fn blue_first_turns_the_first_convolution_only() {
        let network = find("caffenet").unwrap().with_classes(8);
        let bytes = file(&network);
        let make = |blue_first| {
            let network = Some("caffenet".to_owned());
            let precision = Precision::F32;
            compact(&bytes, &Options { network, precision, blue_first, ..Options::default() })
        };
        let (plain, turned) = (make(false).unwrap().1, make(true).unwrap().1);
        let get = |file: &[u8], name| Weights::read(&network, file).unwrap().get(name).unwrap();
        let (before, after) = (get(&plain, "conv1.weight"), get(&turned, "conv1.weight"));
        assert_eq!(before[..121], after[242..363]);
        assert_eq!(before[121..242], after[121..242]);
        assert_eq!(get(&plain, "conv2.weight"), get(&turned, "conv2.weight"));
    }
}
