//! Pictures that only the browser can decode: AVIF, HEIC.

use crate::ui::dom;
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlCanvasElement, ImageBitmap};

/// The most pixels that are read back: more would hold the page up. Every network reduces a
/// picture to far fewer.
const MOST_PIXELS: f64 = 2_000_000.0;

/// Width, height, and a buffer of `[height, width, 4]` RGBA values; nothing if the browser cannot
/// decode it either. Large pictures come smaller.
pub async fn pixels(blob: &Blob) -> Option<(u32, u32, JsValue)> {
    let promise = window().create_image_bitmap_with_blob(blob).ok()?;
    let bitmap: ImageBitmap = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (MOST_PIXELS / (width * height)).sqrt().min(1.0);
    let [width, height] = [width, height].map(|side| (side * scale).round().max(1.0));
    let canvas = canvas(width as u32, height as u32)?;
    let context = dom::context(&canvas)?;
    context.set_image_smoothing_enabled(true);
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height).ok()?;
    bitmap.close();
    let data = context.get_image_data(0.0, 0.0, width, height).ok()?;
    let buffer: ArrayBuffer = js_sys::Uint8Array::from(data.data().0.as_slice()).buffer();
    Some((width as u32, height as u32, buffer.into()))
}

/// A canvas that is not on the page.
pub fn canvas(width: u32, height: u32) -> Option<HtmlCanvasElement> {
    let canvas = document().create_element("canvas").ok()?;
    let canvas = canvas.dyn_into::<HtmlCanvasElement>().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    Some(canvas)
}
