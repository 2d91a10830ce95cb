//! A fully connected layer's weight as it stands in a compact file, for layers that compute with it
//! as it is.

use super::compact::{Kind, Layout};
use super::faults::{NOT_ENCODED, NOT_FINITE, holds};
use crate::error::Error;
use half::f16;

/// A weight `[O, I]` of numbers in few bits, each to be multiplied by the scale of its group.
#[derive(Clone, Debug, PartialEq)]
pub struct Packed<'a> {
    /// Rows.
    pub outputs: usize,
    /// Numbers in a row.
    pub inputs: usize,
    /// Scales a row, each for as many consecutive inputs.
    pub groups: usize,
    /// Bits a number: 16 for half precision, 8, or 4 with the even input in a byte's low half as its
    /// value plus 8.
    pub bits: usize,
    /// `[O, I * bits / 8]`.
    pub data: &'a [u8],
    /// `[O, groups]`.
    pub scales: Vec<f32>,
    /// The side of the maps that the inputs are, where the file has the weight for coarser maps
    /// than the layer takes: see [`Grid`](super::Grid).
    pub coarser: Option<usize>,
}

impl<'a> Packed<'a> {
    /// What `data` and `scales` of tensor `name` hold; `None` for half precision.
    ///
    /// # Errors
    ///
    /// [`Error::BadWeights`] for what [`dequantise`](super::compact::dequantise) refuses.
    pub(super) fn read(
        name: &str,
        layout: Layout,
        data: &'a [u8],
        scales: &[u8],
        coarser: Option<usize>,
    ) -> Result<Option<Self>, Error> {
        let (bits, scales): (_, Vec<f32>) = match layout.kind() {
            Kind::F16 => return Ok(None),
            Kind::Int8 => {
                let (four, _) = scales.as_chunks();
                (8, four.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect())
            }
            Kind::Int4 => {
                let (two, _) = scales.as_chunks();
                (4, two.iter().map(|&bytes| f16::from_le_bytes(bytes).to_f32()).collect())
            }
        };
        if scales.iter().any(|scale| !scale.is_finite()) || bits == 8 && data.contains(&0x80) {
            return Err(holds(name, NOT_ENCODED));
        }
        let [outputs, inputs, groups] = layout.sides();
        Ok(Some(Self { outputs, inputs, groups, bits, data, scales, coarser }))
    }

    /// Of tensor `name`, `[O, I]` in half precision: its scales are 1.
    ///
    /// # Errors
    ///
    /// [`Error::BadWeights`] for numbers that are not finite.
    pub(super) fn halves(
        name: &str,
        [outputs, inputs]: [usize; 2],
        data: &'a [u8],
        coarser: Option<usize>,
    ) -> Result<Self, Error> {
        let (halves, _) = data.as_chunks();
        if halves.iter().any(|&bytes| !f16::from_le_bytes(bytes).is_finite()) {
            return Err(holds(name, NOT_FINITE));
        }
        let scales = vec![1.0; outputs];
        Ok(Self { outputs, inputs, groups: 1, bits: 16, data, scales, coarser })
    }
}

#[cfg(test)]
mod tests {
    use super::super::compact::{dequantise, quantise};
    use super::*;

    fn values() -> Vec<f32> {
        (0..3 * 8).map(|i| (i as f32 * 0.7).sin()).collect()
    }

    #[test]
    fn numbers_times_scales_are_what_is_decoded() {
        for (kind, bits) in [(Kind::Int8, 8), (Kind::Int4, 4)] {
            let layout = Layout::new("w", kind, 3, 8, 2).unwrap();
            let coded = quantise("w", &values(), 1, layout).unwrap();
            let mut decoded = Vec::<f32>::new();
            dequantise("w", layout, &coded.data, &coded.scales, |_, row| decoded.extend(row))
                .unwrap();
            let packed = Packed::read("w", layout, &coded.data, &coded.scales, None);
            let packed = packed.unwrap().unwrap();
            assert_eq!((packed.bits, packed.groups, packed.inputs), (bits, 2, 8));
            for (at, decoded) in decoded.into_iter().enumerate() {
                let byte = packed.data[at * bits / 8];
                let number = match (bits, at % 2) {
                    (8, _) => i32::from(byte.cast_signed()),
                    (_, 0) => i32::from(byte & 15) - 8,
                    _ => i32::from(byte >> 4) - 8,
                };
                assert_eq!(number as f32 * packed.scales[at / 4], decoded, "{kind:?}, {at}");
            }
        }
    }

    #[test]
    fn what_the_encoding_does_not_have_is_refused() {
        let layout = Layout::new("w", Kind::Int8, 3, 8, 2).unwrap();
        let coded = quantise("w", &values(), 1, layout).unwrap();
        let read = |data: &[u8], scales: &[u8]| {
            Packed::read("w", layout, data, scales, None).map(|packed| packed.is_some())
        };
        assert_eq!(read(&coded.data, &coded.scales), Ok(true));
        let mut data = coded.data.clone();
        data[5] = 0x80;
        assert!(matches!(read(&data, &coded.scales), Err(Error::BadWeights { .. })));
        let mut scales = coded.scales.clone();
        scales[..4].copy_from_slice(&f32::NAN.to_le_bytes());
        assert!(matches!(read(&coded.data, &scales), Err(Error::BadWeights { .. })));
        assert!(Packed::halves("w", [1, 2], &[0xff, 0x7b, 0, 0x80], None).is_ok());
        let infinite = Packed::halves("w", [1, 2], &[0, 0, 0, 0x7c], None);
        assert!(matches!(infinite, Err(Error::BadWeights { .. })));
        let half = Layout::new("w", Kind::F16, 3, 8, 1).unwrap();
        assert_eq!(Packed::read("w", half, &[0; 48], &[], None), Ok(None));
    }
}
