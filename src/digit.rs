//! From a drawing to the picture LeNet-5 was trained on, prepared the way MNIST was made.
//!
//! "The original black and white (bilevel) images were size normalized to fit in a 20 x 20 pixel
//! box while preserving their aspect ratio. The resulting images contain grey levels as result of
//! the anti-aliasing (image interpolation) technique used by the normalization algorithm. [...]
//! The images were centered in a 28 x 28 image by computing the center of mass of the pixels, and
//! translating the image so as to position this point at the center of the 28 x 28 field."
//! (LeCun et al. 1998, section III.A)
//!
//! The way of a digit: [`rasterise`], [`prepare`], [`pad`], [`normalise`]. A picture file starts
//! with [`picture_to_ink`] instead. A drawing of several digits is a [`Line`]. Ink is 1 and paper is 0 throughout.

mod atoms;
mod bounds;
mod form;
mod line;
mod picture;
mod strokes;
mod touch;

pub use bounds::Bounds;
pub use line::{Cell, Line};
pub use picture::picture_to_ink;
pub use strokes::{PEN, rasterise, rasterise_with};

use crate::error::Error;

/// Side of MNIST's pictures.
pub const SIDE: usize = 28;
/// Side of the box within them that the ink fits into.
pub const BOX: usize = 20;
/// Mean of MNIST's training pixels, ink 1.
pub const MEAN: f32 = 0.1307;
/// Standard deviation of MNIST's training pixels, ink 1.
pub const STD: f32 = 0.3081;

/// A picture of ink on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Grey {
    width: usize,
    height: usize,
    values: Vec<f32>,
    /// How many pixels must at least become one of the box: ink smaller than `20 * finest` is not
    /// enlarged to fill it.
    finest: f32,
}

impl Grey {
    /// A picture from `[height, width]` values, paper 0, ink 1. Values outside of this range are
    /// brought into it, and what is no number is paper.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] if the number of values is not `width * height`.
    pub fn new(width: usize, height: usize, mut values: Vec<f32>) -> Result<Self, Error> {
        if width.checked_mul(height) != Some(values.len()) {
            return Err(Error::WrongInput {
                expected: format!("{width} x {height} grey values"),
                found: format!("{} values", values.len()),
            });
        }
        for value in &mut values {
            *value = if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) };
        }
        Ok(Self { width, height, values, finest: 1.0 })
    }

    /// A picture of MNIST's kind.
    pub fn from_mnist(image: &[u8; SIDE * SIDE]) -> Self {
        let values = image.iter().map(|&value| f32::from(value) / 255.0).collect();
        Self { width: SIDE, height: SIDE, values, finest: 1.0 }
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// `[height, width]` values, paper 0, ink 1.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The smallest rectangle with all ink: left, top, width, height. None on blank paper.
    fn ink_box(&self) -> Option<[usize; 4]> {
        let (mut left, mut right) = (usize::MAX, 0);
        let (mut top, mut bottom) = (usize::MAX, 0);
        for (y, row) in self.values.chunks_exact(self.width.max(1)).enumerate() {
            if let Some(first) = row.iter().position(|&v| v > 0.0) {
                let last = row.iter().rposition(|&v| v > 0.0).unwrap_or(first);
                (left, right) = (left.min(first), right.max(last));
                (top, bottom) = (top.min(y), y);
            }
        }
        (top != usize::MAX).then(|| [left, top, right - left + 1, bottom - top + 1])
    }
}

