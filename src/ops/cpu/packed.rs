//! Fully connected layers on packed weights: they are unpacked in registers, since reading them is
//! what takes the time.

mod number;

use super::activate::activate;
use super::share::for_each_block;
use super::simd::vectorised;
use super::sweep::CHAIN;
use crate::arch::Activation;
use crate::kernels::{PANEL, Packing};
use crate::ops::packed::PackedOptions;
use number::{Half, Int4, Int8, Number};
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
        match self.options.packing.bits {
            4 => self.run_of::<Int4>(),
            8 => self.run_of::<Int8>(),
            _ => self.run_of::<Half>(),
        }
    }

    fn run_of<N: Number>(&self) -> Vec<f32> {
        let PackedOptions { packing, activation } = self.options;
        let Packing { inputs, units, groups, .. } = packing;
        let rows: Vec<&[f32]> = self.input.chunks_exact(inputs).collect();
        let lines = lines_of::<N>(self.words);
        let (scales, _) = self.scales.as_chunks::<PANEL>();
        // The cores share the panels.
        let size = rows.len() * PANEL;
        let products = rows.len().saturating_mul(inputs * units);
        let mut panels = vec![0.0; packing.panels() * size];
        for_each_block(&mut panels, size, products, |panel, sums| {
            let (sums, _) = sums.as_chunks_mut();
            for (rows, sums) in rows.chunks(ROWS).zip(sums.chunks_mut(ROWS)) {
                vectorised(Sweep::<N> {
                    rows,
                    lines: &lines[panel * packing.lines()..][..packing.lines()],
                    scales: &scales[panel * groups..][..groups],
                    sums,
                });
            }
        });
        let mut output = vec![0.0; rows.len() * units];
        for (row, output) in output.chunks_exact_mut(units).enumerate() {
            let panels = panels.chunks_exact(size.max(1));
            let outputs = output.chunks_mut(PANEL).zip(self.bias.chunks(PANEL)).zip(panels);
            for ((output, bias), sums) in outputs {
                let sums = &sums[row * PANEL..];
                for ((output, bias), sum) in output.iter_mut().zip(bias).zip(sums) {
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
        match packing.bits {
            4 => unit_of::<Int4>(words, scales, packing, unit),
            8 => unit_of::<Int8>(words, scales, packing, unit),
            _ => unit_of::<Half>(words, scales, packing, unit),
        }
    }
}

fn unit_of<N: Number>(words: &[f32], scales: &[f32], packing: Packing, unit: usize) -> Vec<f32> {
    let Packing { inputs, groups, .. } = packing;
    let (panel, lane) = (unit / PANEL, unit % PANEL);
    let lines = &lines_of::<N>(words)[panel * packing.lines()..];
    let (scales, _) = scales.as_chunks::<PANEL>();
    let weight = |input: usize| {
        let scale = scales[panel * groups + input / (inputs / groups)][lane];
        N::value(lines[input / N::A_LINE][lane], input % N::A_LINE) * scale
    };
    (0..inputs).map(weight).collect()
}

fn lines_of<N: Number>(words: &[f32]) -> &[[N::Stored; PANEL]] {
    bytemuck::cast_slice::<f32, N::Stored>(words).as_chunks().0
}

/// A panel for a few rows.
struct Sweep<'a, N: Number> {
    /// One to [`ROWS`], each `[I]`.
    rows: &'a [&'a [f32]],
    lines: &'a [[N::Stored; PANEL]],
    /// One line a group.
    scales: &'a [[f32; PANEL]],
    /// What to add to, a line a row.
    sums: &'a mut [[f32; PANEL]],
}

impl<N: Number> WithSimd for Sweep<'_, N> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        match *self.rows {
            [a, b, c, d] => self.groups::<S, 4>(simd, [a, b, c, d]),
            _ => {
                let sums = std::mem::take(&mut self.sums);
                for (row, sums) in self.rows.iter().zip(sums.chunks_exact_mut(1)) {
                    let Sweep { rows, lines, scales, .. } = self;
                    Sweep::<N> { rows, lines, scales, sums }.groups::<S, 1>(simd, [*row]);
                }
            }
        }
    }
}

impl<N: Number> Sweep<'_, N> {
    #[inline(always)]
    fn groups<S: Simd, const R: usize>(&mut self, simd: S, rows: [&[f32]; R]) {
        let lines = self.lines.len() / self.scales.len().max(1);
        let groups = self.lines.chunks_exact(lines.max(1)).zip(self.scales);
        for (group, (lines, scale)) in groups.enumerate() {
            let first = group * lines.len() * N::A_LINE;
            for (chain, lines) in lines.chunks(CHAIN).enumerate() {
                let first = first + chain * CHAIN * N::A_LINE;
                let rows = rows.map(|row| &row[first..][..lines.len() * N::A_LINE]);
                let chain = Chain::<N, R> { rows, lines, scale };
                // With short vectors, a whole panel's are more than there are registers.
                if S::F32_LANES == 4 {
                    chain.add::<S, { PANEL / 2 }>(simd, 0, self.sums);
                    chain.add::<S, { PANEL / 2 }>(simd, PANEL / 2, self.sums);
                } else {
                    chain.add::<S, PANEL>(simd, 0, self.sums);
                }
            }
        }
    }
}

/// Lines of one group, short enough to be added up in one go.
struct Chain<'a, N: Number, const R: usize> {
    rows: [&'a [f32]; R],
    lines: &'a [[N::Stored; PANEL]],
    scale: &'a [f32; PANEL],
}

impl<N: Number, const R: usize> Chain<'_, N, R> {
    /// Adds the products to the sums of the lanes that begin at `from`.
    #[inline(always)]
    fn add<S: Simd, const LANES: usize>(&self, simd: S, from: usize, sums: &mut [[f32; PANEL]]) {
        let mut totals = [[0.0; LANES]; R];
        for (at, line) in self.lines.iter().enumerate() {
            let line = &line[from..from + LANES];
            for input in 0..N::A_LINE {
                let weights = std::array::from_fn(|lane| N::value(line[lane], input));
                let inputs = self.rows.map(|row| row[N::A_LINE * at + input]);
                add_products(simd, inputs, &weights, &mut totals);
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
