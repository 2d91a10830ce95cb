//! Pillow's resampling, bit for bit, of the needed part only.
//!
//! Pillow 13, `src/libImaging/Resample.c`: two passes, across and then down, with weights in fixed
//! point and 8 bits between them. Written here rather than taken from a crate because the ports
//! choose another fixed point, which differs in the last bit, and because a crop then costs its
//! own pixels only.

use super::Picture;
use super::crop::{Crop, Filter, Placement, Preprocessing};

/// `PRECISION_BITS` of Pillow: 8 bits for the result, two for overshoot.
const PRECISION: u32 = 32 - 8 - 2;

/// The part of a picture that a network looks at: `[side, side, 3]`, RGB. Black where the reference
/// pads a resized picture that is smaller than the crop.
///
/// For [`Crop::default`] this is torchvision's `CenterCrop(side)` of `Resize(resize)` of a Pillow
/// picture. Other crops are the same at another size and place. `side` is
/// [`Preprocessing::crop_side`].
pub fn crop(picture: &Picture, crop: Crop, how: &Preprocessing) -> Vec<u8> {
    cut(picture, how.place([picture.width, picture.height], crop), how.filter)
}

/// As [`crop()`], made once until another part of the picture is asked for; and what making it took by
/// the caller's `clock`, ms.
pub fn crop_once(
    picture: &Picture,
    crop: Crop,
    how: &Preprocessing,
    clock: impl Fn() -> f64,
) -> (Vec<u8>, f64) {
    let placement = how.place([picture.width, picture.height], crop);
    picture.latest.part(placement, how.filter, || {
        let begun = clock();
        let part = cut(picture, placement, how.filter);
        (part, clock() - begun)
    })
}

fn cut(picture: &Picture, placement: Placement, filter: Filter) -> Vec<u8> {
    let [columns, rows] = [0, 1].map(|axis| {
        let visible = placement.visible(axis);
        Axis::new(picture, axis, placement.resized[axis], visible, filter)
    });
    let part = resample(picture, &columns, &rows);
    let side = placement.side;
    if part.len() == side * side * 3 {
        return part;
    }
    let mut padded = vec![0; side * side * 3];
    let [left, top] = placement.offset.map(|offset| offset.min(0).unsigned_abs() as usize);
    let width = columns.spans.len() * 3;
    let below = padded.chunks_exact_mut(side * 3).skip(top);
    for (target, source) in below.zip(part.chunks_exact(width)) {
        target[left * 3..][..width].copy_from_slice(source);
    }
    padded
}

/// A network's input from [`crop()`]'s pixels: each divided by 255, less the mean, divided by the
/// deviation. The same shape, `[side, side, 3]`.
pub fn normalise(pixels: &[u8], how: &Preprocessing) -> Vec<f32> {
    let scale = |(channel, &value): (usize, &u8)| {
        (f32::from(value) / 255.0 - how.mean[channel % 3]) / how.std[channel % 3]
    };
    pixels.iter().enumerate().map(scale).collect()
}

/// The whole picture for showing: width, height and `[height, width, 4]` RGBA, reduced so that the
/// longer side is at most `longest` (at least 1); never enlarged.
pub fn preview(picture: &Picture, longest: usize) -> (usize, usize, Vec<u8>) {
    let size = [picture.width, picture.height];
    let longer = size[0].max(size[1]) as u64;
    let target =
        (longest.max(1) as u64).min(picture.stored_size()[0].max(picture.stored_size()[1]) as u64);
    let [width, height] = size.map(|side| (side as u64 * target / longer).max(1));
    let columns = Axis::new(picture, 0, width, (0, width), Filter::Bilinear);
    let rows = Axis::new(picture, 1, height, (0, height), Filter::Bilinear);
    let rgb = resample(picture, &columns, &rows);
    let rgba = rgb.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect();
    (width as usize, height as usize, rgba)
}

/// Which pixels make one pixel of the result, along one side.
struct Span {
    first: usize,
    weights: std::ops::Range<usize>,
}

/// All of them along one side.
struct Axis {
    spans: Vec<Span>,
    weights: Vec<i32>,
}

