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
    if !clear_frame_fits(bytes) {
        return Err(
            "the WebP data is damaged: its first frame has another size than it says".into()
        );
    }
    read("WebP", WebPDecoder::new(Cursor::new(bytes)))
}

/// Whether an animation's first frame is as large as it says, where alpha stands before its colours. Of other
/// frames and pictures the decoder asks that itself; there it reads alpha past its end
/// (<https://github.com/image-rs/image-webp/issues/182>).
fn clear_frame_fits(file: &[u8]) -> bool {
    let mut parts = chunks(file.get(12..).unwrap_or_default());
    let frame = parts.find(|(name, _)| *name == b"ANMF").map(|(_, frame)| frame);
    let Some((head, parts)) = frame.and_then(|frame| frame.split_at_checked(16)) else {
        return true;
    };
    let mut parts = chunks(parts);
    if parts.next().is_none_or(|(name, _)| name != b"ALPH") {
        return true;
    }
    // Whatever it is called, what follows is read as VP8: a frame's tag, a start code, and 14 bits of width and of
    // height (RFC 6386, section 9.1). A frame's own are 24 bits, less 1.
    let Some((_, &[_, _, _, _, _, _, a, b, c, d, ..])) = parts.next() else { return false };
    let coded = [[a, b], [c, d]].map(|side| u32::from(u16::from_le_bytes(side) & 0x3fff));
    let said = [6, 9].map(|at| 1 + u32::from_le_bytes([head[at], head[at + 1], head[at + 2], 0]));
    coded == said
}

/// The chunks of RIFF data, by name.
fn chunks(mut data: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (name, rest) = data.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let length = u32::from_le_bytes(*length) as usize;
        // They begin at even places. The last may be cut off.
        data = rest.get(length.saturating_add(length % 2)..).unwrap_or_default();
        Some((name, rest.get(..length).unwrap_or(rest)))
    })
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
    let mut decoded = read("BMP", decoder)?;
    // Many programs leave alpha at 0 where they have none, and browsers and Pillow show such a picture.
    if decoded.layout == Layout::Rgba && decoded.samples.chunks_exact(4).all(|pixel| pixel[3] == 0)
    {
        decoded.samples.chunks_exact_mut(4).for_each(|pixel| pixel[3] = 255);
    }
    Ok(decoded)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bitmap_whose_alpha_is_nowhere_above_zero_is_opaque() {
        let read_back = |alphas: [u8; 2]| {
            // Two pixels of 32 bits behind a header of 108 bytes (version 4) that has masks.
            let mut file = b"BM\0\0\0\0\0\0\0\0\x7a\0\0\0\x6c\0\0\0\
                \x02\0\0\0\x01\0\0\0\x01\0\x20\0\x03\0\0\0"
                .to_vec();
            file.resize(54, 0);
            for mask in [0xff_0000_u32, 0xff00, 0xff, 0xff00_0000] {
                file.extend(mask.to_le_bytes());
            }
            file.resize(122, 0);
            for alpha in alphas {
                file.extend([30, 20, 10, alpha]);
            }
            let samples = bmp(&file).expect("a picture").samples;
            assert_eq!(samples[..3], [10, 20, 30]);
            [samples[3], samples[7]]
        };
        assert_eq!(read_back([0, 0]), [255, 255]);
        assert_eq!(read_back([0, 7]), [0, 7]);
    }
}
