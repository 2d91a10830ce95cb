//! Fully connected layers on packed weights: they are unpacked in registers, since reading them is
//! what takes the time.

use super::activate::activate;
use super::share::map;
use super::simd::vectorised;
use super::sweep::CHAIN;
use crate::arch::Activation;
use crate::kernels::{PANEL, Packing};
use crate::ops::packed::PackedOptions;
use pulp::{Simd, WithSimd};

/// Rows that share the unpacking of a line.
const ROWS: usize = 4;

/// What is multiplied.
pub(super) struct PackedProduct<'a> {
    /// `[N, I]`.
    pub(super) input: &'a [f32],
    /// As [`Packing`] says.
    pub(super) words: &'a [f32],
    pub(super) scales: &'a [f32],
    /// `[O]`.
    pub(super) bias: &'a [f32],
    pub(super) options: PackedOptions,
}

impl PackedProduct<'_> {
    /// The outputs, `[N, O]`.
    pub(super) fn run(&self) -> Vec<f32> {
        let PackedOptions { packing, activation } = self.options;
        let Packing { inputs, units, groups, bits } = packing;
        let rows: Vec<&[f32]> = self.input.chunks_exact(inputs).collect();
        let (lines, _) = bytemuck::cast_slice::<f32, u8>(self.words).as_chunks::<PANEL>();
        let (scales, _) = self.scales.as_chunks::<PANEL>();
        // The cores share the panels.
        let panels = map(packing.panels(), |panel| {
            let mut sums = vec![[0.0; PANEL]; rows.len()];
            for (rows, sums) in rows.chunks(ROWS).zip(sums.chunks_mut(ROWS)) {
                vectorised(Sweep {
                    rows,
                    lines: &lines[panel * packing.lines()..][..packing.lines()],
                    scales: &scales[panel * groups..][..groups],
                    bits,
                    sums,
                });
            }
            sums
        });
        let mut output = vec![0.0; rows.len() * units];
        for (row, output) in output.chunks_exact_mut(units).enumerate() {
            let outputs = output.chunks_mut(PANEL).zip(self.bias.chunks(PANEL)).zip(&panels);
            for ((output, bias), sums) in outputs {
                for ((output, bias), sum) in output.iter_mut().zip(bias).zip(&sums[row]) {
                    *output = sum + bias;
                }
            }
        }
        if activation == Activation::Relu {
            // In this order, a sum that is no number stays so.
            output.iter_mut().for_each(|x| *x = if *x < 0.0 { 0.0 } else { *x });
        }
        activate(&mut output, activation);
        output
    }

    /// The weights of one unit, `[I]`.
    pub(super) fn unit(words: &[f32], scales: &[f32], packing: Packing, unit: usize) -> Vec<f32> {
        let Packing { inputs, groups, bits, .. } = packing;
        let (lines, _) = bytemuck::cast_slice::<f32, u8>(words).as_chunks::<PANEL>();
        let (scales, _) = scales.as_chunks::<PANEL>();
        let (panel, lane) = (unit / PANEL, unit % PANEL);
        let line = |input: usize| lines[panel * packing.lines() + input * bits / 8];
        let number = |input: usize| match (bits, input % 2) {
            (8, _) => whole(line(input)[lane]),
            (_, 0) => low(line(input)[lane]),
            _ => high(line(input)[lane]),
        };
        let scale = |input: usize| scales[panel * groups + input / (inputs / groups)][lane];
        (0..inputs).map(|input| number(input) * scale(input)).collect()
    }
}

#[inline(always)]
fn whole(byte: u8) -> f32 {
    f32::from(byte.cast_signed())
}

#[inline(always)]
fn low(byte: u8) -> f32 {
    f32::from((byte & 15).cast_signed() - 8)
}

#[inline(always)]
fn high(byte: u8) -> f32 {
    f32::from((byte >> 4).cast_signed() - 8)
}

/// A panel for a few rows.
struct Sweep<'a> {
    /// One to [`ROWS`], each `[I]`.
    rows: &'a [&'a [f32]],
    lines: &'a [[u8; PANEL]],
    /// One line a group.
    scales: &'a [[f32; PANEL]],
    bits: usize,
    /// What to add to, a line a row.
    sums: &'a mut [[f32; PANEL]],
}