impl Axis {
    /// For pixels `from..to` of a side resized to `length`; Pillow's `precompute_coeffs` and
    /// `normalize_coeffs_8bpc`.
    fn new(
        picture: &Picture,
        axis: usize,
        length: u64,
        (from, to): (u64, u64),
        filter: Filter,
    ) -> Self {
        let stored = picture.stored_size()[axis];
        let own = [picture.width, picture.height][axis] as f64;
        let scale = own / picture.shrink as f64 / length as f64;
        let widened = scale.max(1.0);
        let support = widened * if filter == Filter::Bilinear { 1.0 } else { 2.0 };
        let mut this = Self { spans: Vec::new(), weights: Vec::new() };
        let mut exact = Vec::new();
        for pixel in from..to {
            let centre = (pixel as f64 + 0.5) * scale;
            // Casts bring negative numbers to 0, as Pillow does.
            let first = ((centre - support + 0.5) as usize).min(stored.saturating_sub(1));
            let last = ((centre + support + 0.5) as usize).clamp(first + 1, stored.max(1));
            exact.clear();
            exact.extend(
                (first..last).map(|x| weight(filter, (x as f64 - centre + 0.5) * (1.0 / widened))),
            );
            let sum: f64 = exact.iter().sum();
            let start = this.weights.len();
            this.weights.extend(exact.iter().map(|weight| {
                let weight = if sum == 0.0 { *weight } else { weight / sum };
                (weight * f64::from(1 << PRECISION) + 0.5f64.copysign(weight)) as i32
            }));
            this.spans.push(Span { first, weights: start..this.weights.len() });
        }
        this
    }

    /// First and last (exclusive) pixel that is needed.
    fn needed(&self) -> (usize, usize) {
        let first = self.spans.first().map_or(0, |span| span.first);
        let last = self.spans.last().map_or(0, |span| span.first + span.weights.len());
        (first, last)
    }
}

/// Pillow's `bilinear_filter` and `bicubic_filter`.
fn weight(filter: Filter, x: f64) -> f64 {
    let x = x.abs();
    const A: f64 = -0.5;
    match filter {
        Filter::Bilinear => (1.0 - x).max(0.0),
        Filter::Bicubic if x < 1.0 => ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0,
        Filter::Bicubic if x < 2.0 => (((x - 5.0) * x + 8.0) * x - 4.0) * A,
        Filter::Bicubic => 0.0,
    }
}

/// Both passes: `[rows, columns, 3]`.
fn resample(picture: &Picture, columns: &Axis, rows: &Axis) -> Vec<u8> {
    let stride = picture.stored_size()[0] * 3;
    let width = columns.spans.len() * 3;
    let (first, last) = rows.needed();
    let mut between = Vec::with_capacity((last - first) * width);
    for row in picture.pixels[first * stride..last * stride].chunks_exact(stride) {
        for span in &columns.spans {
            let weights = &columns.weights[span.weights.clone()];
            between.extend(across(&row[span.first * 3..], weights).map(clip));
        }
    }
    let mut result = Vec::with_capacity(rows.spans.len() * width);
    let mut sums = vec![0; width];
    for span in &rows.spans {
        sums.fill(1 << (PRECISION - 1));
        let weights = &rows.weights[span.weights.clone()];
        let source = between[(span.first - first) * width..].chunks_exact(width);
        for (row, weight) in source.zip(weights) {
            for (sum, &value) in sums.iter_mut().zip(row) {
                *sum += i32::from(value) * weight;
            }
        }
        result.extend(sums.iter().map(|&sum| clip(sum)));
    }
    result
}

/// The weighted sum of a row's first pixels.
fn across(row: &[u8], weights: &[i32]) -> [i32; 3] {
    let mut sums = [1 << (PRECISION - 1); 4];
    let Some((last, weights)) = weights.split_last() else { return [0; 3] };
    // Four bytes at a time, which is one vector: the fourth is the next pixel's, and its sum is not used.
    for (at, weight) in (0..).step_by(3).zip(weights) {
        let Some(pixel) = row[at..].first_chunk::<4>() else { break };
        for (sum, &value) in sums.iter_mut().zip(pixel) {
            *sum += i32::from(value) * weight;
        }
    }
    for (sum, &value) in sums.iter_mut().zip(&row[weights.len() * 3..][..3]) {
        *sum += i32::from(value) * last;
    }
    [sums[0], sums[1], sums[2]]
}

/// Pillow's `clip8`.
fn clip(sum: i32) -> u8 {
    (sum >> PRECISION).clamp(0, 255) as u8
}
