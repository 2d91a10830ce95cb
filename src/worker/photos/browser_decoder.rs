//! The browser's own picture decoder, for formats that we do not read.

use crate::error::Error;
use crate::image::{MOST_PIXELS, Picture};
use crate::worker::post::scope;
use crate::worker::script::reason;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ImageBitmap, ImageBitmapOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
    PremultiplyAlpha,
};

/// The picture in a file; nothing if the browser does not know the format, or has no canvas here.
///
/// # Errors
///
/// [`Error::BadFile`] if it has too many pixels.
pub(super) async fn decode(name: &str, file: &Blob) -> Result<Option<Picture>, Error> {
    let Ok(bitmap) = bitmap(file).await else { return Ok(None) };
    let (width, height) = (bitmap.width(), bitmap.height());
    let pixels = (width as usize).saturating_mul(height as usize);
    let outcome = if pixels > MOST_PIXELS {
        let reason = format!("it has {width} x {height} pixels; {MOST_PIXELS} are the most");
        Err(Error::BadFile { what: name.into(), reason })
    } else {
        match rgba(&bitmap) {
            Ok(rgba) => Picture::from_rgba(width as usize, height as usize, &rgba).map(Some),
            Err(thrown) => {
                let reason =
                    format!("the browser read it, but did not show it: {}", reason(&thrown));
                Err(Error::BadFile { what: name.into(), reason })
            }
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

fn rgba(bitmap: &ImageBitmap) -> Result<Vec<u8>, JsValue> {
    let canvas = OffscreenCanvas::new(bitmap.width(), bitmap.height())?;
    let context = canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?;
    let context: OffscreenCanvasRenderingContext2d = context.unchecked_into();
    context.draw_image_with_image_bitmap(bitmap, 0.0, 0.0)?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    Ok(context.get_image_data(0.0, 0.0, width, height)?.data().0)
}
