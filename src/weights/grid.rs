//! Weights of a fully connected layer, stored for coarser maps than it takes.
//!
//! AlexNet's adaptive pooling makes 6 x 6 maps of whatever comes. Of a picture of 128 pixels come
//! maps of 3 x 3: each of their values reaches fc6 four times, and only the sum of its four weights
//! counts. A file may hold that sum alone, `[O, C * 3 * 3]` for `[O, C * 6 * 6]`, a quarter of the
//! numbers. It is spread evenly when it is read, which changes no answer at that side.

use crate::arch::{Op, Row, Summary};

/// The square maps that a fully connected layer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    channels: usize,
    side: usize,
}

impl Grid {
    /// The maps that a row takes: `None` where it is not fully connected, or they are no squares of
    /// more than one value.
    pub fn of(row: &Row, summary: &Summary) -> Option<Self> {
        let [height, width, channels] = summary.input;
        let square = height == width && height > 1;
        (square && matches!(row.op, Op::Linear { .. })).then_some(Self { channels, side: height })
    }

    /// The side of the coarser maps that rows of `inputs` numbers are for, if there are such.
    pub fn coarser(&self, inputs: usize) -> Option<usize> {
        (1..self.side).find(|side| self.fits(*side) && inputs == self.channels * side * side)
    }

    /// Whether maps of `side` values each way can stand for those that the layer takes: each for a
    /// square of as many.
    pub fn fits(&self, side: usize) -> bool {
        (1..self.side).contains(&side) && self.side.is_multiple_of(side)
    }

    /// The sums of `weights`, `[O, C, H, W]`, for maps of `side`, which must [`Self::fits`]: `[O, C,
    /// side, side]`.
    pub fn pooled(&self, weights: &[f32], side: usize) -> Vec<f32> {
        let (area, times) = (side * side, self.side / side.max(1));
        let maps = weights.chunks_exact(self.side * self.side);
        let mut sums = vec![0.0_f64; maps.len() * area];
        for (map, sums) in maps.zip(sums.chunks_exact_mut(area.max(1))) {
            for (at, &weight) in map.iter().enumerate() {
                let (y, x) = (at / self.side / times, at % self.side / times);
                sums[y * side + x] += f64::from(weight);
            }
        }
        sums.into_iter().map(|sum| sum as f32).collect()
    }

    /// Weights for maps of `side`, which must [`Self::fits`], shared out evenly: `[O, C, H, W]`.
    pub fn spread(&self, sums: &[f32], side: usize) -> Vec<f32> {
        let times = self.side / side.max(1);
        let share = 1.0 / (times * times) as f32;
        let mut weights = Vec::with_capacity(sums.len() * times * times);
        for map in sums.chunks_exact((side * side).max(1)) {
            let places = (0..self.side * self.side)
                .map(|at| map[at / self.side / times * side + at % self.side / times] * share);
            weights.extend(places);
        }
        weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;

    fn grids(network: &str) -> Vec<Grid> {
        let network = find(network).unwrap();
        network.rows.iter().zip(network.summary()).filter_map(|(r, s)| Grid::of(r, &s)).collect()
    }

    #[test]
    fn fc6_of_alexnet_has_a_grid_and_nothing_else() {
        let grid = Grid { channels: 256, side: 6 };
        assert_eq!(grids("alexnet_tv"), [grid]);
        assert!(grids("resnet50").is_empty());
        assert_eq!(grid.coarser(256 * 9), Some(3));
        assert_eq!(grid.coarser(256), Some(1));
        // A 4 x 4 map does not divide 6 x 6, and 6 x 6 is not coarser.
        assert_eq!((grid.coarser(256 * 16), grid.coarser(256 * 36)), (None, None));
        assert!(!grid.fits(0) && !grid.fits(6) && !grid.fits(4));
    }

    #[test]
    fn what_is_pooled_and_spread_weighs_coarse_maps_the_same() {
        let grid = Grid { channels: 2, side: 4 };
        let weights: Vec<f32> = (0..3 * 2 * 16).map(|i| (i as f32 * 0.37).sin()).collect();
        let sums = grid.pooled(&weights, 2);
        assert_eq!(sums.len(), 3 * 2 * 4);
        assert!((sums[3] - [10, 11, 14, 15].map(|i| weights[i]).iter().sum::<f32>()).abs() < 1e-6);
        let spread = grid.spread(&sums, 2);
        assert_eq!((spread[0], spread[5]), (sums[0] / 4.0, sums[0] / 4.0));
        assert_eq!((spread[2], spread[31]), (sums[1] / 4.0, sums[7] / 4.0));
        let again = grid.pooled(&spread, 2);
        assert!(again.iter().zip(&sums).all(|(a, b)| (a - b).abs() < 1e-6));
    }
}
