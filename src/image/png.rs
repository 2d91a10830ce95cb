//! PNG files.

use std::io::Cursor;

use png::{ColorType, Decoder, DecodingError, Limits, Transformations};

use super::Reason;
use super::colour::Layout;
use super::decode::{Decoded, buffer, orientation, pixels, too_short};

/// What the decoder may take beside the picture: for lines, and an unpacked colour profile.
const BESIDE: usize = 64 << 20;
/// A byte of zlib's holds no more than these (its longest match, 258 bytes, in two bits).
const PACKED: usize = 1032;

/// A PNG file, as grey or RGB with or without alpha. Palettes are looked up, 16 bits lose their
/// lower 8 as in libpng.
pub(super) fn read(bytes: &[u8]) -> Result<Decoded, Reason> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: BESIDE });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let header = decoder.read_header_info().map_err(fault)?;
    let (width, height) = (header.width as usize, header.height as usize);
    let count = pixels(width, height)?;
    if header.raw_bytes() / PACKED > bytes.len() {
        return Err(too_short(width, height, bytes));
    }
    let mut reader = decoder.read_info().map_err(fault)?;
    let layout = match reader.output_color_type().0 {
        ColorType::Grayscale => Layout::Grey,
        ColorType::GrayscaleAlpha => Layout::GreyAlpha,
        ColorType::Rgb => Layout::Rgb,
        ColorType::Rgba => Layout::Rgba,
        ColorType::Indexed => return Err("its palette is missing".to_owned()),
    };
    // An animation's first frame may be smaller than the picture; its place is not kept then.
    let mut samples = buffer(count * layout.channels())?;
    if reader.output_buffer_size() != Some(samples.len()) {
        return Err("its size and its content differ".to_owned());
    }
    reader.next_frame(&mut samples).map_err(fault)?;
    // EXIF may stand after the pixels. They are whole already: what is wrong there does not matter.
    let _ = reader.finish();
    let info = reader.info();
    // It counts more than an `sRGB` chunk (PNG, 3rd edition, section 4.3).
    let profile = info.icc_profile.as_deref().map(<[u8]>::to_vec);
    let orientation = orientation(info.exif_metadata.as_deref());
    Ok(Decoded { width, height, layout, samples, profile, orientation })
}

fn fault(error: DecodingError) -> Reason {
    match error {
        DecodingError::IoError(_) => "it is cut off: the end of the PNG file is missing".to_owned(),
        DecodingError::LimitsExceeded => "it unpacks to far more than a picture needs".to_owned(),
        error => format!("the PNG data is damaged: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An `eXIf` chunk with nothing but orientation 6.
    const EXIF: &[u8] = b"\0\0\0\x1aeXIf\
        II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0\xb7H\x11)";

    #[test]
    fn the_orientation_may_stand_before_and_after_the_pixels() {
        let mut file = Vec::new();
        let encoder = png::Encoder::new(&mut file, 2, 1);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&[7, 9]).expect("pixels");
        writer.finish().expect("an end");
        // After the 8 bytes of the signature and the 25 of `IHDR`; before the 12 of `IEND`.
        for place in [33, file.len() - 12] {
            let mut with = file.clone();
            with.splice(place..place, EXIF.iter().copied());
            let decoded = read(&with).expect("a picture");
            assert_eq!((decoded.orientation, decoded.samples), (6, vec![7, 9]));
        }
    }
}
