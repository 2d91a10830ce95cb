//! A picture file's grey values to ink.

use super::{BOX, Grey};
use crate::error::Error;

/// Differences from the paper below this part of the strongest are paper: artefacts of JPEG
/// around the strokes would make the ink's box too large.
const FAINT: f32 = 0.08;

/// The ink of a picture of `[height, width]` grey values of any size, black 0 and white 255.
///
/// The paper's brightness is the middle one along the border, and ink is what differs from it on
/// the side that differs most: dark on light and light on dark both work. The strongest
/// difference becomes 1. A picture of one colour gives blank paper.
///
/// # Errors
///
/// [`Error::WrongInput`] if the number of values is not `width * height`, or zero.
pub fn picture_to_ink(width: usize, height: usize, grey: &[u8]) -> Result<Grey, Error> {
    if grey.is_empty() || width.checked_mul(height) != Some(grey.len()) {
        return Err(Error::WrongInput {
            expected: format!("{width} x {height} grey values, at least one"),
            found: format!("{} values", grey.len()),
        });
    }
    let mut border: Vec<u8> = grey[..width].to_vec();
    border.extend_from_slice(&grey[grey.len() - width..]);
    border.extend(grey.chunks_exact(width).flat_map(|row| [row[0], row[width - 1]]));
    let paper = median(&mut border);
    let mut deviations: Vec<u8> = border.iter().map(|value| value.abs_diff(paper)).collect();
    let noise = 3.0 * f32::from(median(&mut deviations));

    let darkest = grey.iter().min().map_or(0, |&value| paper - value);
    let lightest = grey.iter().max().map_or(0, |&value| value - paper);
    let peak = f32::from(darkest.max(lightest));
    let sign = if darkest > lightest { -1.0 } else { 1.0 };
    let faint = noise.max(FAINT * peak);
    let ink = |&value: &u8| {
        let difference = sign * (f32::from(value) - f32::from(paper));
        if difference > faint { difference / peak } else { 0.0 }
    };
    let values = grey.iter().map(ink).collect();
    let mut picture = Grey { width, height, values, finest: 1.0 };
    // MNIST's own pictures stay as they are although their faintest pixels went; smaller digits
    // are enlarged.
    let longer = picture.ink_box().map_or(BOX, |[_, _, width, height]| width.max(height));
    if longer * 10 < BOX * 8 {
        picture.finest = 0.0;
    }
    Ok(picture)
}

fn median(values: &mut [u8]) -> u8 {
    let middle = values.len() / 2;
    *values.select_nth_unstable(middle).1
}
