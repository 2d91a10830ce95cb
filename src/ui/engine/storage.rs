//! Small texts that the browser keeps for the next visit, where it lets us.

use js_sys::{Date, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// What was kept under this name.
pub(super) fn read(key: &str) -> Option<String> {
    call("getItem", &[key])?.as_string()
}

/// Keeps a text.
pub(super) fn write(key: &str, text: &str) {
    let _ = call("setItem", &[key, text]);
}

/// Forgets it.
pub(super) fn forget(key: &str) {
    let _ = call("removeItem", &[key]);
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
fn call(method: &str, arguments: &[&str]) -> Option<JsValue> {
    let storage = Reflect::get(&web_sys::window()?.into(), &"localStorage".into()).ok()?;
    let method: Function = Reflect::get(&storage, &method.into()).ok()?.dyn_into().ok()?;
    let arguments = arguments.iter().map(|&text| JsValue::from(text)).collect();
    method.apply(&storage, &arguments).ok()
}