/// A picture as MNIST has it, `[28, 28]`, paper 0, ink 255: the ink is cut out, reduced into
/// 20 x 20 by averaging areas with its aspect kept, and its centre of mass is put into the middle,
/// by whole pixels and never so far that ink is cut off. Blank paper gives zeros.
///
/// Ink smaller than the box is not enlarged, except in small digits of [`picture_to_ink`].
pub fn prepare(ink: &Grey) -> [u8; SIDE * SIDE] {
    let mut picture = [0; SIDE * SIDE];
    let Some([left, top, width, height]) = ink.ink_box() else { return picture };
    let step = (width.max(height) as f32 / BOX as f32).max(ink.finest);
    let columns = areas(left, width, step);
    let rows = areas(top, height, step);

    // Averaging an area is separable: rows first, over the ink's columns only.
    let mut small = vec![0.0; rows.len() * columns.len()];
    let mut line = vec![0.0; width];
    for (row, target) in rows.iter().zip(small.chunks_exact_mut(columns.len())) {
        line.fill(0.0);
        for &(y, share) in row {
            let source = &ink.values[y * ink.width + left..][..width];
            line.iter_mut().zip(source).for_each(|(sum, value)| *sum += share * value);
        }
        for (column, value) in columns.iter().zip(target) {
            *value = column.iter().map(|&(x, share)| share * line[x - left]).sum();
        }
    }

    let [down, right] = offsets(&small, rows.len(), columns.len());
    for (y, row) in small.chunks_exact(columns.len()).enumerate() {
        for (x, value) in row.iter().enumerate() {
            picture[(y + down) * SIDE + x + right] = (value * 255.0).round() as u8;
        }
    }
    picture
}

/// For each pixel of the reduced picture along one side: which pixels it averages, and with what
/// share. The last one may reach beyond the ink, where there is paper.
fn areas(start: usize, length: usize, step: f32) -> Vec<Vec<(usize, f32)>> {
    // A whisker less, lest rounding adds a 21st pixel with nothing in it.
    let count = ((length as f32 / step - 1e-3).ceil() as usize).clamp(1, BOX);
    (0..count)
        .map(|pixel| {
            let (from, to) = (pixel as f32 * step, (pixel + 1) as f32 * step);
            (from as usize..length.min(to.ceil() as usize))
                .map(|i| (start + i, ((i + 1) as f32).min(to) - (i as f32).max(from)))
                .map(|(i, covered)| (i, covered.max(0.0) / step))
                .collect()
        })
        .collect()
}

/// How far down and right the reduced picture goes, so that its centre of mass is in the middle.
fn offsets(small: &[f32], height: usize, width: usize) -> [usize; 2] {
    let (mut mass, mut moment_y, mut moment_x) = (0.0, 0.0, 0.0);
    for (y, row) in small.chunks_exact(width).enumerate() {
        for (x, &value) in row.iter().enumerate() {
            mass += value;
            moment_y += value * y as f32;
            moment_x += value * x as f32;
        }
    }
    // The middle of MNIST is the middle of pixel 14, counted from 0: the centres of mass of its own
    // pictures lie between 13.5 and 14.5 both ways.
    let middle = (SIDE / 2) as f32;
    let offset = |moment: f32, size: usize| {
        let wanted = (middle - moment / mass.max(f32::MIN_POSITIVE)).round();
        wanted.clamp(0.0, (SIDE - size) as f32) as usize
    };
    [offset(moment_y, height), offset(moment_x, width)]
}

/// The network's input before normalisation: `[side, side]` values from 0 to 1 with the picture in
/// the middle and paper around it. A side below 28 cuts the picture's edges off.
pub fn pad(image: &[u8; SIDE * SIDE], side: usize) -> Vec<f32> {
    let from = |i: usize| (i + SIDE / 2).checked_sub(side / 2).filter(|&source| source < SIDE);
    (0..side * side)
        .map(|i| match (from(i / side), from(i % side)) {
            (Some(y), Some(x)) => f32::from(image[y * SIDE + x]) / 255.0,
            _ => 0.0,
        })
        .collect()
}

/// What the network gets: every value less [`MEAN`], divided by [`STD`].
pub fn normalise(values: &[f32]) -> Vec<f32> {
    values.iter().map(|value| (value - MEAN) / STD).collect()
}

#[cfg(test)]
mod tests;
