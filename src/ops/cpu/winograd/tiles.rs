//! Tiles of the input brought into their places, and sums of places made outputs.

use super::super::sweep::{Lanes, PANEL};
use super::PLACES;
use pulp::{Simd, WithSimd};

/// Rows of tiles.
pub(super) struct Tiles {
    /// The first row.
    pub(super) first: usize,
    /// How many rows.
    pub(super) high: usize,
    /// Tiles in a row.
    pub(super) wide: usize,
}

/// Input tiles to places: `B^T d B`.
pub(super) struct Scatter<'a> {
    pub(super) padded: &'a [f32],
    pub(super) tiles: &'a Tiles,
    pub(super) channels: usize,
    /// `[16, tiles, C]`.
    pub(super) places: &'a mut [f32],
}

impl WithSimd for Scatter<'_> {
    type Output = ();

    // Iterators over the sixteen slices cost a fifth of the whole layer's time, and closures a tenth, as they are not
    // compiled for the vectors at hand.
    #[expect(clippy::needless_range_loop, reason = "sixteen slices at the same place")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { padded, tiles: Tiles { first, high, wide }, channels, places } = self;
        let line = (2 * wide + 2) * channels;
        let count = high * wide;
        for tile in 0..count {
            let start = 2 * (first + tile / wide) * line + 2 * (tile % wide) * channels;
            let mut pixels: [&[S::f32s]; PLACES] = [&[]; PLACES];
            for at in 0..PLACES {
                let from = start + at / 4 * line + at % 4 * channels;
                pixels[at] = S::as_simd_f32s(&padded[from..from + channels]).0;
            }
            for vector in 0..channels / S::F32_LANES {
                let mut rows = [[simd.splat_f32s(0.0); 4]; 4];
                for y in 0..4 {
                    let at = 4 * y;
                    let [a, b, c, d] = [pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]];
                    rows[y] = spread(simd, [a[vector], b[vector], c[vector], d[vector]]);
                }
                let [a, b, c, d] = rows;
                for x in 0..4 {
                    let column = spread(simd, [a[x], b[x], c[x], d[x]]);
                    for y in 0..4 {
                        let at = ((4 * y + x) * count + tile) * channels;
                        let (place, _) = S::as_mut_simd_f32s(&mut places[at..at + channels]);
                        place[vector] = column[y];
                    }
                }
            }
        }
    }
}

/// A row of `B^T`, or a column of `B`, times four numbers.
#[inline(always)]
fn spread<S: Simd>(simd: S, [a, b, c, d]: [S::f32s; 4]) -> [S::f32s; 4] {
    [simd.sub_f32s(a, c), simd.add_f32s(b, c), simd.sub_f32s(c, b), simd.sub_f32s(b, d)]
}

/// The same of `A^T` and `A`.
#[inline(always)]
fn gathered<S: Simd>(simd: S, [a, b, c, d]: [S::f32s; 4]) -> [S::f32s; 2] {
    [simd.add_f32s(simd.add_f32s(a, b), c), simd.sub_f32s(simd.sub_f32s(b, c), d)]
}

/// Sums of places to outputs: `A^T m A`, to which bias and residual are added.
pub(super) struct Gather<'a> {
    /// `[16, tiles]`.
    pub(super) sums: &'a [Lanes],
    pub(super) tiles: &'a Tiles,
    /// Of the panel's outputs.
    pub(super) bias: &'a [f32],
    pub(super) relu: bool,
    /// The panel's first output, of how many.
    pub(super) first: usize,
    pub(super) outputs: usize,
    /// Pixels in a row of the output.
    pub(super) width: usize,
    pub(super) output: &'a mut [f32],
}

impl WithSimd for Gather<'_> {
    type Output = ();

    // As above.
    #[expect(clippy::needless_range_loop, reason = "sixteen slices at the same place")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { sums, tiles: Tiles { high, wide, .. }, bias, relu, .. } = self;
        let Self { first, outputs, width, output, .. } = self;
        let count = high * wide;
        for tile in 0..count {
            let mut result = [[[0.0; PANEL]; 2]; 2];
            let mut places: [&[S::f32s]; PLACES] = [&[]; PLACES];
            for place in 0..PLACES {
                places[place] = S::as_simd_f32s(&sums[place * count + tile]).0;
            }
            for vector in 0..PANEL / S::F32_LANES {
                let mut rows = [[simd.splat_f32s(0.0); 2]; 4];
                for y in 0..4 {
                    let at = 4 * y;
                    let [a, b, c, d] = [places[at], places[at + 1], places[at + 2], places[at + 3]];
                    rows[y] = gathered(simd, [a[vector], b[vector], c[vector], d[vector]]);
                }
                let [a, b, c, d] = rows;
                for x in 0..2 {
                    let column = gathered(simd, [a[x], b[x], c[x], d[x]]);
                    for y in 0..2 {
                        S::as_mut_simd_f32s(&mut result[y][x]).0[vector] = column[y];
                    }
                }
            }
            for (place, lanes) in result.iter().flatten().enumerate() {
                let (y, x) = (2 * (tile / wide) + place / 2, 2 * (tile % wide) + place % 2);
                let at = (y * width + x) * outputs + first;
                if x >= width || at >= output.len() {
                    continue; // beyond the picture's odd edge
                }
                let outputs = output[at..at + bias.len()].iter_mut();
                for ((output, bias), value) in outputs.zip(bias).zip(lanes) {
                    let sum = *output + value + bias;
                    // Written so, a sum that is no number stays so.
                    *output = if relu && sum < 0.0 { 0.0 } else { sum };
                }
            }
        }
    }
}
