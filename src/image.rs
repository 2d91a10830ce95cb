//! From the bytes of a person's picture file to the network's input.
//!
//! The way of a photo: `decode` (or [`Picture::from_rgba`] for pixels that the browser decoded),
//! [`crop()`], [`normalise`]; [`preview`] and [`Crop::covers`] are for showing it. The result is
//! what torchvision makes of the picture that Pillow reads: `Resize`, `CenterCrop`, `ToTensor`,
//! `Normalize` (torchvision `transforms/functional.py`, Pillow `libImaging/Resample.c`).
//!
//! Pictures are RGB, 8 bits, in sRGB throughout, upright, without transparency.
//!
//! Geometry, resampling and [`format()`] need nothing but this crate; reading files needs the
//! feature `engine`.

pub mod crop;
pub mod marks;

mod colour;
mod format;
mod latest;
mod resample;
mod upright;

#[cfg(feature = "engine")]
mod decode;
#[cfg(feature = "engine")]
mod jpeg;
#[cfg(feature = "engine")]
mod others;
#[cfg(feature = "engine")]
mod png;
#[cfg(feature = "engine")]
mod profile;

pub use crop::{Crop, Filter, Placement, Preprocessing};
#[cfg(feature = "engine")]
pub use decode::{decode, too_many_pixels};
pub use format::{Format, format};
pub use resample::{crop, crop_once, normalise, preview};

use crate::error::Error;
use latest::Latest;

/// The most pixels a picture may have: what it declares is checked before memory is taken.
pub const MOST_PIXELS: usize = 120_000_000;

/// The most pixels of a side: JPEG has no more.
#[cfg(feature = "engine")]
const MOST_SIDE: usize = 65_535;

/// Why something is no picture, as a sentence's end: "cat.jpg is not as expected: {reason}".
type Reason = String;

/// An upright picture: RGB, 8 bits, sRGB.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    /// Every stored pixel is the mean of this many of the picture's both ways: 1, 2, 4, …
    shrink: usize,
    pixels: Vec<u8>,
    latest: Latest,
}

impl Picture {
    fn new(width: usize, height: usize, shrink: usize, pixels: Vec<u8>) -> Self {
        Self { width, height, shrink, pixels, latest: Latest::default() }
    }

    /// A picture from `[height, width, 4]` RGBA values that a browser decoded: upright, sRGB, alpha
    /// not multiplied in. It is laid over white.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] if the number of values is not `4 * width * height`, if it is zero, or
    /// if there are more than [`MOST_PIXELS`] pixels.
    pub fn from_rgba(width: usize, height: usize, rgba: &[u8]) -> Result<Self, Error> {
        let wrong = |expected: String| Error::WrongInput {
            expected,
            found: format!("{} values for {width} x {height}", rgba.len()),
        };
        let count = width.checked_mul(height).filter(|&count| count <= MOST_PIXELS);
        let count = count.ok_or_else(|| wrong(format!("at most {MOST_PIXELS} pixels")))?;
        if count == 0 || rgba.len() / 4 != count || !rgba.len().is_multiple_of(4) {
            return Err(wrong(format!("{width} x {height} RGBA pixels, at least one")));
        }
        let pixels = colour::rgb_of_rgba(rgba);
        Ok(upright::picture(width, height, pixels, 1))
    }

    /// Pixels in a row of the picture, also where fewer are kept.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows of the picture, also where fewer are kept.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Keeps fewer pixels, as often half of them both ways as it takes to have at most so many bytes, but
    /// never less than a network and a little zoom need.
    pub fn reduce(&mut self, bytes: usize) {
        upright::reduce(self, bytes);
    }

    /// Width and height of [`Self::pixels`]: those of the picture, or half of them (rounded up) for
    /// pictures above 40 megapixels, or what [`Self::reduce`] left.
    pub fn stored_size(&self) -> [usize; 2] {
        [self.width.div_ceil(self.shrink), self.height.div_ceil(self.shrink)]
    }

    /// `[height, width, 3]` values of [`Self::stored_size`].
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [width, height] = self.stored_size();
        write!(f, "Picture({} x {}, kept as {width} x {height})", self.width, self.height)
    }
}

#[cfg(test)]
mod tests;
