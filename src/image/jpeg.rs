//! JPEG files.

use std::borrow::Cow;

use libjpeg_turbo_rs::{
    ColorSpace, ComponentInfo, DecodeLimits, DecodeWarning, Decoder, JpegError, PixelFormat,
};

use super::Reason;
use super::colour::Layout;
use super::decode::{Decoded, no_room, orientation, pixels, room, too_short};

/// Passes of a progressive file; encoders write about ten. Each costs a walk over the picture even
/// if it holds next to nothing.
const MOST_SCANS: usize = 64;

/// A JPEG file, as grey, RGB or CMYK: to the last bit what libjpeg-turbo, and so Pillow, makes of it.
pub(super) fn read(bytes: &[u8]) -> Result<Decoded, Reason> {
    let whole = has_end(bytes);
    let fault = |error: JpegError| match error {
        JpegError::Unsupported(_) | JpegError::LimitExceeded { .. } => rare(error),
        JpegError::AllocationFailed { bytes, .. } => no_room(bytes),
        _ if !whole => "it is cut off: the end of the JPEG file is missing".to_owned(),
        error => format!("the JPEG data is damaged: {error}"),
    };
    let ended = if whole { Cow::Borrowed(bytes) } else { Cow::Owned(with_end(bytes)?) };
    let bytes = &*ended;
    // The size has its own bound, and its own message, below.
    let limits = DecodeLimits {
        max_width: usize::MAX,
        max_height: usize::MAX,
        max_pixels: u64::MAX,
        max_scans: MOST_SCANS,
        max_memory: None,
    };
    let mut decoder = Decoder::new_with_limits(bytes, limits).map_err(fault)?;
    let (width, height) = decoder.header().dimensions();
    let count = pixels(width, height)?;
    // Some component has a block for every 8 x 8 pixels, or two have half of them each way, and a
    // block takes a bit at least.
    if count / 256 / 8 > bytes.len() {
        return Err(too_short(width, height, bytes));
    }
    if decoder.header().precision != 8 {
        return Err(rare(format!("{} bits a value", decoder.header().precision)));
    }
    let (layout, format) = match decoder.jpeg_color_space() {
        ColorSpace::Grayscale => (Layout::Grey, PixelFormat::Grayscale),
        ColorSpace::YCbCr | ColorSpace::Rgb => (Layout::Rgb, PixelFormat::Rgb),
        ColorSpace::Cmyk | ColorSpace::Ycck => (Layout::Cmyk, PixelFormat::Cmyk),
        other => return Err(rare(format!("{other:?} colours"))),
    };
    if layout == Layout::Cmyk && !is_known_sampling(&decoder.header().components) {
        return Err(rare("inks of other resolutions"));
    }
    decoder.set_output_format(format);
    // As libjpeg does where passes are missing.
    decoder.set_block_smoothing(true);
    // The decoder fills what is missing with grey. A file without its end is read strictly, so that
    // a pass that breaks off is an error.
    decoder.set_lenient(whole);
    let profile = decoder.icc_profile().map_err(fault)?;
    let orientation = orientation(decoder.exif_data());
    let image = decoder.decode_image().map_err(fault)?;
    for warning in image.warnings {
        // Nothing of the picture is in it, then.
        if let DecodeWarning::UnsupportedRecovered { detail } = warning {
            return Err(rare(detail));
        }
    }
    let mut samples = image.data;
    // Adobe's programs write light for ink, and others follow: Pillow takes all for theirs, marked or not.
    if layout == Layout::Cmyk {
        samples.iter_mut().for_each(|value| *value = 255 - *value);
    }
    Ok(Decoded { width, height, layout, samples, profile, orientation })
}

/// Whether four components are sampled as the decoder expects, which runs over their rows otherwise: the first
/// and the last for every pixel, the two between alike.
fn is_known_sampling(components: &[ComponentInfo]) -> bool {
    let samplings = components.iter().map(|one| (one.horizontal_sampling, one.vertical_sampling));
    let [first, second, third, last] = samplings.collect::<Vec<_>>()[..] else { return false };
    let parts = |whole: u8, part: u8| part > 0 && whole.is_multiple_of(part);
    first == last && second == third && parts(first.0, second.0) && parts(first.1, second.1)
}

fn rare(what: impl std::fmt::Display) -> Reason {
    format!("it is a rare kind of JPEG: {what}")
}

/// A file without its end mark, with one: the decoder looks for a progressive file's before it reads its passes.
fn with_end(bytes: &[u8]) -> Result<Vec<u8>, Reason> {
    let mut ended = Vec::new();
    room(&mut ended, bytes.len() + 2)?;
    ended.extend_from_slice(bytes);
    ended.extend_from_slice(&[0xff, 0xd9]);
    Ok(ended)
}

/// Whether a JPEG file has its end mark, after a scan. Walks the segments (ITU-T T.81, annex B), and the
/// coded data between them.
fn has_end(bytes: &[u8]) -> bool {
    let mut at = 2;
    // The next 0xFF that is no data: not followed by 0 (a coded 0xFF) or a restart mark.
    let next = |from: usize| {
        let rest = bytes.get(from..)?;
        let found = rest
            .windows(2)
            .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xff | 0xd0..=0xd7))?;
        Some(from + found)
    };
    let mut scanned = false;
    while let Some(mark) = next(at) {
        let length = bytes.get(mark + 2..mark + 4).map(|l| u16::from_be_bytes([l[0], l[1]]));
        match bytes[mark + 1] {
            0xd9 if scanned => return true,
            0xd8 | 0xd9 | 0x01 => {
                at = mark + 2;
                continue;
            }
            0xda => scanned = true,
            _ => {}
        }
        at = mark + 2 + usize::from(length.unwrap_or(2).max(2));
    }
    false
}
