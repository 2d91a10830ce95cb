//! A picture file of any kind to a [`Picture`], in bounded time and memory.

use super::colour::Layout;
use super::format::{Format, kind};
use super::{MOST_PIXELS, MOST_SIDE, Picture, Reason, jpeg, others, png, profile, upright};
use crate::error::Error;
use crate::figures::thousands;

/// What a decoder found, as it lies in the file.
pub(super) struct Decoded {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) layout: Layout,
    /// `[height, width, channels]`, 8 bits.
    pub(super) samples: Vec<u8>,
    /// The embedded colour profile.
    pub(super) profile: Option<Vec<u8>>,
    /// EXIF's, 1 to 8.
    pub(super) orientation: u8,
}

/// The picture in a file's bytes; `name` is for messages.
///
/// JPEG (grey, YCbCr, RGB, CMYK and YCCK, baseline and progressive), PNG (every kind; 16 bits to
/// their high 8), WebP, GIF and BMP, told apart by content; of an animation the first frame. The
/// EXIF orientation is applied, an embedded colour profile converted to sRGB (one that cannot be
/// read is ignored), and transparency laid over white.
///
/// Above 40 megapixels every two by two pixels are kept as their mean, if the shorter side keeps
/// 2048. Beside the file there is one copy of the picture, of at most 4 bytes a pixel (one
/// that lies on its side is copied once more to turn it, reduced if it is), but for what decoders hold
/// themselves: the coefficients of progressive JPEG (up to 6 bytes a pixel), WebP's planes, and a
/// GIF's frame that is narrower than its picture.
///
/// # Errors
///
/// [`Error::BadFile`] with what is wrong: no picture, cut off, damaged, more than [`MOST_PIXELS`],
/// or too large for the memory. [`Error::Undecodable`] for [`Format::Avif`] and [`Format::Heic`], which
/// only a browser reads.
pub fn decode(name: &str, bytes: &[u8]) -> Result<Picture, Error> {
    let bad = |reason| Error::BadFile { what: name.to_owned(), reason };
    let read = match kind(bytes).map_err(bad)? {
        Format::Jpeg => jpeg::read,
        Format::Png => png::read,
        Format::WebP => others::webp,
        Format::Gif => others::gif,
        Format::Bmp => others::bmp,
        format @ (Format::Avif | Format::Heic) => {
            let format = format.name().to_owned();
            return Err(Error::Undecodable { what: name.to_owned(), format });
        }
    };
    read(bytes).and_then(finish).map_err(bad)
}

/// What was found in a file, as a picture.
fn finish(decoded: Decoded) -> Result<Picture, Reason> {
    let Decoded { width, height, layout, samples, profile, orientation } = decoded;
    if width.checked_mul(height).and_then(|count| count.checked_mul(layout.channels()))
        != Some(samples.len())
    {
        return Err("its size and its content differ".to_owned());
    }
    let pixels = profile::to_rgb(samples, layout, profile.as_deref())?;
    Ok(upright::picture(width, height, pixels, orientation))
}

/// What is said of a picture that has more than [`MOST_PIXELS`].
pub fn too_many_pixels(width: usize, height: usize) -> String {
    format!(
        "it is {} pixels large, and {} megapixels are the most",
        size(width, height),
        MOST_PIXELS / 1_000_000
    )
}

/// The number of pixels of a declared size, if it is within bounds.
pub(super) fn pixels(width: usize, height: usize) -> Result<usize, Reason> {
    let count = width.saturating_mul(height);
    if count == 0 {
        return Err("it has no pixels".to_owned());
    }
    if count > MOST_PIXELS {
        return Err(too_many_pixels(width, height));
    }
    // A line that is long enough takes more memory to resample than the picture itself.
    if width.max(height) > MOST_SIDE {
        return Err(format!(
            "it is {} pixels large, and {} a side are the most",
            size(width, height),
            thousands(MOST_SIDE)
        ));
    }
    Ok(count)
}

/// Zeros, or an error where memory does not suffice: a browser's may not.
pub(super) fn buffer(length: usize) -> Result<Vec<u8>, Reason> {
    let mut buffer = Vec::new();
    room(&mut buffer, length)?;
    buffer.resize(length, 0);
    Ok(buffer)
}

/// Room for `length` values more.
pub(super) fn room(buffer: &mut Vec<u8>, length: usize) -> Result<(), Reason> {
    buffer.try_reserve_exact(length).map_err(|_| no_room(length as u64))
}

/// What is said where memory does not suffice.
pub(super) fn no_room(bytes: u64) -> Reason {
    format!("it needs {} MB, which there are not", bytes.div_ceil(1_000_000))
}

/// What is said of a file that holds less than it declares.
pub(super) fn too_short(width: usize, height: usize, bytes: &[u8]) -> Reason {
    format!(
        "it is cut off: {} bytes cannot hold the {} pixels it declares",
        thousands(bytes.len()),
        size(width, height)
    )
}

/// A width and a height as people read them.
fn size(width: usize, height: usize) -> String {
    format!("{} \u{d7} {}", thousands(width), thousands(height))
}

/// The orientation in EXIF data, with or without its header; 1 if there is none.
pub(super) fn orientation(exif: Option<&[u8]>) -> u8 {
    let exif = exif.map(|exif| exif.strip_prefix(b"Exif\0\0").unwrap_or(exif));
    let found = exif.and_then(::image::metadata::Orientation::from_exif_chunk);
    found.map_or(1, ::image::metadata::Orientation::to_exif)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_take_too_much_are_refused() {
        assert_eq!(pixels(65_535, 1_000), Ok(65_535_000));
        for (size, word) in [([0, 9], "no pixels"), ([12_001, 10_000], "megapixels")] {
            assert!(pixels(size[0], size[1]).is_err_and(|reason| reason.contains(word)));
        }
        let huge = pixels(30_000, 30_000).unwrap_err();
        assert!(huge.contains("30,000 \u{d7} 30,000 pixels"), "{huge}");
        for [width, height] in [[1, 120_000_000], [65_536, 1]] {
            assert!(pixels(width, height).is_err_and(|reason| reason.contains("a side")));
        }
    }
}
