//! The inner loop of convolutions and fully connected layers: rows of inputs times a panel of
//! weights.

use pulp::{Simd, WithSimd};

/// Outputs whose weights lie side by side: two of the widest vectors.
pub(super) const PANEL: usize = 32;

/// One number for each output of a panel.
pub(super) type Lanes = [f32; PANEL];

/// Inputs that lie side by side, counted from where a row begins.
#[repr(C)] // another program reads it in wasm
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) offset: usize,
    pub(super) length: usize,
}

/// Products that are added up before they join what was added before: the longer a chain of
/// additions, the more it rounds, and ResNet-152's have 4,608 links. It is also what the nearest
/// cache holds of a panel's weights.
pub(super) const CHAIN: usize = 256;

/// Inputs of a row that are taken at once.
const STEPS: usize = 4;

impl Run {
    /// The same inputs in runs that a chain can hold.
    pub(super) fn pieces(self) -> impl Iterator<Item = Self> {
        let Self { offset, length } = self;
        let piece = move |at| Self { offset: offset + at, length: CHAIN.min(length - at) };
        (0..length).step_by(CHAIN).map(piece)
    }
}

/// `sums[row] = relu(sums[row] + bias + sum over k of input[row, k] * panel[k])`.
pub(super) struct Sweep<'a> {
    pub(super) input: &'a [f32],
    /// Where in the input each row begins.
    pub(super) rows: &'a [usize],
    /// What a row is made of: [`Run::pieces`].
    pub(super) runs: &'a [Run],
    /// The weights, one line for each input of a row.
    pub(super) panel: &'a [Lanes],
    /// How many of its lanes matter.
    pub(super) width: usize,
    pub(super) bias: &'a Lanes,
    pub(super) relu: bool,
    /// For each row what to add to, and at last the result.
    pub(super) sums: &'a mut [Lanes],
}

impl WithSimd for Sweep<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (mut runs, mut panel) = (self.runs, self.panel);
        while !runs.is_empty() {
            let (mut count, mut length) = (1, runs[0].length);
            while count < runs.len() && length + runs[count].length <= CHAIN {
                length += runs[count].length;
                count += 1;
            }
            let Self { input, rows, width, .. } = self;
            let chain = Chain { input, rows, runs: &runs[..count], panel: &panel[..length], width };
            chain.add(simd, self.sums);
            (runs, panel) = (&runs[count..], &panel[length..]);
        }
        let (bias, _) = S::as_simd_f32s(self.bias);
        let zero = simd.splat_f32s(0.0);
        for lanes in self.sums {
            for (sum, bias) in S::as_mut_simd_f32s(lanes).0.iter_mut().zip(bias) {
                *sum = simd.add_f32s(*sum, *bias);
                if self.relu {
                    // In this order, x86 keeps a sum that is no number.
                    *sum = simd.max_f32s(zero, *sum);
                }
            }
        }
    }
}

/// A part of a sweep, added up by itself.
struct Chain<'a> {
    input: &'a [f32],
    rows: &'a [usize],
    runs: &'a [Run],
    panel: &'a [Lanes],
    width: usize,
}

