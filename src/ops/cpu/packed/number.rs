//! How packed weights become numbers.

/// How the numbers of a line are read.
pub(super) trait Number {
    /// What a unit has in a line.
    type Stored: bytemuck::Pod + Sync;
    /// Inputs in a line.
    const A_LINE: usize;
    /// The number of one of them.
    fn value(stored: Self::Stored, input: usize) -> f32;
}

/// Whole numbers of four bits, two inputs in a byte.
pub(super) struct Int4;
/// Whole numbers of eight bits.
pub(super) struct Int8;
/// Half precision.
pub(super) struct Half;

impl Number for Int4 {
    type Stored = u8;
    const A_LINE: usize = 2;
    #[inline(always)]
    fn value(stored: u8, input: usize) -> f32 {
        let half = if input == 0 { stored & 15 } else { stored >> 4 };
        f32::from(half.cast_signed() - 8)
    }
}

impl Number for Int8 {
    type Stored = u8;
    const A_LINE: usize = 1;
    #[inline(always)]
    fn value(stored: u8, _: usize) -> f32 {
        f32::from(stored.cast_signed())
    }
}

impl Number for Half {
    type Stored = u16;
    const A_LINE: usize = 1;
    /// In steps that vectors have everywhere. Finite numbers only: loading refuses others.
    #[inline(always)]
    fn value(stored: u16, _: usize) -> f32 {
        /// What the exponents of the two precisions differ by, where a single's exponent stands.
        const BIAS: u32 = (127 - 15) << 23;
        let [bits, sign] = [u32::from(stored & 0x7fff) << 13, u32::from(stored & 0x8000) << 16];
        let normal = f32::from_bits(bits + BIAS);
        // Without a leading one: as if there were one, less that one.
        let small = f32::from_bits(bits + BIAS + (1 << 23)) - f32::from_bits(BIAS + (1 << 23));
        let size = if stored & 0x7c00 == 0 { small } else { normal };
        f32::from_bits(size.to_bits() | sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finite_half_is_read_exactly() {
        for bits in 0..=u16::MAX {
            let expected = half::f16::from_bits(bits);
            if expected.is_finite() {
                let got = Half::value(bits, 0);
                assert_eq!(got.to_bits(), expected.to_f32().to_bits(), "{bits:#06x}");
            }
        }
    }
}
