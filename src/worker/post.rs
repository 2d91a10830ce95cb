//! The way out: events as transferred bytes.

use crate::protocol::{Event, encode};
use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

/// The worker's own global object.
pub(super) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

pub(super) fn post(event: &Event) {
    let buffer = js_sys::Uint8Array::from(encode(event).as_slice()).buffer();
    // Posting fails only when the page is gone, and then nobody is left to tell.
    let _ = scope().post_message_with_transfer(&buffer, &js_sys::Array::of1(&buffer));
}
