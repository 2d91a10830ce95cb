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

    // Iterators over the sixteen slices cost a fifth of the whole layer's time.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { padded, tiles: Tiles { first, high, wide }, channels, places } = self;
        let line = (2 * wide + 2) * channels;
        let count = high * wide;
        let across = |[a, b, c, d]: [S::f32s; 4]| {
            [simd.sub_f32s(a, c), simd.add_f32s(b, c), simd.sub_f32s(c, b), simd.sub_f32s(b, d)]
        };
        for tile in 0..count {
            let start = 2 * (first + tile / wide) * line + 2 * (tile % wide) * channels;
            let pixel = |y: usize, x: usize| {
                S::as_simd_f32s(&padded[start + y * line + x * channels..][..channels]).0
            };
            let pixels: [&[S::f32s]; PLACES] = std::array::from_fn(|at| pixel(at / 4, at % 4));
            for vector in 0..channels / S::F32_LANES {
                let rows: [[S::f32s; 4]; 4] = std::array::from_fn(|y| {
                    across(std::array::from_fn(|x| pixels[4 * y + x][vector]))
                });
                for x in 0..4 {
                    for (y, value) in across(rows.map(|row| row[x])).into_iter().enumerate() {
                        let at = ((4 * y + x) * count + tile) * channels;
                        let (place, _) = S::as_mut_simd_f32s(&mut places[at..at + channels]);
                        place[vector] = value;
                    }
                }
            }
        }
    }
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

    // Iterators over the sixteen slices cost a fifth of the whole layer's time.
    #[expect(clippy::needless_range_loop, reason = "sixteen slices at the same place")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { sums, tiles: Tiles { high, wide, .. }, bias, relu, .. } = self;
        let Self { first, outputs, width, output, .. } = self;
        let count = high * wide;
        let across = |[a, b, c, d]: [S::f32s; 4]| {
            [simd.add_f32s(simd.add_f32s(a, b), c), simd.sub_f32s(simd.sub_f32s(b, c), d)]
        };
        for tile in 0..count {
            let mut result = [[[0.0; PANEL]; 2]; 2];
            let places: [&[S::f32s]; PLACES] =
                std::array::from_fn(|place| S::as_simd_f32s(&sums[place * count + tile]).0);
            for vector in 0..PANEL / S::F32_LANES {
                let rows: [[S::f32s; 2]; 4] = std::array::from_fn(|y| {
                    across(std::array::from_fn(|x| places[4 * y + x][vector]))
                });
                for x in 0..2 {
                    for (y, value) in across(rows.map(|row| row[x])).into_iter().enumerate() {
                        S::as_mut_simd_f32s(&mut result[y][x]).0[vector] = value;
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
