//! WebP, GIF and BMP files.

use std::io::Cursor;

use image::codecs::{bmp::BmpDecoder, gif::GifDecoder, webp::WebPDecoder};
use image::{ColorType, ImageDecoder, ImageError, ImageResult, Limits};

use super::Reason;
use super::colour::Layout;
use super::decode::{Decoded, buffer, orientation, pixels, too_short};

/// The first frame of a WebP file.
pub(super) fn webp(bytes: &[u8]) -> Result<Decoded, Reason> {
    // The RIFF header has the file's length. The decoder reads on where a chunk ends too early.
    let declared = bytes.get(4..8).map(|l| u32::from_le_bytes([l[0], l[1], l[2], l[3]]));
    if declared.is_none_or(|declared| declared as usize > bytes.len().saturating_sub(8)) {
        return Err(cut_off("WebP"));
    }
    read("WebP", WebPDecoder::new(Cursor::new(bytes)))
}

/// The first frame of a GIF file.
pub(super) fn gif(bytes: &[u8]) -> Result<Decoded, Reason> {
    read("GIF", GifDecoder::new(Cursor::new(bytes)))
}

/// A BMP file.
pub(super) fn bmp(bytes: &[u8]) -> Result<Decoded, Reason> {
    let decoder = BmpDecoder::new(Cursor::new(bytes));
    // Unless it is packed (1 and 2), the file holds every pixel.
    let [bits, packing] = [28, 30].map(|at| bytes.get(at).copied().unwrap_or_default());
    if let Ok(decoder) = &decoder
        && !(bytes.get(14) != Some(&12) && matches!(packing, 1 | 2))
    {
        let (width, height) = decoder.dimensions();
        let bits = if bytes.get(14) == Some(&12) { bytes.get(24).copied() } else { Some(bits) };
        let row = u64::from(width) * u64::from(bits.unwrap_or_default()) / 8;
        if row.saturating_mul(u64::from(height)) > bytes.len() as u64 {
            return Err(too_short(width as usize, height as usize, bytes));
        }
    }
    read("BMP", decoder)
}

fn read(kind: &str, decoder: ImageResult<impl ImageDecoder>) -> Result<Decoded, Reason> {
    let fault = |error: ImageError| match error {
        ImageError::IoError(_) => cut_off(kind),
        ImageError::Limits(_) => "it takes more memory than a picture needs".to_owned(),
        error => match error.to_string() {
            // GIF's decoder has no other sign of it.
            text if text.contains("Unexpected End of File") => cut_off(kind),
            text => format!("the {kind} data is damaged: {text}"),
        },
    };
    let mut decoder = decoder.map_err(fault)?;
    let (width, height) = decoder.dimensions();
    let (width, height) = (width as usize, height as usize);
    let count = pixels(width, height)?;
    let layout = match decoder.color_type() {
        ColorType::L8 => Layout::Grey,
        ColorType::La8 => Layout::GreyAlpha,
        ColorType::Rgb8 => Layout::Rgb,
        ColorType::Rgba8 => Layout::Rgba,
        other => return Err(format!("its pixels are of a rare kind: {other:?}")),
    };
    let length = count * layout.channels();
    let mut limits = Limits::no_limits();
    // For a frame that is another size than the picture.
    limits.max_alloc = Some(length as u64 + (1 << 20));
    decoder.set_limits(limits).map_err(fault)?;
    let profile = decoder.icc_profile().ok().flatten();
    let orientation = orientation(decoder.exif_metadata().ok().flatten().as_deref());
    let mut samples = buffer(length)?;
    decoder.read_image(&mut samples).map_err(fault)?;
    Ok(Decoded { width, height, layout, samples, profile, orientation })
}

fn cut_off(kind: &str) -> Reason {
    format!("it is cut off: the end of the {kind} file is missing")
}
