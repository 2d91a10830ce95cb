//! From numbers to the encoding.

use super::scale::best;
use super::{Kind, Layout, Quantised, check_length, rounding};
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
    let (outputs, inputs) = (layout.outputs, layout.inputs);
    check_length(name, "values", values.len(), outputs * inputs)?;
    if values.iter().any(|value| !value.is_finite()) {
        return Err(holds(name, NOT_FINITE));
    }
    let mut out = Quantised {
        data: Vec::with_capacity(layout.data_bytes()),
        scales: Vec::with_capacity(layout.scale_bytes()),
    };
    let mut row = Vec::with_capacity(inputs);
    for values in values.chunks_exact(inputs) {
        if layout.kind == Kind::F16 {
            for value in values {
                let half = f16::from_f32(*value);
                if half.is_infinite() {
                    return Err(holds(name, "a number too large for half precision"));
                }
                out.data.extend(half.to_le_bytes());
            }
            continue;
        }
        row.clear();
        for group in values.chunks_exact(inputs / layout.groups) {
            let scale = best(layout.kind, group);
            if !scale.is_finite() {
                return Err(holds(name, "a number too large for its scale"));
            }
            match layout.kind {
                Kind::Int8 => out.scales.extend(scale.to_le_bytes()),
                _ => out.scales.extend(f16::from_f32(scale).to_le_bytes()),
            }
            row.extend(rounding::steps(layout.kind, group, scale, area));
        }
        match layout.kind {
            Kind::Int8 => out.data.extend(row.iter().map(|q| q.cast_unsigned())),
            _ => {
                out.data.extend(row.chunks_exact(2).map(|two| nibble(two[0]) | nibble(two[1]) << 4))
            }
        }
    }
    Ok(out)
}

/// -8 to 7 as 0 to 15.
fn nibble(q: i8) -> u8 {
    (q + 8).cast_unsigned() & 15
}
