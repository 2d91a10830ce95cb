//! Convolutions and fully connected layers as products of rows and panels.

use super::activate::activate;
use super::share::{cores, for_each_block};
use super::simd::vectorised;
use super::sweep::{Lanes, PANEL, Run, Sweep};
use crate::arch::{Activation, Window};
use crate::ops::Output;
use std::borrow::Cow;

/// The most rows that go through all panels together, so that they stay in the nearest cache.
const BLOCK: usize = 96;
/// Blocks have a multiple of so many, which the inner loop takes at once, or half of what it takes.
const TILE: usize = 4;

/// `activation(rows x weight + bias + residual)`.
pub(super) struct Product<'a> {
    pub(super) input: &'a [f32],
    /// Where in the input the first group's part of each row begins.
    pub(super) rows: &'a [usize],
    /// What a group's part of a row is made of: [`Run::pieces`].
    pub(super) runs: &'a [Run],
    /// As [`pack`] gives it.
    pub(super) weight: &'a [f32],
    /// How far a group's part of a row begins after the part of the group before.
    pub(super) group_inputs: usize,
    /// One number an output.
    pub(super) bias: &'a [f32],
    pub(super) groups: usize,
    pub(super) activation: Activation,
}

/// A panel's place among the outputs.
struct Place {
    first: usize,
    width: usize,
    /// What to add to a row's begin.
    input: usize,
}

impl Product<'_> {
    /// The outputs, `[rows, outputs]`, in the place of the `residual`, which is shaped alike.
    pub(super) fn run(&self, residual: Option<Vec<f32>>) -> Vec<f32> {
        let outputs = self.bias.len();
        let inputs: usize = self.runs.iter().map(|run| run.length).sum();
        // Those of large batches are more than a browser's 32 bits can count.
        let products = self.rows.len().saturating_mul(inputs * outputs);
        let adds = residual.is_some();
        let mut output = residual.unwrap_or_else(|| vec![0.0; self.rows.len() * outputs]);
        if self.rows.len() <= BLOCK {
            // Few rows: the cores share the weights.
            let size = self.rows.len() * PANEL;
            let mut sums = vec![0.0; self.panels() * size];
            for_each_block(&mut sums, size, products, |panel, sums| {
                let residual = adds.then_some(&output[..]);
                self.sweep(panel, 0, residual, sums.as_chunks_mut().0);
            });
            for (panel, sums) in sums.chunks_exact(size.max(1)).enumerate() {
                self.finish(panel, sums.as_chunks().0, &mut output);
            }
            activate(&mut output, self.activation);
        } else {
            let block_rows = self.block_rows();
            for_each_block(&mut output, block_rows * outputs, products, |block, output| {
                let mut sums = [[0.0; PANEL]; BLOCK];
                let sums = &mut sums[..output.len() / outputs];
                for panel in 0..self.panels() {
                    self.sweep(panel, block * block_rows, adds.then_some(&*output), sums);
                    self.finish(panel, sums, output);
                }
                activate(output, self.activation);
            });
        }
        output
    }

    /// Rows of a block: as many blocks for each core, at least two, of nearly the same size.
    fn block_rows(&self) -> usize {
        let rows = self.rows.len();
        let blocks = rows.div_ceil(BLOCK).max(2 * cores()).next_multiple_of(cores());
        rows.div_ceil(blocks).next_multiple_of(TILE).clamp(BLOCK / 4, BLOCK)
    }

    fn group_panels(&self) -> usize {
        (self.bias.len() / self.groups).div_ceil(PANEL)
    }

    fn panels(&self) -> usize {
        self.groups * self.group_panels()
    }

    fn place(&self, panel: usize) -> Place {
        let outputs = self.bias.len() / self.groups;
        let (group, panel) = (panel / self.group_panels(), panel % self.group_panels());
        Place {
            first: group * outputs + panel * PANEL,
            width: PANEL.min(outputs - panel * PANEL),
            input: group * self.group_inputs,
        }
    }

    /// A panel's sums for the rows from `first` on, with those rows of the residual.
    fn sweep(&self, panel: usize, first: usize, residual: Option<&[f32]>, sums: &mut [Lanes]) {
        let place = self.place(panel);
        let outputs = self.bias.len();
        match residual {
            None => sums.fill([0.0; PANEL]),
            Some(residual) => {
                for (sums, residual) in sums.iter_mut().zip(residual.chunks_exact(outputs)) {
                    copy_lanes(&mut sums[..place.width], &residual[place.first..][..place.width]);
                }
            }
        }
        let mut bias = [0.0; PANEL];
        bias[..place.width].copy_from_slice(&self.bias[place.first..][..place.width]);
        let (weights, _) = self.weight.as_chunks();
        let inputs: usize = self.runs.iter().map(|run| run.length).sum();
        vectorised(Sweep {
            input: &self.input[place.input..],
            rows: &self.rows[first..first + sums.len()],
            runs: self.runs,
            panel: &weights[panel * inputs..][..inputs],
            width: place.width,
            bias: &bias,
            relu: self.activation == Activation::Relu,
            sums,
        });
    }

    /// Puts a panel's sums where they belong.
    fn finish(&self, panel: usize, sums: &[Lanes], output: &mut [f32]) {
        let Place { first, width, .. } = self.place(panel);
        for (sums, output) in sums.iter().zip(output.chunks_exact_mut(self.bias.len())) {
            copy_lanes(&mut output[first..first + width], &sums[..width]);
        }
    }
}

