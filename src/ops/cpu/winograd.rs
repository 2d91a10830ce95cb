//! Convolutions of 3 x 3 windows at every pixel by Winograd's minimal filtering F(2 x 2, 3 x 3): 16
//! products for four outputs where plain sums need 36 (A. Lavin and S. Gray, "Fast algorithms for
//! convolutional neural networks", CVPR 2016, section 4.1).
//!
//! A tile of 4 x 4 inputs gives 2 x 2 outputs. Input tiles and kernels are brought into 16 places
//! each, which are multiplied place by place: 16 products of matrices, `[tiles, C] x [C, O]`.

mod kernels;
mod tiles;

use super::activate::activate;
use super::share::for_each_block;
use super::simd::vectorised;
use super::sweep::{PANEL, Run, Sweep};
use crate::arch::{Activation, Window};
pub(super) use kernels::{arrange, kernel};
use tiles::{Gather, Scatter, Tiles};

/// Places of a tile.
pub(super) const PLACES: usize = 16;

/// Numbers of transformed input that stay in the second cache beside the weights.
const MOST_NUMBERS: usize = 128 * 1024;

/// Tiles that are multiplied at once: many enough to be worth reading the weights.
const TILES: usize = 28;

/// Whether it pays for a convolution of `[H, W, C]` to `outputs` maps: there must be tiles enough to
/// share 16 numbers of each weight instead of 9, and channels in whole vectors.
pub(super) fn pays(window: Window, groups: usize, input: [usize; 3], outputs: usize) -> bool {
    let [height, width, channels] = input;
    window == Window { kernel: 3, stride: 1, padding: 1 }
        && groups == 1
        && channels.is_multiple_of(PLACES)
        && channels >= PANEL
        && outputs >= PANEL
        && height.min(width) >= 12
}

/// `activation(conv2d(input, weight) + bias + residual)`.
pub(super) struct Winograd<'a> {
    /// `[N, H, W, C]`.
    pub(super) input: &'a [f32],
    pub(super) shape: [usize; 4],
    /// As [`arrange`] gives it.
    pub(super) weight: &'a [f32],
    /// `[O]`.
    pub(super) bias: &'a [f32],
    pub(super) activation: Activation,
}

impl Winograd<'_> {
    /// The outputs, `[N, H, W, O]`, in the place of the `residual`, which is shaped alike.
    pub(super) fn run(&self, residual: Option<Vec<f32>>) -> Vec<f32> {
        let [_, height, width, channels] = self.shape;
        let (size, outputs) = (height * width, self.bias.len());
        let (high, wide) = (height.div_ceil(2), width.div_ceil(2));
        let fits = MOST_NUMBERS / (PLACES * channels * wide).max(1);
        let rows = fits.clamp(1, TILES.div_ceil(wide));
        let count = self.input.len() / channels.max(1) * outputs;
        let mut output = residual.unwrap_or_else(|| vec![0.0; count]);
        let pictures = self.input.chunks_exact((size * channels).max(1));
        for (picture, output) in pictures.zip(output.chunks_exact_mut((size * outputs).max(1))) {
            let padded = self.padded(picture, [high, wide]);
            let products = PLACES * high * wide * channels * outputs;
            for_each_block(output, rows * 2 * width * outputs, products, |block, output| {
                let tiles = Tiles {
                    first: block * rows,
                    high: (output.len() / (width * outputs)).div_ceil(2),
                    wide,
                };
                self.block(&padded, &tiles, output);
            });
        }
        output
    }

    /// A picture with a pixel of padding before it, and as many after it as whole tiles want.
    fn padded(&self, picture: &[f32], [high, wide]: [usize; 2]) -> Vec<f32> {
        let [_, _, width, channels] = self.shape;
        let line = (2 * wide + 2) * channels;
        let mut padded = vec![0.0; (2 * high + 2) * line];
        for (from, to) in
            picture.chunks_exact(width * channels).zip(padded.chunks_exact_mut(line).skip(1))
        {
            to[channels..channels + from.len()].copy_from_slice(from);
        }
        padded
    }

    /// Some rows of tiles: `output` holds what is to be added to, and at last the result.
    fn block(&self, padded: &[f32], tiles: &Tiles, output: &mut [f32]) {
        let [_, _, width, channels] = self.shape;
        let count = tiles.high * tiles.wide;
        let mut places = vec![0.0; PLACES * count * channels];
        vectorised(Scatter { padded, tiles, channels, places: &mut places });
        let rows: Vec<usize> = (0..count).map(|tile| tile * channels).collect();
        let runs: Vec<Run> = Run { offset: 0, length: channels }.pieces().collect();
        let (weights, _) = self.weight.as_chunks();
        let mut sums = vec![[0.0; PANEL]; PLACES * count];
        let outputs = self.bias.len();
        for (panel, weights) in weights.chunks_exact(PLACES * channels).enumerate() {
            let first = panel * PANEL;
            sums.fill([0.0; PANEL]);
            let parts = places.chunks_exact(count * channels).zip(weights.chunks_exact(channels));
            for ((input, panel), sums) in parts.zip(sums.chunks_exact_mut(count)) {
                vectorised(Sweep {
                    input,
                    rows: &rows,
                    runs: &runs,
                    panel,
                    width: PANEL.min(outputs - first),
                    bias: &[0.0; PANEL],
                    relu: false,
                    sums,
                });
            }
            let relu = self.activation == Activation::Relu;
            let bias = &self.bias[first..outputs.min(first + PANEL)];
            vectorised(Gather { sums: &sums, tiles, bias, relu, first, outputs, width, output });
        }
        activate(output, self.activation);
    }
}
