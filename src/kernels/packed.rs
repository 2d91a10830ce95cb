//! Weights in fewer bits, with scales, and how they lie in memory.

use super::Constant;
use half::f16;

/// Units whose weights lie side by side.
pub const PANEL: usize = 32;

/// Weights `[I, O]` as numbers times scales: whole ones of 8 bits, or of 4 with two inputs in a byte,
/// or half precision.
///
/// Units lie in panels of [`PANEL`], filled up with zeros. The numbers are `[panels, lines, PANEL]`
/// of one byte, or of two, where a line holds one input, or two of int4, the even one in the low
/// half as its value plus 8. The scales are `[panels, groups, PANEL]`, each for `I / groups`
/// consecutive inputs. Bytes travel four at a time in the bits of an `f32`, little-endian: Burn's
/// tensors hold those on every device, and nothing computes with them before they are taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Packing {
    /// Numbers that go in. Even, for int4.
    pub inputs: usize,
    /// Numbers that come out: whole fours.
    pub units: usize,
    /// Scales a unit; they divide the inputs into groups of a whole number of lines.
    pub groups: usize,
    /// Bits a weight: 16, 8 or 4.
    pub bits: usize,
}

impl Packing {
    /// Whether the operations can take it: whole fours of units, whole lines in each group.
    pub fn is_possible(&self) -> bool {
        let Self { inputs, units, groups, bits } = *self;
        let divides =
            |whole: usize, part: usize| part > 0 && whole > 0 && whole.is_multiple_of(part);
        matches!(bits, 4 | 8 | 16)
            && divides(units, 4)
            && divides(inputs, groups)
            && divides(inputs / groups, self.a_line())
    }

    /// Panels of units.
    pub fn panels(&self) -> usize {
        self.units.div_ceil(PANEL)
    }

    /// Inputs in a line.
    pub fn a_line(&self) -> usize {
        if self.bits == 4 { 2 } else { 1 }
    }

    /// Bytes of a unit in a line.
    pub fn bytes(&self) -> usize {
        self.bits.div_ceil(8)
    }

    /// Lines of a panel.
    pub fn lines(&self) -> usize {
        self.inputs / self.a_line()
    }

    /// Shape of the numbers as `f32`s, each four bytes.
    pub fn words(&self) -> [usize; 2] {
        [self.panels() * self.lines(), PANEL * self.bytes() / 4]
    }

    /// Shape of the scales.
    pub fn scales(&self) -> [usize; 2] {
        [self.panels() * self.groups, PANEL]
    }

    /// One weight, out of all numbers and scales. Slow and obvious, for references.
    pub(super) fn weight(&self, words: &[f32], scales: &[f32], input: usize, unit: usize) -> f64 {
        let (panel, lane) = (unit / PANEL, unit % PANEL);
        let line = panel * self.lines() + input / self.a_line();
        let [_, width] = self.words();
        let at = lane * self.bytes();
        let bytes = words[line * width + at / 4].to_bits().to_le_bytes();
        let byte = bytes[at % 4];
        let number = match (self.bits, input % 2) {
            (16, _) => f16::from_le_bytes([byte, bytes[at % 4 + 1]]).to_f64(),
            (8, _) => f64::from(byte.cast_signed()),
            (_, 0) => f64::from(byte & 15) - 8.0,
            _ => f64::from(byte >> 4) - 8.0,
        };
        let group = input / (self.inputs / self.groups);
        number * f64::from(scales[(panel * self.groups + group) * PANEL + lane])
    }

    /// The largest size that a number has in examples.
    pub(super) fn largest(&self) -> f32 {
        match self.bits {
            16 => 2.0,
            8 => 128.0,
            _ => 8.0,
        }
    }

    /// Any bits are whole numbers; of half precision, those that are infinite or no number become
    /// small ones.
    pub(super) fn tame(&self, words: &mut [f32]) {
        if self.bits == 16 {
            words.iter_mut().for_each(|word| *word = f32::from_bits(word.to_bits() & 0xbfff_bfff));
        }
    }

    pub(super) fn constants(&self) -> Vec<(&'static str, Constant)> {
        vec![
            ("INPUTS", self.inputs.into()),
            ("GROUPS", self.groups.into()),
            ("BITS", self.bits.into()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_found_where_it_lies() {
        let packing = Packing { inputs: 4, units: 36, groups: 2, bits: 4 };
        assert_eq!((packing.panels(), packing.lines()), (2, 2));
        let mut words = vec![0.0; packing.words().iter().product()];
        // Unit 33 is lane 1 of the second panel; inputs 2 and 3 are its second line.
        words[3 * 8] = f32::from_bits(0x0000_a300);
        let mut scales = vec![0.0; packing.scales().iter().product()];
        scales[3 * PANEL + 1] = 0.5;
        assert_eq!(packing.weight(&words, &scales, 2, 33), -2.5);
        assert_eq!(packing.weight(&words, &scales, 3, 33), 1.0);
        let bytes = Packing { bits: 8, ..packing };
        let mut words = vec![0.0; bytes.words().iter().product()];
        words[0] = f32::from_bits(0x80ff_7f01);
        let weight = |unit| bytes.weight(&words, &[1.0; 128], 0, unit);
        assert_eq!([0, 1, 2, 3].map(weight), [1.0, 127.0, -1.0, -128.0]);
        let halves = Packing { bits: 16, ..packing };
        assert_eq!((halves.lines(), halves.words()), (4, [8, 16]));
        let mut words = vec![0.0; halves.words().iter().product()];
        // Units 2 and 3 of input 1.
        words[16 + 1] = f32::from_bits(0xb800_3e00);
        let weight = |unit| halves.weight(&words, &[1.0; 128], 1, unit);
        assert_eq!([1, 2, 3, 4].map(weight), [0.0, 1.5, -0.5, 0.0]);
    }

    #[test]
    fn what_does_not_fit_is_known() {
        let fits = Packing { inputs: 64, units: 8, groups: 2, bits: 4 };
        assert!(fits.is_possible());
        let wrong = [
            Packing { units: 10, ..fits },
            Packing { groups: 3, ..fits },
            Packing { groups: 64, ..fits },
            Packing { groups: 0, ..fits },
            Packing { bits: 2, ..fits },
            Packing { inputs: 0, ..fits },
        ];
        assert!(wrong.iter().all(|packing| !packing.is_possible()));
    }
}