impl Chain<'_> {
    #[inline(always)]
    fn add<S: Simd>(&self, simd: S, sums: &mut [Lanes]) {
        #[cfg(target_arch = "wasm32")]
        {
            let Self { input, rows, runs, panel, width } = *self;
            if super::relaxed::add(input, rows, runs, panel, width, sums) {
                return;
            }
        }
        // Twelve vectors of sums, two of weights and one input fill sixteen registers; AVX-512 has 32. A wasm
        // engine has sixteen on x86, but spills so many and is slower by a third; it keeps eight.
        // One row waits for each addition, so it takes more vectors at once.
        if S::F32_LANES == 4 {
            let done = self.tiles::<S, 4, 2>(simd, 0, sums);
            self.tiles::<S, 1, 4>(simd, done, sums);
        } else if S::F32_LANES == 16 {
            let done = self.tiles::<S, 8, 2>(simd, 0, sums);
            let done = self.tiles::<S, 4, 2>(simd, done, sums);
            self.tiles::<S, 1, 2>(simd, done, sums);
        } else {
            let done = self.tiles::<S, 6, 2>(simd, 0, sums);
            let done = self.tiles::<S, 3, 2>(simd, done, sums);
            self.tiles::<S, 1, 2>(simd, done, sums);
        }
    }

    /// Computes the rows from `done` on, `ROWS` at once. Gives how many are done then.
    #[inline(always)]
    fn tiles<S: Simd, const ROWS: usize, const VECTORS: usize>(
        &self,
        simd: S,
        done: usize,
        sums: &mut [Lanes],
    ) -> usize {
        let (tiles, rest) = self.rows[done..].as_chunks::<ROWS>();
        let (sums, _) = sums[done..].as_chunks_mut::<ROWS>();
        for from in (0..self.width).step_by(VECTORS * S::F32_LANES) {
            for (rows, sums) in tiles.iter().zip(&mut *sums) {
                self.tile::<S, ROWS, VECTORS>(simd, *rows, from, sums);
            }
        }
        self.rows.len() - rest.len()
    }

    /// `ROWS` rows over the lanes that begin at `from`.
    #[inline(always)]
    fn tile<S: Simd, const ROWS: usize, const VECTORS: usize>(
        &self,
        simd: S,
        rows: [usize; ROWS],
        from: usize,
        sums: &mut [Lanes; ROWS],
    ) {
        let mut totals = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
        let mut panel = self.panel;
        for &Run { offset, length } in self.runs {
            let (these, rest) = panel.split_at(length);
            // Several at once: each row's bounds are looked at once for all of them. A wasm engine is slower
            // by a third so.
            let steps = if S::F32_LANES == 4 { 0 } else { length / STEPS };
            for (step, lines) in these.as_chunks::<STEPS>().0[..steps].iter().enumerate() {
                let mut values = [&[0.0; STEPS]; ROWS];
                for row in 0..ROWS {
                    let at = rows[row] + offset + step * STEPS;
                    values[row] = self.input[at..].first_chunk().expect("a row's inputs");
                }
                for (k, line) in lines.iter().enumerate() {
                    let mut inputs = [0.0; ROWS];
                    for row in 0..ROWS {
                        inputs[row] = values[row][k];
                    }
                    add_products::<S, ROWS, VECTORS>(simd, inputs, &line[from..], &mut totals);
                }
            }
            let rows = rows.map(|row| &self.input[row + offset..][..length]);
            for k in steps * STEPS..length {
                let (weight, _) = S::as_simd_f32s(&these[k][from..from + VECTORS * S::F32_LANES]);
                let weight: [_; VECTORS] = std::array::from_fn(|vector| weight[vector]);
                for row in 0..ROWS {
                    let value = simd.splat_f32s(rows[row][k]);
                    for vector in 0..VECTORS {
                        let total = &mut totals[row][vector];
                        *total = simd.mul_add_e_f32s(value, weight[vector], *total);
                    }
                }
            }
            panel = rest;
        }
        for (lanes, totals) in sums.iter_mut().zip(totals) {
            let lanes = &mut lanes[from..from + VECTORS * S::F32_LANES];
            for (sum, total) in S::as_mut_simd_f32s(lanes).0.iter_mut().zip(totals) {
                *sum = simd.add_f32s(*sum, total);
            }
        }
    }
}

/// Adds an input of each row times a line of the panel.
#[inline(always)]
fn add_products<S: Simd, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    inputs: [f32; ROWS],
    line: &[f32],
    totals: &mut [[S::f32s; VECTORS]; ROWS],
) {
    let (line, _) = S::as_simd_f32s(&line[..VECTORS * S::F32_LANES]);
    for row in 0..ROWS {
        let value = simd.splat_f32s(inputs[row]);
        for vector in 0..VECTORS {
            let total = &mut totals[row][vector];
            *total = simd.mul_add_e_f32s(value, line[vector], *total);
        }
    }
}
