//! Distortions that turn one digit into many: what another hand, pen or paper would have done.
//!
//! LeCun et al. 1998, section III.B, trains on "planar affine transformations [...]: horizontal
//! and vertical translations, scaling, squeezing (simultaneous horizontal compression and vertical
//! elongation, or the reverse), and horizontal shearing"; here also rotation, the width of the
//! stroke, and a smooth local warp.

use super::random::Random;
use crate::digit::SIDE;

/// How strong the distortions are; each is drawn evenly between its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// Degrees of rotation, either way.
    pub rotation: f32,
    /// Change of size, either way: 0.1 is from 0.9 to 1.1, height and width alike.
    pub scale: f32,
    /// Height against width, either way, in the same measure.
    pub squeeze: f32,
    /// Sideways move per line, either way: 0.2 slants by 11 degrees.
    pub shear: f32,
    /// Pixels of shift, either way and in both directions.
    pub shift: f32,
    /// Pixels that the corners of a 7-pixel grid move, either way and in both directions.
    pub warp: f32,
    /// How much thinner strokes become at most: 1 takes a pixel off on both sides.
    pub thinner: f32,
    /// How much thicker strokes become at most: 1 adds a pixel on both sides.
    pub thicker: f32,
}

impl Strength {
    /// No distortion.
    pub const NONE: Self = Self {
        rotation: 0.0,
        scale: 0.0,
        squeeze: 0.0,
        shear: 0.0,
        shift: 0.0,
        warp: 0.0,
        thinner: 0.0,
        thicker: 0.0,
    };

    /// All of them; the bundled weights were trained with a part of it (weights/manifest.json).
    pub const DEFAULT: Self = Self {
        rotation: 12.0,
        scale: 0.12,
        squeeze: 0.12,
        shear: 0.2,
        shift: 2.0,
        warp: 1.0,
        thinner: 0.5,
        thicker: 0.6,
    };

    /// All of them so many times as strong.
    pub fn times(self, factor: f32) -> Self {
        Self {
            rotation: factor * self.rotation,
            scale: factor * self.scale,
            squeeze: factor * self.squeeze,
            shear: factor * self.shear,
            shift: factor * self.shift,
            warp: factor * self.warp,
            thinner: factor * self.thinner,
            thicker: factor * self.thicker,
        }
    }
}

/// Cells of the warp's grid along a side.
const CELLS: usize = 4;

/// A distorted copy of a picture in the middle of `[side, side]` values from 0 to 1.
pub fn distort(
    image: &[u8; SIDE * SIDE],
    side: usize,
    strength: &Strength,
    random: &mut Random,
) -> Vec<f32> {
    let ink = restroke(image, random.between(-strength.thinner, strength.thicker));
    let (sine, cosine) = random.either(strength.rotation).to_radians().sin_cos();
    let size = 1.0 + random.either(strength.scale);
    let squeeze = 1.0 + random.either(strength.squeeze);
    let shear = random.either(strength.shear);
    let [right, down] = [random.either(strength.shift), random.either(strength.shift)];
    let corners: [[f32; 2]; (CELLS + 1) * (CELLS + 1)] =
        std::array::from_fn(|_| [random.either(strength.warp), random.either(strength.warp)]);

    // For each new pixel, where it comes from; the picture turns about its middle.
    let middle = (side / 2) as f32;
    let source_middle = (SIDE / 2) as f32;
    let mut out = Vec::with_capacity(side * side);
    for row in 0..side {
        for column in 0..side {
            let (x, y) = (column as f32 - middle - right, row as f32 - middle - down);
            let (x, y) = (cosine * x + sine * y, cosine * y - sine * x);
            let (x, y) = (x / (size * squeeze) + shear * y, y * squeeze / size);
            let (x, y) = (x + source_middle, y + source_middle);
            let [warp_x, warp_y] = warp(&corners, x, y);
            out.push(sample(&ink, x + warp_x, y + warp_y));
        }
    }
    out
}

