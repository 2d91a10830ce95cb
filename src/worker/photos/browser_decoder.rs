//! The browser's own picture decoder, for formats that we do not read.

use crate::error::Error;
use crate::image::{MOST_PIXELS, Picture, marks, too_many_pixels};
use crate::worker::post::scope;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ImageBitmap, ImageBitmapOptions, ImageData, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d, PremultiplyAlpha,
};

/// The most pixels that are drawn: Safari's canvases have no more, and stay empty beyond.
const MOST_DRAWN: usize = 4096 * 4096;

/// The picture in a file, smaller if it is larger than a canvas can be; nothing if the browser does not
/// know the format, or cannot show it here.
///
/// # Errors
///
/// [`Error::BadFile`] if it has too many pixels, [`Error::HiddenPixels`] if the browser does not let them be read.
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
            Ok(_) if marks_are_hidden().unwrap_or(false) => Err(Error::HiddenPixels),
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
    let context = canvas(width, height)?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width, height)?;
    Ok(context.get_image_data(0.0, 0.0, width, height)?.data().0)
}

/// What is drawn with on a canvas of this width and height.
fn canvas(width: f64, height: f64) -> Result<OffscreenCanvasRenderingContext2d, JsValue> {
    let canvas = OffscreenCanvas::new(width as u32, height as u32)?;
    Ok(canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?.unchecked_into())
}

/// Whether the browser gives other pixels than a canvas has.
fn marks_are_hidden() -> Result<bool, JsValue> {
    let side = f64::from(marks::SIDE);
    let context = canvas(side, side)?;
    let drawn = marks::marks();
    let drawn = ImageData::new_with_u8_clamped_array(Clamped(&drawn), marks::SIDE)?;
    context.put_image_data(&drawn, 0.0, 0.0)?;
    Ok(marks::are_hidden(&context.get_image_data(0.0, 0.0, side, side)?.data().0))
}
