//! From numbers to the encoding.

use super::rounding::cancelling;
use super::scale::best;
use super::{Kind, Layout, Quantised, check_length};
use crate::error::Error;
use crate::weights::faults::{NOT_FINITE, holds};
use half::f16;

/// Encodes the `O * I` numbers of tensor `name`, row-major, which are kernels of `area` numbers each: 1
/// where neighbours in a row do not see neighbouring pixels. The scale of each group is the one of
/// a few candidates with the least squared error; within each kernel and each group, roundings cancel
/// as far as they can.
///
/// # Errors
///
/// [`Error::WrongTensor`] for another number of values than the layout's; [`Error::BadWeights`] if
/// one is not finite, or too large for half precision where that is used.
pub fn quantise(
    name: &str,
    values: &[f32],
    area: usize,
    layout: Layout,
) -> Result<Quantised, Error> {
    quantise_by(name, values, layout, |scales| cancelling(layout.kind, values, scales, area))
}

/// The same with roundings of one's own: `round` is given the scales `[O, G]`, and gives the steps
/// `[O, I]`, within the kind's range. It is not called for [`Kind::F16`].
///
/// # Errors
///
/// As [`quantise`].
pub fn quantise_by(
    name: &str,
    values: &[f32],
    layout: Layout,
    round: impl FnOnce(&[f32]) -> Vec<i8>,
) -> Result<Quantised, Error> {
    check_length(name, "values", values.len(), layout.outputs * layout.inputs)?;
    if values.iter().any(|value| !value.is_finite()) {
        return Err(holds(name, NOT_FINITE));
    }
    if layout.kind == Kind::F16 {
        let halves: Vec<f16> = values.iter().map(|value| f16::from_f32(*value)).collect();
        if halves.iter().any(|half| half.is_infinite()) {
            return Err(holds(name, "a number too large for half precision"));
        }
        let data = halves.into_iter().flat_map(f16::to_le_bytes).collect();
        return Ok(Quantised { data, scales: Vec::new() });
    }
    let groups = values.chunks_exact(layout.inputs / layout.groups);
    let scales: Vec<f32> = groups.map(|group| best(layout.kind, group)).collect();
    if scales.iter().any(|scale| !scale.is_finite()) {
        return Err(holds(name, "a number too large for its scale"));
    }
    let steps = round(&scales);
    check_length(name, "steps", steps.len(), values.len())?;
    Ok(match layout.kind {
        Kind::Int8 => Quantised {
            data: steps.into_iter().map(i8::cast_unsigned).collect(),
            scales: scales.into_iter().flat_map(f32::to_le_bytes).collect(),
        },
        _ => Quantised {
            data: steps.chunks_exact(2).map(|two| nibble(two[0]) | nibble(two[1]) << 4).collect(),
            scales: scales.into_iter().flat_map(|s| f16::from_f32(s).to_le_bytes()).collect(),
        },
    })
}

/// -8 to 7 as 0 to 15.
fn nibble(q: i8) -> u8 {
    (q + 8).cast_unsigned() & 15
}
