//! The compact encoding of one weight tensor `[O, …]`: rows are outputs, and `I`, the inputs of a
//! row, is the product of the other sides.
//!
//! | kind | data | scales | value of input `i` in row `o` |
//! |---|---|---|---|
//! | [`Kind::F16`] | F16 `[O, I]` | none | as it is |
//! | [`Kind::Int8`] | I8 `[O, I]`, -127 to 127 | F32 `[O, G]` | `q[o, i] * scale[o, i / (I / G)]` |
//! | [`Kind::Int4`] | U8 `[O, I / 2]`, the even input in the low nibble | F16 `[O, G]` | `(nibble - 8) * scale`, with -8 to 7 |
//!
//! A scale is shared by `I / G` consecutive inputs of a row. An int4 scale may be negative: the
//! range is one longer on one side, and the sign puts a group's largest weight there, as the Q4_0
//! of <https://github.com/ggml-org/ggml> does. Numbers are little-endian. Functions here are pure.

mod encode;
mod rounding;
mod scale;

pub use encode::{quantise, quantise_by};
pub use scale::step;

use super::faults::{NOT_ENCODED, holds};
use crate::error::Error;
use half::f16;

/// How a number is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Half precision, two bytes.
    F16,
    /// One byte, with scales in single precision.
    Int8,
    /// Half a byte, with scales in half precision.
    Int4,
}

/// Sides and kind of an encoded tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    kind: Kind,
    outputs: usize,
    inputs: usize,
    groups: usize,
}

/// An encoded tensor as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantised {
    /// [`Layout::data_bytes`] bytes.
    pub data: Vec<u8>,
    /// [`Layout::scale_bytes`] bytes; empty for [`Kind::F16`].
    pub scales: Vec<u8>,
}

impl Layout {
    /// The layout of tensor `name` (for the error) with `outputs` rows of `inputs` numbers, each
    /// in `groups` groups; [`Kind::F16`] has no scales and takes any number of groups.
    ///
    /// # Errors
    ///
    /// [`Error::WrongTensor`] if a side is zero or the size does not fit, if the groups do not
    /// divide the inputs, or if int4 rows have an odd number of inputs: a row begins at a byte, and
    /// none of our networks' large layers has odd rows, so such a tensor is refused, not padded.
    pub fn new(
        name: &str,
        kind: Kind,
        outputs: usize,
        inputs: usize,
        groups: usize,
    ) -> Result<Self, Error> {
        let wrong = |expected: &str| Error::WrongTensor {
            name: name.into(),
            expected: expected.into(),
            found: format!("{kind:?} [{outputs}, {inputs}] with {groups} groups a row"),
        };
        let numbers = outputs.checked_mul(inputs).and_then(|numbers| numbers.checked_mul(4));
        if numbers.is_none_or(|bytes| bytes == 0 || bytes > isize::MAX as usize) {
            return Err(wrong("of a size between one number and what memory can address"));
        }
        if kind != Kind::F16 && (groups == 0 || !inputs.is_multiple_of(groups)) {
            return Err(wrong("in groups of equal size"));
        }
        if kind == Kind::Int4 && !inputs.is_multiple_of(2) {
            return Err(wrong("of an even number of inputs for int4"));
        }
        Ok(Self { kind, outputs, inputs, groups })
    }

    /// How a number is stored.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Rows, numbers in a row, scales a row.
    pub fn sides(&self) -> [usize; 3] {
        [self.outputs, self.inputs, self.groups]
    }

    /// Bytes of the numbers.
    pub fn data_bytes(&self) -> usize {
        self.outputs * self.row_bytes()
    }

    /// Bytes of the scales; 0 for [`Kind::F16`].
    pub fn scale_bytes(&self) -> usize {
        self.outputs * self.row_scales() * self.one_scale()
    }

    fn row_bytes(&self) -> usize {
        match self.kind {
            Kind::F16 => self.inputs * 2,
            Kind::Int8 => self.inputs,
            Kind::Int4 => self.inputs / 2,
        }
    }

    fn row_scales(&self) -> usize {
        if self.kind == Kind::F16 { 0 } else { self.groups }
    }

    fn one_scale(&self) -> usize {
        if self.kind == Kind::Int8 { 4 } else { 2 }
    }
}

/// Decodes tensor `name` row by row: `each` is called with `0..O` in order and the row's `I`
/// numbers. Nothing larger than a row is allocated.
///
/// # Errors
///
/// [`Error::WrongTensor`] if `data` or `scales` has another length than the layout's;
/// [`Error::BadWeights`] for a scale or a half-precision number that is not finite, and for an int8
/// of -128, which the encoding does not use. Rows before the fault have been passed on by then.
pub fn dequantise(
    name: &str,
    layout: Layout,
    data: &[u8],
    scales: &[u8],
    mut each: impl FnMut(usize, &[f32]),
) -> Result<(), Error> {
    check_lengths(name, layout, data, scales)?;
    let half = |bytes: &[u8]| f16::from_le_bytes([bytes[0], bytes[1]]).to_f32();
    let scale = |index: usize| {
        let bytes = &scales[index * layout.one_scale()..][..layout.one_scale()];
        match *bytes {
            [a, b, c, d] => f32::from_le_bytes([a, b, c, d]),
            _ => half(bytes),
        }
    };
    let mut row = Vec::with_capacity(layout.inputs);
    for (output, bytes) in data.chunks_exact(layout.row_bytes()).enumerate() {
        row.clear();
        match layout.kind {
            Kind::F16 => row.extend(bytes.chunks_exact(2).map(half)),
            Kind::Int8 if bytes.contains(&0x80) => row.push(f32::NAN),
            Kind::Int8 => row.extend(bytes.iter().map(|byte| f32::from(byte.cast_signed()))),
            Kind::Int4 => row.extend(
                bytes.iter().flat_map(|two| [two & 15, two >> 4]).map(|q| f32::from(q) - 8.0),
            ),
        }
        if layout.kind != Kind::F16 {
            let groups = row.chunks_mut(layout.inputs / layout.groups);
            for (group, values) in groups.enumerate() {
                let scale = scale(output * layout.groups + group);
                values.iter_mut().for_each(|value| *value *= scale);
            }
        }
        if row.iter().any(|value| !value.is_finite()) {
            return Err(holds(name, NOT_ENCODED));
        }
        each(output, &row);
    }
    Ok(())
}

/// That numbers and scales are as many as the layout says.
///
/// # Errors
///
/// [`Error::WrongTensor`] if they are not.
pub(super) fn check_lengths(
    name: &str,
    layout: Layout,
    data: &[u8],
    scales: &[u8],
) -> Result<(), Error> {
    check_length(name, "bytes", data.len(), layout.data_bytes())?;
    check_length(name, "bytes of scales", scales.len(), layout.scale_bytes())
}

fn check_length(name: &str, what: &str, found: usize, expected: usize) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::WrongTensor {
        name: name.into(),
        expected: format!("{expected} {what}"),
        found: format!("{found} {what}"),
    })
}

#[cfg(test)]
mod tests;