/// Copies a panel's lanes, mostly all of them: then without a call.
#[inline(always)]
fn copy_lanes(to: &mut [f32], from: &[f32]) {
    match (to.as_mut_array::<PANEL>(), from.as_array::<PANEL>()) {
        (Some(to), Some(from)) => *to = *from,
        _ => to.copy_from_slice(from),
    }
}

/// Weights `[inputs, outputs]`, whose outputs are in `groups`, as `[groups, panels, inputs, PANEL]`:
/// each panel is read from front to back. Lanes beyond the last output are zero.
pub(super) fn pack(weight: &[f32], inputs: usize, outputs: usize, groups: usize) -> Vec<f32> {
    let group = outputs / groups;
    let panels = group.div_ceil(PANEL);
    let mut packed = vec![0.0; groups * panels * inputs * PANEL];
    for (panel, packed) in packed.chunks_exact_mut((inputs * PANEL).max(1)).enumerate() {
        let (first, within) = (panel / panels * group, panel % panels * PANEL);
        let width = PANEL.min(group - within);
        for (lanes, line) in packed.chunks_exact_mut(PANEL).zip(weight.chunks_exact(outputs)) {
            lanes[..width].copy_from_slice(&line[first + within..][..width]);
        }
    }
    packed
}

/// One output's weights among those that [`pack`] gave.
pub(super) fn unpack(packed: &[f32], output: Output) -> Vec<f32> {
    let Output { index, count, groups, .. } = output;
    let group = count / groups;
    let panels = group.div_ceil(PANEL);
    let inputs = packed.len() / (groups * panels * PANEL).max(1);
    let panel = index / group * panels + index % group / PANEL;
    let (lanes, _) = packed.as_chunks::<PANEL>();
    let lane = index % group % PANEL;
    lanes.iter().skip(panel * inputs).take(inputs).map(|lanes| lanes[lane]).collect()
}

/// A convolution's input with its padding, where each output pixel's window begins in it, and what
/// a window is made of, in the order of the weights.
pub(super) fn windows(
    input: Cow<'_, [f32]>,
    shape: [usize; 4],
    window: Window,
    groups: usize,
) -> (Cow<'_, [f32]>, Vec<usize>, Vec<Run>) {
    let [batch, height, width, channels] = shape;
    let Window { kernel, stride, padding } = window;
    let [wide, high] = [width, height].map(|side| side + 2 * padding);
    let line = wide * channels;
    let mut rows = Vec::with_capacity(batch * window.output(height) * window.output(width));
    for picture in 0..batch {
        for y in 0..window.output(height) {
            let start = (picture * high + y * stride) * line;
            rows.extend((0..window.output(width)).map(|x| start + x * stride * channels));
        }
    }
    let runs: Vec<_> = match groups {
        // Neighbouring pixels' channels lie side by side.
        1 => (0..kernel).map(|y| Run { offset: y * line, length: kernel * channels }).collect(),
        _ => (0..kernel * kernel)
            .map(|at| Run {
                offset: at / kernel * line + at % kernel * channels,
                length: channels / groups,
            })
            .collect(),
    };
    let runs = runs.into_iter().flat_map(Run::pieces).collect();
    if padding == 0 {
        return (input, rows, runs);
    }
    let mut padded = vec![0.0; batch * high * line];
    for (at, inside) in input.chunks_exact(width * channels).enumerate() {
        let (picture, y) = (at / height, at % height);
        let start = (picture * high + y + padding) * line + padding * channels;
        padded[start..start + inside.len()].copy_from_slice(inside);
    }
    (Cow::Owned(padded), rows, runs)
}