/// The warp at a place: smooth between the corners of the grid, none beyond the picture.
fn warp(corners: &[[f32; 2]], x: f32, y: f32) -> [f32; 2] {
    let cell = SIDE as f32 / CELLS as f32;
    let place = |v: f32| {
        let v = (v / cell).clamp(0.0, CELLS as f32 - 1e-3);
        let t = v.fract();
        (v as usize, t * t * (3.0 - 2.0 * t))
    };
    let ((column, s), (row, t)) = (place(x), place(y));
    let first = row * (CELLS + 1) + column;
    let [a, b] = [corners[first], corners[first + 1]];
    let [c, d] = [corners[first + CELLS + 1], corners[first + CELLS + 2]];
    [0, 1].map(|axis| {
        let (upper, lower) = (a[axis] + s * (b[axis] - a[axis]), c[axis] + s * (d[axis] - c[axis]));
        upper + t * (lower - upper)
    })
}

/// Between the four nearest pixels; paper outside.
fn sample(ink: &[f32; SIDE * SIDE], x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (s, t) = (x - left, y - top);
    let (left, top) = (left as i32, top as i32);
    let at = |row: i32, column: i32| {
        let inside = |i: i32| usize::try_from(i).ok().filter(|&i| i < SIDE);
        inside(row).zip(inside(column)).map_or(0.0, |(row, column)| ink[row * SIDE + column])
    };
    let upper = at(top, left) * (1.0 - s) + at(top, left + 1) * s;
    let lower = at(top + 1, left) * (1.0 - s) + at(top + 1, left + 1) * s;
    upper * (1.0 - t) + lower * t
}

/// The picture with strokes thicker (above 0) or thinner (below 0): between itself at 0 and, at 1
/// or -1, the largest or smallest value among each pixel and its four neighbours.
fn restroke(image: &[u8; SIDE * SIDE], amount: f32) -> [f32; SIDE * SIDE] {
    let pick = |a: u8, b: u8| if amount > 0.0 { a.max(b) } else { a.min(b) };
    std::array::from_fn(|i| {
        let (row, column) = (i / SIDE, i % SIDE);
        let mut extreme = image[i];
        for (inside, neighbour) in [
            (column > 0, i.wrapping_sub(1)),
            (column + 1 < SIDE, i + 1),
            (row > 0, i.wrapping_sub(SIDE)),
            (row + 1 < SIDE, i + SIDE),
        ] {
            extreme = pick(extreme, if inside { image[neighbour] } else { 0 });
        }
        let (old, new) = (f32::from(image[i]), f32::from(extreme));
        (old + amount.abs() * (new - old)) / 255.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digit::pad;

    fn cross() -> [u8; 784] {
        std::array::from_fn(|i| {
            let (row, column) = (i / 28, i % 28);
            let bar = |a: usize, b: usize| (12..16).contains(&a) && (6..22).contains(&b);
            if bar(row, column) || bar(column, row) { 255 } else { 0 }
        })
    }

    #[test]
    fn no_strength_is_no_change() {
        for side in [28, 32] {
            assert_eq!(
                distort(&cross(), side, &Strength::NONE, &mut Random::new(1)),
                pad(&cross(), side)
            );
        }
    }

    #[test]
    fn the_same_seed_distorts_the_same_way_and_others_do_not() {
        let distorted = |seed| distort(&cross(), 32, &Strength::DEFAULT, &mut Random::new(seed));
        assert_eq!(distorted(5), distorted(5));
        assert_ne!(distorted(5), distorted(6));
    }

    #[test]
    fn distorted_digits_stay_in_the_picture_and_in_range() {
        let ink: f32 = pad(&cross(), 32).iter().sum();
        for seed in 0..200 {
            let picture = distort(&cross(), 32, &Strength::DEFAULT, &mut Random::new(seed));
            assert!(picture.iter().all(|v| (0.0..=1.0).contains(v)));
            let rest = picture.iter().sum::<f32>() / ink;
            assert!((0.5..2.0).contains(&rest), "{rest}");
        }
    }

    #[test]
    fn strokes_become_thicker_and_thinner() {
        let ink = |amount| restroke(&cross(), amount).iter().sum::<f32>();
        assert!(
            ink(-1.0) < ink(-0.5)
                && ink(-0.5) < ink(0.0)
                && ink(0.0) < ink(0.5)
                && ink(0.5) < ink(1.0)
        );
        // The cross has 112 pixels and 64 edges; in its four inner corners two edges share a pixel.
        assert_eq!(ink(1.0), 112.0 + 64.0 - 4.0);
    }
}
