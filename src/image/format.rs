//! What kind of file it is, by its content.

use super::Reason;
use crate::error::Error;

/// A kind of picture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JPEG, also of other names and within MPO.
    Jpeg,
    /// PNG, also animated.
    Png,
    /// WebP, also animated.
    WebP,
    /// GIF, also animated.
    Gif,
    /// Windows bitmap.
    Bmp,
    /// AVIF: the browser's own decoder may read it, this module does not.
    Avif,
    /// HEIC or HEIF: the browser's own decoder may read it, this module does not.
    Heic,
}

impl Format {
    /// Whether this module reads it. If not, the browser's decoder may, and
    /// [`Picture::from_rgba`](super::Picture::from_rgba) takes what it gives.
    pub fn is_read_here(self) -> bool {
        !matches!(self, Self::Avif | Self::Heic)
    }

    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Bmp => "BMP",
            Self::Avif => "AVIF",
            Self::Heic => "HEIC",
        }
    }
}

/// What kind of picture the file of this name and content is. The first 4096 bytes are enough.
///
/// # Errors
///
/// [`Error::BadFile`] if it is none of [`Format`]'s; it says what it is instead, where that can be
/// seen.
pub fn format(name: &str, bytes: &[u8]) -> Result<Format, Error> {
    kind(bytes).map_err(|reason| Error::BadFile { what: name.to_owned(), reason })
}

/// The same, without the file's name in the error.
pub(super) fn kind(bytes: &[u8]) -> Result<Format, Reason> {
    let riff = bytes.starts_with(b"RIFF");
    let starts: &[(bool, Format)] = &[
        (bytes.starts_with(b"\xff\xd8\xff"), Format::Jpeg),
        (bytes.starts_with(b"\x89PNG\r\n\x1a\n"), Format::Png),
        (bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"), Format::Gif),
        (riff && bytes.get(8..12) == Some(b"WEBP"), Format::WebP),
        (is_bmp(bytes), Format::Bmp),
    ];
    if let Some((_, format)) = starts.iter().find(|(is, _)| *is) {
        return Ok(*format);
    }
    if let Some(format) = iso_media(bytes) {
        return Ok(format);
    }
    let other = other(bytes);
    Err(match other {
        _ if bytes.is_empty() => "it is empty".to_owned(),
        Some(what) => format!("it is {what}, not a picture that can be read here"),
        None => "it is no picture of a known kind (JPEG, PNG, WebP, GIF, BMP)".to_owned(),
    })
}

/// "BM" starts words too: the size of the header after it must be one of those in use.
fn is_bmp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM")
        && bytes.get(15..18) == Some(&[0, 0, 0])
        && bytes.get(14).is_some_and(|size| [12, 16, 40, 52, 56, 64, 108, 124].contains(size))
}

/// AVIF and HEIC by the brands in the `ftyp` box (ISO/IEC 14496-12): the major one, then the
/// compatible ones.
fn iso_media(bytes: &[u8]) -> Option<Format> {
    if bytes.get(4..8)? != b"ftyp" {
        return None;
    }
    let size = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
    let end = size.clamp(16, 4096).min(bytes.len());
    let brands = bytes.get(8..end)?.chunks_exact(4);
    let known = |brand: &[u8]| match brand {
        b"avif" | b"avis" => Some(Format::Avif),
        b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis" => Some(Format::Heic),
        _ => None,
    };
    // "mif1" says only that it is a picture; the compatible brands say how it is coded.
    let generic = brands.clone().any(|brand| brand == b"mif1" || brand == b"msf1");
    brands.into_iter().find_map(known).or(generic.then_some(Format::Heic))
}

/// What people take for pictures.
fn other(bytes: &[u8]) -> Option<&'static str> {
    let text = bytes.trim_ascii_start();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let lower = text.get(..text.len().min(512)).unwrap_or_default().to_ascii_lowercase();
    let has = |what: &[u8]| lower.windows(what.len()).any(|part| part == what);
    Some(match bytes {
        _ if bytes.starts_with(b"%PDF") => "a PDF",
        _ if bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*") => "a TIFF or raw photo",
        _ if bytes.starts_with(b"II+\0") || bytes.starts_with(b"MM\0+") => "a BigTIFF",
        _ if bytes.starts_with(b"\xff\x0a") || bytes.get(4..8) == Some(b"JXL ") => "a JPEG XL",
        _ if bytes.get(4..6) == Some(b"jP") || bytes.starts_with(b"\xff\x4f\xff\x51") => {
            "a JPEG 2000"
        }
        _ if bytes.starts_with(b"8BPS") => "a Photoshop document",
        _ if bytes.starts_with(b"\0\0\x01\0") => "an icon",
        _ if bytes.starts_with(b"PK\x03\x04") => "a ZIP archive or an office document",
        _ if bytes.starts_with(b"\x1f\x8b") => "a gzip archive",
        _ if bytes.get(4..12) == Some(b"ftypcrx ") => "a raw photo",
        _ if bytes.get(4..8) == Some(b"ftyp") => "a video",
        _ if bytes.starts_with(b"\x1a\x45\xdf\xa3") => "a video",
        _ if bytes.starts_with(b"RIFF") => "a sound or video",
        _ if bytes.starts_with(b"ID3") || bytes.starts_with(b"OggS") => "a sound",
        _ if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") => "a web page",
        _ if lower.starts_with(b"<svg") || has(b"<svg") => "an SVG drawing",
        _ => return None,
    })
}
