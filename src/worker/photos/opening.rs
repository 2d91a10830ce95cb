//! Opening pictures.

use super::browser_decoder;
use crate::error::Error;
use crate::image::{self, MOST_PIXELS, Picture};
use crate::protocol::photo::OpenedPicture;
use crate::worker::stream::{Broken, gone, read, room};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

/// The most bytes of a picture's file: no camera writes more.
const MOST_BYTES: u64 = 300_000_000;
/// The longest side of the copy that is shown, in pixels: the page's frame on a fine screen.
const PREVIEW: usize = 1024;

fn not_there(name: &str) -> Error {
    Error::Unreadable { what: name.into(), reason: "it did not come with the request".into() }
}

/// The picture in the attached file.
pub(super) async fn open(name: &str, attachment: Option<JsValue>) -> Result<Picture, Error> {
    let blob: Blob = attachment.and_then(|it| it.dyn_into().ok()).ok_or_else(|| not_there(name))?;
    let size = blob.size() as u64;
    if size > MOST_BYTES {
        return Err(Error::TooLarge { what: name.into(), bytes: size, most: MOST_BYTES });
    }
    let mut bytes = room(name, size)?;
    match read(&blob.stream(), &mut bytes, |_, _| Ok::<(), Error>(())).await {
        Ok(()) => {}
        Err(Broken::Reader(error)) => return Err(error),
        Err(Broken::Stream(_)) => return Err(gone(name)),
    }
    match image::format(name, &bytes) {
        Ok(format) if !format.is_read_here() => {
            drop(bytes);
            let known = browser_decoder::decode(name, &blob).await?;
            known.ok_or_else(|| Error::Undecodable {
                what: name.into(),
                format: format.name().into(),
            })
        }
        _ => image::decode(name, &bytes),
    }
}

/// The picture that the browser decoded: attached RGBA pixels.
pub(super) fn open_pixels(
    name: &str,
    attachment: Option<JsValue>,
    width: u32,
    height: u32,
) -> Result<Picture, Error> {
    let buffer = attachment.ok_or_else(|| not_there(name))?;
    let pixels = match buffer.dyn_ref::<ArrayBuffer>() {
        Some(buffer) => Uint8Array::new(buffer),
        None => return Err(not_there(name)),
    };
    // Checked before memory is taken for it.
    if pixels.length() as usize / 4 > MOST_PIXELS {
        let (bytes, most) = (u64::from(pixels.length()), 4 * MOST_PIXELS as u64);
        return Err(Error::TooLarge { what: name.into(), bytes, most });
    }
    let mut rgba = room(name, u64::from(pixels.length()))?;
    rgba.resize(pixels.length() as usize, 0);
    pixels.copy_to(&mut rgba);
    Picture::from_rgba(width as usize, height as usize, &rgba)
}

/// What the page is told of a picture.
pub(super) fn describe(number: u32, picture: &Picture) -> OpenedPicture {
    let (width, height, rgba) = image::preview(picture, PREVIEW);
    OpenedPicture {
        picture: number,
        width: picture.width() as u32,
        height: picture.height() as u32,
        preview: (width as u32, height as u32, rgba.into()),
    }
}
