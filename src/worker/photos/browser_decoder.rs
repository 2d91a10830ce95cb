//! The browser's own picture decoder, for formats that we do not read.

use crate::error::Error;
use crate::image::{MOST_PIXELS, Picture, too_many_pixels};
use crate::worker::post::scope;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ImageBitmap, ImageBitmapOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
    PremultiplyAlpha,
};

/// The most pixels that are drawn: Safari's canvases have no more, and stay empty beyond.
const MOST_DRAWN: usize = 4096 * 4096;

/// The picture in a file, smaller if it is larger than a canvas can be; nothing if the browser does not
/// know the format, or cannot show it here.
///
/// # Errors
///
/// [`Error::BadFile`] if it has too many pixels.
pub(super) async fn decode(name: &str, file: &Blob) -> Result<Option<Picture>, Error> {
    let Ok(bitmap) = bitmap(file).await else { return Ok(None) };
    let (width, height) = (bitmap.width() as usize, bitmap.height() as usize);
    let pixels = width.saturating_mul(height);
    let outcome = if pixels > MOST_PIXELS {
        Err(Error::BadFile { what: name.into(), reason: too_many_pixels(width, height) })
    } else {
        let scale = (MOST_DRAWN as f64 / pixels as f64).sqrt().min(1.0);
        let size = [width, height].map(|side| (side as f64 * scale).floor().max(1.0));
        match rgba(&bitmap, size) {
            // Nothing was drawn.
            Ok(rgba) if rgba.iter().all(|value| *value == 0) => Ok(None),
            Ok(rgba) => {
                let [width, height] = size.map(|side| side as usize);
                Picture::from_rgba(width, height, &rgba).map(Some)
            }
            // The page tries it with a canvas of its own.
            Err(_) => Ok(None),
        }
    };
    bitmap.close();
    outcome
}

async fn bitmap(file: &Blob) -> Result<ImageBitmap, JsValue> {
    let options = ImageBitmapOptions::new();
    // Colours as they are: what is transparent is laid over white by us.
    options.set_premultiply_alpha(PremultiplyAlpha::None);
    let promise = scope().create_image_bitmap_with_blob_and_image_bitmap_options(file, &options)?;
    Ok(JsFuture::from(promise).await?.unchecked_into())
}

/// The pixels, drawn at this width and height.
fn rgba(bitmap: &ImageBitmap, [width, height]: [f64; 2]) -> Result<Vec<u8>, JsValue> {
    let canvas = OffscreenCanvas::new(width as u32, height as u32)?;
    let context = canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?;
    let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)?;
    Ok(context.get_image_data(0.0, 0.0, width, height)?.data().0)
}
