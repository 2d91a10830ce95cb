//! The numbers that a layer multiplies with its weights, at each place where it does.

use crate::arch::{Op, Row, Summary, Window};
use crate::convert::compact::coarser;

/// The most places of a picture that are looked at: neighbours are alike, and tell little more.
const MOST: usize = 256;

/// Where a row's weights are laid on its input.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    /// The input, `[H, W, C]`.
    shape: [usize; 3],
    /// Rows and columns of places.
    count: [usize; 2],
    /// Channels that one output sees.
    channels: usize,
    /// Height and width of what it sees of each.
    kernel: [usize; 2],
    stride: usize,
    padding: usize,
    /// Side of the squares of inputs that share a weight, where those are stored for coarser maps
    /// ([`Grid`](crate::weights::Grid)).
    square: usize,
}

impl Places {
    /// Those of a row, and how many groups of maps it has; `None` for a row without weights to be
    /// quantised. `coarse` is the side of the maps that come.
    pub fn of(row: &Row, summary: &Summary, coarse: Option<usize>) -> Option<(Self, usize)> {
        let shape = summary.input;
        let ([height, width, channels], [rows, columns, _]) = (shape, summary.output);
        let count = [rows, columns];
        match row.op {
            Op::Conv2d { window: Window { kernel, stride, padding }, groups, .. } => {
                let (kernel, channels) = ([kernel; 2], channels / groups);
                Some((Self { shape, count, channels, kernel, stride, padding, square: 1 }, groups))
            }
            Op::Linear { .. } => {
                let square = coarser(row, summary, coarse).map_or(1, |(_, side)| height / side);
                let kernel = [height, width];
                Some((Self { shape, count, channels, kernel, stride: 1, padding: 0, square }, 1))
            }
            _ => None,
        }
    }

    /// How many weights an output has.
    pub fn inputs(&self) -> usize {
        self.channels * self.kernel.map(|side| side / self.square).iter().product::<usize>()
    }

    /// What the weights of one `group` of maps are multiplied with, `[places, I]`, in their tensor's order, from the row's
    /// input. Of many places some are taken, others for each `turn`.
    pub fn gather(&self, maps: &[f32], group: usize, turn: usize) -> Vec<f32> {
        let [rows, columns] = self.count;
        let fits = |step: &usize| rows.div_ceil(*step) * columns.div_ceil(*step) <= MOST;
        let step = (1..).find(fits).unwrap_or(1);
        let mut all = Vec::new();
        for y in (turn / step % step..rows).step_by(step) {
            for x in (turn % step..columns).step_by(step) {
                self.one(maps, group, [y, x], &mut all);
            }
        }
        all
    }

    fn one(&self, maps: &[f32], group: usize, at: [usize; 2], all: &mut Vec<f32>) {
        let [height, width, channels] = self.shape;
        let [tall, wide] = self.kernel;
        let share = 1.0 / (self.square * self.square) as f32;
        for channel in group * self.channels..(group + 1) * self.channels {
            // Outside is zero, as padding is.
            let value = |y: usize, x: usize| {
                let y = (at[0] * self.stride + y).checked_sub(self.padding).filter(|y| *y < height);
                let x = (at[1] * self.stride + x).checked_sub(self.padding).filter(|x| *x < width);
                y.zip(x).map_or(0.0, |(y, x)| maps[(y * width + x) * channels + channel])
            };
            for top in (0..tall).step_by(self.square) {
                for left in (0..wide).step_by(self.square) {
                    let inside = (0..self.square * self.square)
                        .map(|i| value(top + i / self.square, left + i % self.square));
                    all.push(inside.sum::<f32>() * share);
                }
            }
        }
    }
}
