//! A map laid over the input: which number each of its pixels has, and its picture.

use super::colours::Scale;
use crate::protocol::look::Heat;

/// A number of a map in words.
pub type Words = fn(f32) -> String;

/// A map, pixel by pixel of the network's input.
#[derive(Clone, Debug, PartialEq)]
pub struct Laid {
    /// Pixels along the input's side.
    pub side: usize,
    /// `[side, side]`: the mean of the values whose areas hold the pixel; nothing where there is none.
    pub means: Vec<Option<f32>>,
    /// The smallest and the largest mean.
    pub range: [f32; 2],
}

impl Laid {
    /// Lays a map over an input of `side` pixels.
    pub fn new(heat: &Heat, side: usize) -> Self {
        let mut sums = vec![(0.0_f32, 0_u32); side * side];
        for (value, area) in heat.values.iter().zip(&heat.areas) {
            let columns = area.columns.start.min(side)..area.columns.end.min(side);
            for row in area.rows.start..area.rows.end.min(side) {
                for (sum, count) in &mut sums[row * side..][..side][columns.clone()] {
                    *sum += value;
                    *count += 1;
                }
            }
        }
        let mean = |(sum, count): (f32, u32)| (count > 0).then(|| sum / count as f32);
        let means: Vec<Option<f32>> = sums.into_iter().map(mean).collect();
        let given = || means.iter().flatten().copied();
        let range = match given().next() {
            None => [0.0; 2],
            Some(first) => [given().fold(first, f32::min), given().fold(first, f32::max)],
        };
        Self { side, means, range }
    }

    /// The number at a row and column of the input.
    pub fn at(&self, [row, column]: [usize; 2]) -> Option<f32> {
        (column < self.side).then(|| self.means.get(row * self.side + column).copied()).flatten()?
    }

    /// The numbers at the two ends of a scale: with signs 0 lies in its middle.
    pub fn ends(&self, scale: Scale) -> [f32; 2] {
        let [low, high] = self.range;
        match scale {
            Scale::Signed => {
                let most = low.abs().max(high.abs());
                [-most, most]
            }
            Scale::Even => [low, high],
        }
    }

    /// Where a number lies on a scale, 0 to 1.
    pub fn place(&self, scale: Scale, value: f32) -> f32 {
        let [low, high] = self.ends(scale);
        if high <= low {
            return 0.5;
        }
        ((value - low) / (high - low)).clamp(0.0, 1.0)
    }

    /// Red, green, blue and opacity, `[side, side, 4]`, in the colours of a scale.
    pub fn pixels(&self, scale: Scale, colours: &[[u8; 3]]) -> Vec<u8> {
        let last = colours.len().saturating_sub(1) as f32;
        let colour = |mean: &Option<f32>| {
            let place = mean.map(|mean| (last * self.place(scale, mean)).round() as usize);
            match place.and_then(|place| colours.get(place)) {
                Some(&[red, green, blue]) => [red, green, blue, 255],
                None => [0; 4],
            }
        };
        self.means.iter().flat_map(colour).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::{Area, Span};

    fn heat(values: [f32; 2]) -> Heat {
        let area = |start, end| Area { rows: Span::new(0, 2), columns: Span::new(start, end) };
        Heat {
            class: 0,
            shape: [1, 2],
            values: values.to_vec(),
            areas: vec![area(0, 2), area(1, 3)],
            rest: 0.0,
            logit: 0.0,
        }
    }

    #[test]
    fn places_have_the_mean_of_the_areas_that_hold_them() {
        let laid = Laid::new(&heat([1.0, -1.0]), 4);
        assert_eq!([0, 1, 2].map(|x| laid.at([0, x])), [Some(1.0), Some(0.0), Some(-1.0)]);
        assert_eq!(laid.at([0, 3]), None, "nothing says anything about the last column");
        assert_eq!(laid.at([2, 0]), None, "nor about the third row");
        assert_eq!([laid.at([0, 9]), laid.at([9, 0])], [None; 2], "nor outside");
        assert_eq!(laid.range, [-1.0, 1.0]);
        let wide = Heat { areas: vec![Area::whole(9, 9); 2], ..heat([1.0, 3.0]) };
        assert_eq!(Laid::new(&wide, 4).at([3, 3]), Some(2.0), "areas may reach beyond the input");
    }

    #[test]
    fn colours_follow_the_scale() {
        let colours: Vec<[u8; 3]> = (0..=255).map(|grey| [grey; 3]).collect();
        let laid = Laid::new(&heat([3.0, 1.0]), 4);
        let reds = |scale| -> [u8; 3] {
            let pixels = laid.pixels(scale, &colours);
            [0, 1, 2].map(|x| pixels[4 * x])
        };
        assert_eq!(reds(Scale::Even), [255, 128, 0], "from the smallest to the largest");
        assert_eq!(reds(Scale::Signed), [255, 213, 170], "0 is in the middle");
        assert_eq!(laid.pixels(Scale::Even, &colours)[15], 0, "clear where there is no number");
        let flat = Laid::new(&heat([2.0, 2.0]), 4);
        assert_eq!(flat.place(Scale::Even, 2.0), 0.5, "where all are alike");
        let nothing = Laid::new(&heat([0.0, 0.0]), 4);
        assert_eq!(nothing.place(Scale::Signed, 0.0), 0.5, "and where all are 0");
    }
}