impl WithSimd for Sweep<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        match *self.rows {
            [a, b, c, d] => self.groups::<S, 4>(simd, [a, b, c, d]),
            _ => {
                let sums = std::mem::take(&mut self.sums);
                for (row, sums) in self.rows.iter().zip(sums.chunks_exact_mut(1)) {
                    let Sweep { rows, lines, scales, bits, .. } = self;
                    Sweep { rows, lines, scales, bits, sums }.groups::<S, 1>(simd, [*row]);
                }
            }
        }
    }
}

impl Sweep<'_> {
    #[inline(always)]
    fn groups<S: Simd, const R: usize>(&mut self, simd: S, rows: [&[f32]; R]) {
        let lines = self.lines.len() / self.scales.len().max(1);
        let inputs = 8 / self.bits;
        let groups = self.lines.chunks_exact(lines.max(1)).zip(self.scales);
        for (group, (lines, scale)) in groups.enumerate() {
            let first = group * lines.len() * inputs;
            for (chain, lines) in lines.chunks(CHAIN).enumerate() {
                let first = first + chain * CHAIN * inputs;
                let rows = rows.map(|row| &row[first..][..lines.len() * inputs]);
                let chain = Chain { rows, lines, scale };
                // With short vectors, a whole panel's are more than there are registers.
                match (S::F32_LANES, self.bits) {
                    (4, 8) => {
                        chain.add::<S, { PANEL / 2 }, 8>(simd, 0, self.sums);
                        chain.add::<S, { PANEL / 2 }, 8>(simd, PANEL / 2, self.sums);
                    }
                    (4, _) => {
                        chain.add::<S, { PANEL / 2 }, 4>(simd, 0, self.sums);
                        chain.add::<S, { PANEL / 2 }, 4>(simd, PANEL / 2, self.sums);
                    }
                    (_, 8) => chain.add::<S, PANEL, 8>(simd, 0, self.sums),
                    _ => chain.add::<S, PANEL, 4>(simd, 0, self.sums),
                }
            }
        }
    }
}

/// Lines of one group, short enough to be added up in one go.
struct Chain<'a, const R: usize> {
    rows: [&'a [f32]; R],
    lines: &'a [[u8; PANEL]],
    scale: &'a [f32; PANEL],
}

impl<const R: usize> Chain<'_, R> {
    /// Adds the products to the sums of the lanes that begin at `from`.
    #[inline(always)]
    fn add<S: Simd, const LANES: usize, const BITS: usize>(
        &self,
        simd: S,
        from: usize,
        sums: &mut [[f32; PANEL]],
    ) {
        let mut totals = [[0.0; LANES]; R];
        for (at, line) in self.lines.iter().enumerate() {
            let line = &line[from..from + LANES];
            if BITS == 8 {
                let weights = std::array::from_fn(|lane| whole(line[lane]));
                add_products(simd, self.rows.map(|row| row[at]), &weights, &mut totals);
            } else {
                let weights = std::array::from_fn(|lane| low(line[lane]));
                add_products(simd, self.rows.map(|row| row[2 * at]), &weights, &mut totals);
                let weights = std::array::from_fn(|lane| high(line[lane]));
                add_products(simd, self.rows.map(|row| row[2 * at + 1]), &weights, &mut totals);
            }
        }
        for (sums, totals) in sums.iter_mut().zip(&totals) {
            let lanes = sums[from..].iter_mut().zip(totals).zip(&self.scale[from..]);
            lanes.for_each(|((sum, total), scale)| *sum += total * scale);
        }
    }
}

#[inline(always)]
fn add_products<S: Simd, const R: usize, const LANES: usize>(
    simd: S,
    inputs: [f32; R],
    weights: &[f32; LANES],
    totals: &mut [[f32; LANES]; R],
) {
    let (weights, _) = S::as_simd_f32s(weights);
    for (input, totals) in inputs.into_iter().zip(totals) {
        let input = simd.splat_f32s(input);
        let (totals, _) = S::as_mut_simd_f32s(totals);
        for (total, weight) in totals.iter_mut().zip(weights) {
            *total = simd.mul_add_e_f32s(input, *weight, *total);
        }
    }
}
