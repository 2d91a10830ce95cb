//! Turning a picture upright, and keeping less of a very large one.
//!
//! Every EXIF orientation is up to two mirrorings, which need no second copy, and at most one
//! exchange of rows and columns, which does. A very large picture is reduced between the two, so
//! that there is never a second full-size copy of it.

use super::Picture;
use super::latest::Latest;

/// Pictures of more pixels are kept at half their size. 40 megapixels are 120 MB; a 100-megapixel
/// picture is 75 MB then instead of 300 MB.
const KEPT: usize = 40_000_000;
/// But only if the shorter side still has so many pixels then: far more than a network's input, so
/// that the mean of four pixels more or less does not show in it, and the zoom keeps its detail.
const KEPT_SIDE: usize = 2048;

/// The shorter side is not reduced below this: twice what a network takes.
const LEAST_SIDE: usize = 512;

/// A picture from `[height, width, 3]` pixels as they lie in the file, and its EXIF orientation, 1
/// to 8 (anything else counts as 1: upright). There must be `3 * width * height` of them.
pub(super) fn picture(
    width: usize,
    height: usize,
    mut pixels: Vec<u8>,
    orientation: u8,
) -> Picture {
    // Pillow `ImageOps.exif_transpose`: 6 is a quarter turn clockwise, 7 is the other diagonal.
    if matches!(orientation, 2 | 3 | 7 | 8) {
        pixels.chunks_exact_mut(width * 3).for_each(mirror_row);
    }
    if matches!(orientation, 3 | 4 | 6 | 7) {
        mirror_rows(&mut pixels, width * 3);
    }
    let large = width * height > KEPT && width.min(height) / 2 >= KEPT_SIDE;
    let shrink = if large { 2 } else { 1 };
    if large {
        halve(&mut pixels, width, height);
    }
    let picture = Picture::new(width, height, shrink, pixels);
    if matches!(orientation, 5..=8) { transposed(picture) } else { picture }
}

/// See [`Picture::reduce`].
pub(super) fn reduce(picture: &mut Picture, bytes: usize) {
    loop {
        let [width, height] = picture.stored_size();
        if picture.pixels.len() <= bytes || width.min(height) / 2 < LEAST_SIDE {
            return;
        }
        halve(&mut picture.pixels, width, height);
        picture.shrink *= 2;
        picture.latest = Latest::default();
    }
}

fn mirror_row(row: &mut [u8]) {
    row.reverse();
    row.chunks_exact_mut(3).for_each(<[u8]>::reverse);
}

fn mirror_rows(pixels: &mut [u8], stride: usize) {
    let half = pixels.len() / stride / 2 * stride;
    let middle = pixels.len() - half;
    let (above, below) = pixels.split_at_mut(middle);
    for (a, b) in above.chunks_exact_mut(stride).zip(below.chunks_exact_mut(stride).rev()) {
        a.swap_with_slice(b);
    }
}

/// Means of two by two pixels, in place; of fewer at the right and lower edge, as Pillow's
/// `reduce`.
fn halve(pixels: &mut Vec<u8>, width: usize, height: usize) {
    let (columns, rows) = (width.div_ceil(2), height.div_ceil(2));
    let mut line = vec![0; columns * 3];
    for y in 0..rows {
        let upper = &pixels[2 * y * width * 3..][..width * 3];
        let lower = pixels.get((2 * y + 1) * width * 3..).and_then(|rest| rest.get(..width * 3));
        let lower = lower.unwrap_or(upper);
        let pairs = upper.chunks(6).zip(lower.chunks(6));
        for (target, (a, b)) in line.chunks_exact_mut(3).zip(pairs) {
            let far = a.len() - 3; // the same pixel twice at the right edge
            for (channel, value) in target.iter_mut().enumerate() {
                let near = u16::from(a[channel]) + u16::from(b[channel]);
                let sum = near + u16::from(a[far + channel]) + u16::from(b[far + channel]);
                *value = ((sum + 2) / 4) as u8;
            }
        }
        // Never ahead of what is still to be read: that starts at twice this row.
        pixels[y * columns * 3..][..columns * 3].copy_from_slice(&line);
    }
    pixels.truncate(columns * rows * 3);
    pixels.shrink_to_fit();
}

/// Rows and columns exchanged, in tiles that stay in the cache.
fn transposed(picture: Picture) -> Picture {
    const TILE: usize = 32;
    let [width, height] = picture.stored_size();
    let mut pixels = vec![0; picture.pixels.len()];
    for top in (0..height).step_by(TILE) {
        for left in (0..width).step_by(TILE) {
            for x in left..width.min(left + TILE) {
                for y in top..height.min(top + TILE) {
                    let source = &picture.pixels[(y * width + x) * 3..][..3];
                    pixels[(x * height + y) * 3..][..3].copy_from_slice(source);
                }
            }
        }
    }
    Picture::new(picture.height, picture.width, picture.shrink, pixels)
}
