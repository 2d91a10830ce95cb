//! 2-D convolution with bias, residual and activation in one pass.

mod cases;
mod ways;

pub(super) use ways::SMALL_TILES;

use super::operation::{rounding, rounding_of_halves};
use super::{Implementation, Operation, PANEL, Packing};
use crate::arch::{Activation, Window};

/// `activation(conv2d(input, weight) + bias + residual)`, dilation 1.
///
/// Inputs: picture `[N, H, W, C]`, weight `[K, K, C / groups, O]`, bias `[O]`, residual
/// `[N, OH, OW, O]` (or the bias again where there is none). Output `[N, OH, OW, O]`.
///
/// A weight of fewer than 32 bits lies as [`Self::packing`] says, and `[2, O]` has the bias and the
/// scales.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv2d {
    /// Pictures at once.
    pub batch: usize,
    /// Height, width and channels of one.
    pub input: [usize; 3],
    /// Output channels.
    pub channels: usize,
    /// Kernel, stride and zero padding.
    pub window: Window,
    /// Groups of channels that do not see each other.
    pub groups: usize,
    /// Whether a residual is added before the activation.
    pub residual: bool,
    /// What is applied last.
    pub activation: Activation,
    /// How many parts the sums are computed in. Above 1 the output is `[parts N, OH, OW, O]`,
    /// without bias, residual and activation; [`SumParts`](super::SumParts) makes the rest.
    pub parts: usize,
    /// Bits of a weight: 32, 16 or 8.
    pub bits: usize,
}

/// Lines of a sum that a step covers, each an input channel at a kernel place: with several parts,
/// each has whole steps.
const STEP: usize = 16;

impl Conv2d {
    /// As how many input channels a GPU computes it: pictures have three, and four, with one of zeros,
    /// move 16 bytes at a time and go through tiles.
    pub fn channels_on_gpu(input: usize, output: usize, groups: usize) -> usize {
        if input == 3 && groups == 1 && output.is_multiple_of(4) { 4 } else { input }
    }

    /// How its weight lies in fewer than 32 bits, with one scale an output channel.
    pub fn packing(&self) -> Packing {
        Packing { inputs: self.terms(), units: self.channels, groups: 1, bits: self.bits }
    }

    /// Whether there is a way to compute with a weight that lies like this, for so many input channels
    /// a group: whole fours of channels, whole panels, one scale an output channel.
    pub fn takes(packing: Packing, inputs: usize, groups: usize) -> bool {
        let fours = [inputs, packing.units / groups.max(1)].iter().all(|n| n.is_multiple_of(4));
        let whole = fours && packing.units.is_multiple_of(PANEL);
        whole && packing.is_possible() && packing.groups == 1 && matches!(packing.bits, 8 | 16)
    }

    fn numbers(&self) -> usize {
        self.output().iter().product()
    }

    /// Products of a sum.
    fn terms(&self) -> usize {
        self.window.kernel.pow(2) * self.input[2] / self.groups
    }

    /// Steps of a sum.
    pub(super) fn steps(&self) -> usize {
        self.terms().div_ceil(STEP)
    }

    /// The largest size that a weight's number has in examples.
    fn largest_weight(&self) -> f32 {
        if self.bits == 32 { 1.0 } else { self.packing().largest() }
    }

    /// The part of the sums that the products of input channel `c` of a group at a kernel place
    /// belong to.
    fn part(&self, place: usize, c: usize) -> usize {
        let step = (place * self.input[2] / self.groups + c) / STEP;
        step / self.steps().div_ceil(self.parts)
    }

    fn output_shape(&self) -> [usize; 4] {
        let [height, width, _] = self.input;
        [self.batch, self.window.output(height), self.window.output(width), self.channels]
    }
}

impl Operation for Conv2d {
    const NAME: &'static str = "conv2d";

    fn implementations() -> &'static [Implementation<Self>] {
        &ways::WAYS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        cases::cases()
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        let kernel = self.window.kernel;
        let (weight, bias) = match self.bits {
            32 => (vec![kernel, kernel, self.input[2] / self.groups, self.channels], 1),
            _ => (self.packing().words().to_vec(), 2),
        };
        vec![
            [&[self.batch], &self.input[..]].concat(),
            weight,
            vec![bias * self.channels],
            if self.residual { self.output() } else { vec![self.channels] },
        ]
    }

    fn output(&self) -> Vec<usize> {
        let [batch, height, width, channels] = self.output_shape();
        vec![self.parts * batch, height, width, channels]
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let [picture, weight, bias, residual] = inputs else { return Vec::new() };
        let [height, width, channels] = self.input;
        let [batch, out_height, out_width, out_channels] = self.output_shape();
        let (packing, ones) = (self.packing(), vec![1.0; out_channels]);
        let (number, scales): (&dyn Fn(usize, usize) -> f64, _) = match self.bits {
            32 => (&|line, o| f64::from(weight[line * out_channels + o]), &ones[..]),
            _ => (&|line, o| packing.weight(weight, &ones, line, o), &bias[out_channels..]),
        };
        let Window { kernel, stride, padding } = self.window;
        let group_channels = channels / self.groups;
        let mut output = vec![0.0; self.output().iter().product()];
        let whole = batch * out_height * out_width * out_channels;
        for at in 0..whole {
            let (pixel, o) = (at / out_channels, at % out_channels);
            let (n, y) = (pixel / (out_height * out_width), pixel / out_width % out_height);
            let x = pixel % out_width;
            let first = o / (out_channels / self.groups) * group_channels;
            let mut sums = vec![0.0; self.parts];
            for place in 0..kernel * kernel {
                let (iy, ix) = (y * stride + place / kernel, x * stride + place % kernel);
                let inside = |at: usize, size| at >= padding && at - padding < size;
                if !inside(iy, height) || !inside(ix, width) {
                    continue;
                }
                let pixel = (n * height + iy - padding) * width + ix - padding;
                for c in 0..group_channels {
                    let line = place * group_channels + c;
                    let value = f64::from(picture[pixel * channels + first + c]);
                    let part = &mut sums[self.part(place, c)];
                    *part += value * number(line, o);
                }
            }
            if self.parts == 1 {
                let residual = if self.residual { f64::from(residual[at]) } else { 0.0 };
                let sum = sums[0] * f64::from(scales[o]) + f64::from(bias[o]) + residual;
                output[at] = self.activation.apply(sum as f32);
            } else {
                for (part, sum) in sums.iter().enumerate() {
                    output[part * whole + at] = *sum as f32;
                }
            }
        }
        output
    }

    fn tame(&self, inputs: &mut [Vec<f32>]) {
        if self.bits < 32 {
            self.packing().tame(&mut inputs[1]);
        }
        if self.bits == 8 {
            // Files have -127 to 127 (`weights/compact.rs`), and shaders take -128 for -127.
            let tame = |byte: u8| if byte == 0x80 { 0 } else { byte };
            let bytes = |word: &f32| word.to_bits().to_le_bytes().map(tame);
            inputs[1].iter_mut().for_each(|word| *word = f32::from_le_bytes(bytes(word)));
        }
    }

    fn tolerance(&self) -> f32 {
        self.largest_weight() * rounding(self.terms() + 2)
    }

    fn tolerance_in_halves(&self) -> f32 {
        self.largest_weight() * rounding_of_halves(self.terms())
    }
}
