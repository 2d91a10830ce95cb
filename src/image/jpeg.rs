//! JPEG files.

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use super::Reason;
use super::colour::Layout;
use super::decode::{Decoded, buffer, orientation, pixels, room, too_short};

/// Passes of a progressive file; encoders write about ten. Each costs a walk over the picture even
/// if it holds next to nothing.
const MOST_SCANS: usize = 64;

/// A JPEG file, as grey, RGB or CMYK.
pub(super) fn read(bytes: &[u8]) -> Result<Decoded, Reason> {
    let seen = Markers::of(bytes);
    // The decoder fills what is missing with grey. A file without its end is read strictly, so that
    // what is missing is an error unless it is the end mark alone.
    let options = DecoderOptions::default()
        .set_strict_mode(!seen.ends)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_max_scans(MOST_SCANS);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let fault = |error: DecodeErrors| match error {
        DecodeErrors::Unsupported(scheme) => format!("it is a rare kind of JPEG: {scheme:?}"),
        _ if !seen.ends => "it is cut off: the end of the JPEG file is missing".to_owned(),
        error => format!("the JPEG data is damaged: {error:?}"),
    };
    decoder.decode_headers().map_err(fault)?;
    let (width, height) = decoder.dimensions().ok_or("the JPEG header is incomplete")?;
    let count = pixels(width, height)?;
    // Some component has a block for every 8 x 8 pixels, or two have half of them each way, and a
    // block takes a bit at least.
    if count / 256 / 8 > bytes.len() {
        return Err(too_short(width, height, bytes));
    }
    let source = decoder.input_colorspace().ok_or("the JPEG header names no colours")?;
    let (layout, wanted) = match source {
        ColorSpace::Luma => (Layout::Grey, ColorSpace::Luma),
        ColorSpace::YCbCr | ColorSpace::RGB => (Layout::Rgb, ColorSpace::RGB),
        ColorSpace::CMYK | ColorSpace::YCCK => (Layout::Cmyk, source),
        other => return Err(format!("its pixels are of a rare kind: {other:?}")),
    };
    let profile = decoder.icc_profile();
    let orientation = orientation(decoder.exif().map(Vec::as_slice));
    decoder.set_options(decoder.options().jpeg_set_out_colorspace(wanted));
    if decoder.output_buffer_size() != Some(count * layout.channels()) {
        return Err("its size and its content differ".to_owned());
    }
    if seen.progressive {
        // The decoder takes this without asking; where there is none, a browser ends the program.
        room(&mut Vec::new(), count * (layout.channels() * 3))?;
    }
    let mut samples = buffer(count * layout.channels())?;
    decoder.decode_into(&mut samples).map_err(fault)?;
    drop(decoder);
    if layout == Layout::Cmyk {
        samples.chunks_exact_mut(4).for_each(|pixel| {
            if source == ColorSpace::YCCK {
                let [r, g, b] = rgb_of_ycc([pixel[0], pixel[1], pixel[2]]);
                pixel[..3].copy_from_slice(&[255 - r, 255 - g, 255 - b]);
            }
            // Adobe's programs write light for ink, and others follow.
            if seen.adobe {
                pixel.iter_mut().for_each(|value| *value = 255 - *value);
            }
        });
    }
    Ok(Decoded { width, height, layout, samples, profile, orientation })
}

/// JFIF's colours, as libjpeg rounds them (`jdcolor.c`, `build_ycc_rgb_table`).
fn rgb_of_ycc([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    const HALF: i32 = 1 << 15;
    let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
    [
        y + ((91_881 * cr + HALF) >> 16),
        y + ((-22_554 * cb - 46_802 * cr + HALF) >> 16),
        y + ((116_130 * cb + HALF) >> 16),
    ]
    .map(|value| value.clamp(0, 255) as u8)
}

/// What can be seen of a JPEG file without decoding it.
#[derive(Default)]
struct Markers {
    /// An APP14 segment of Adobe's.
    adobe: bool,
    /// Every block is coded in several passes.
    progressive: bool,
    /// The end mark is there, after a scan.
    ends: bool,
}

impl Markers {
    /// Walks the segments (ITU-T T.81, annex B), and the coded data between them.
    fn of(bytes: &[u8]) -> Self {
        let mut seen = Self::default();
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
            let segment = bytes.get(mark + 4..).unwrap_or_default();
            match bytes[mark + 1] {
                0xd9 if scanned => {
                    seen.ends = true;
                    return seen;
                }
                0xd8 | 0xd9 | 0x01 => {
                    at = mark + 2;
                    continue;
                }
                0xee => seen.adobe |= segment.starts_with(b"Adobe"),
                0xc2 | 0xc6 => seen.progressive = true,
                0xda => scanned = true,
                _ => {}
            }
            at = mark + 2 + usize::from(length.unwrap_or(2).max(2));
        }
        seen
    }
}
