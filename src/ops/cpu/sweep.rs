//! The inner loop of convolutions and fully connected layers: rows of inputs times a panel of
//! weights.

use pulp::{Simd, WithSimd};

/// Outputs whose weights lie side by side: 64 bytes, a cache line.
pub(super) const PANEL: usize = 16;

/// One number for each output of a panel.
pub(super) type Lanes = [f32; PANEL];

/// Inputs that lie side by side, counted from where a row begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub(super) offset: usize,
    pub(super) length: usize,
}

/// `sums[row] = relu(sums[row] + bias + sum over k of input[row, k] * panel[k])`.
pub(super) struct Sweep<'a> {
    pub(super) input: &'a [f32],
    /// Where in the input each row begins.
    pub(super) rows: &'a [usize],
    /// What a row is made of.
    pub(super) runs: &'a [Run],
    /// The weights, one line for each input of a row.
    pub(super) panel: &'a [Lanes],
    pub(super) bias: &'a Lanes,
    pub(super) relu: bool,
    /// For each row what to add to, and at last the result.
    pub(super) sums: &'a mut [Lanes],
}

impl WithSimd for Sweep<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        // Six rows times two vectors of sums, two of weights and one input fill the sixteen
        // registers that x86 and wasm engines on it have. Fewer rows wait for each addition, so
        // they take more vectors at once.
        let mut done = self.tiles::<S, 6, 2>(simd, 0);
        if S::F32_LANES * 4 <= PANEL {
            done = self.tiles::<S, 3, 4>(simd, done);
            self.tiles::<S, 1, 4>(simd, done);
        } else {
            done = self.tiles::<S, 3, 2>(simd, done);
            self.tiles::<S, 1, 2>(simd, done);
        }
    }
}

impl Sweep<'_> {
    /// Computes the rows from `done` on, `ROWS` at once. Gives how many are done then.
    #[inline(always)]
    fn tiles<S: Simd, const ROWS: usize, const VECTORS: usize>(
        &mut self,
        simd: S,
        done: usize,
    ) -> usize {
        let (tiles, rest) = self.rows[done..].as_chunks::<ROWS>();
        let (sums, _) = self.sums[done..].as_chunks_mut::<ROWS>();
        for (rows, sums) in tiles.iter().zip(sums) {
            let mut from = 0;
            while from < PANEL {
                tile::<S, ROWS, VECTORS>(
                    simd,
                    (self.input, *rows, self.runs),
                    (self.panel, self.bias, self.relu),
                    from,
                    sums,
                );
                from += VECTORS * S::F32_LANES;
            }
        }
        self.rows.len() - rest.len()
    }
}

/// `VECTORS` vectors of a panel's lanes.
#[inline(always)]
fn vectors<S: Simd, const VECTORS: usize>(lanes: &Lanes, from: usize) -> [S::f32s; VECTORS] {
    let (vectors, _) = S::as_simd_f32s(&lanes[from..from + VECTORS * S::F32_LANES]);
    std::array::from_fn(|vector| vectors[vector])
}

/// Products that are added up before they join what was added before: the longer a chain of
/// additions, the more it rounds, and ResNet-152's have 4,608 links.
const CHAIN: usize = 256;

/// The sums of `ROWS` rows over the lanes that begin at `from`.
#[inline(always)]
fn tile<S: Simd, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    (input, rows, runs): (&[f32], [usize; ROWS], &[Run]),
    (panel, bias, relu): (&[Lanes], &Lanes, bool),
    from: usize,
    sums: &mut [Lanes; ROWS],
) {
    let mut totals = [vectors::<S, VECTORS>(bias, from); ROWS];
    let (mut weights, mut chain) = (panel, 0);
    for &Run { offset, length } in runs {
        let mut begin = offset;
        while begin < offset + length {
            if chain >= CHAIN {
                add::<S, ROWS, VECTORS>(simd, totals, from, sums);
                totals = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
                chain = 0;
            }
            let length = (offset + length - begin).min(CHAIN);
            let rows = rows.map(|row| &input[row + begin..][..length]);
            let (these, rest) = weights.split_at(length);
            for (k, lanes) in these.iter().enumerate() {
                let weight = vectors::<S, VECTORS>(lanes, from);
                for row in 0..ROWS {
                    let value = simd.splat_f32s(rows[row][k]);
                    for vector in 0..VECTORS {
                        let total = &mut totals[row][vector];
                        *total = simd.mul_add_e_f32s(value, weight[vector], *total);
                    }
                }
            }
            weights = rest;
            begin += length;
            chain += length;
        }
    }
    add::<S, ROWS, VECTORS>(simd, totals, from, sums);
    if relu {
        for lanes in sums {
            let lanes = &mut lanes[from..from + VECTORS * S::F32_LANES];
            for sum in S::as_mut_simd_f32s(lanes).0 {
                *sum = simd.max_f32s(*sum, simd.splat_f32s(0.0));
            }
        }
    }
}

/// Adds `totals` to the lanes that begin at `from`.
#[inline(always)]
fn add<S: Simd, const ROWS: usize, const VECTORS: usize>(
    simd: S,
    totals: [[S::f32s; VECTORS]; ROWS],
    from: usize,
    sums: &mut [Lanes; ROWS],
) {
    for (lanes, totals) in sums.iter_mut().zip(totals) {
        let lanes = &mut lanes[from..from + VECTORS * S::F32_LANES];
        for (sum, total) in S::as_mut_simd_f32s(lanes).0.iter_mut().zip(totals) {
            *sum = simd.add_f32s(*sum, total);
        }
    }
}
