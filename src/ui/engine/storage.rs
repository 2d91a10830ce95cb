//! Small texts that the browser keeps for the next visit, where it lets us.

use crate::ui::reflect::{self, get};
use js_sys::Date;
use wasm_bindgen::JsValue;

/// What was kept under this name.
pub(super) fn read(key: &str) -> Option<String> {
    call("getItem", &[key.into()])?.as_string()
}

/// Keeps a text.
pub(super) fn write(key: &str, text: &str) {
    let _ = call("setItem", &[key.into(), text.into()]);
}

/// Forgets it.
pub(super) fn forget(key: &str) {
    let _ = call("removeItem", &[key.into()]);
}

/// Keeps that something happened now.
pub(super) fn note(key: &str) {
    write(key, &Date::now().to_string());
}

/// Whether it happened in the last so many ms.
pub(super) fn is_since(key: &str, ms: f64) -> bool {
    let happened = read(key).and_then(|time| time.parse::<f64>().ok());
    happened.is_some_and(|time| Date::now() - time <= ms)
}

/// Calls the storage, which may be full, forbidden or absent.
fn call(method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    reflect::call(&get(&web_sys::window()?.into(), "localStorage")?, method, arguments)
}
