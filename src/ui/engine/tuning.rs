//! What the engine chose for this device, kept in the browser.

use crate::ui::{dom, settings::Settings};
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Its name in the browser's storage.
const KEY: &str = "triptych-tuning";

/// What was kept, empty where nothing was; nothing where the address says `tune=0`.
pub(super) fn kept() -> Option<String> {
    let settings = Settings::parse(&dom::query());
    settings
        .tune
        .then(|| call("getItem", &[KEY]).and_then(|text| text.as_string()).unwrap_or_default())
}

/// Keeps it for the next visit, where the browser lets us.
pub(super) fn keep(choices: &str) {
    let _ = call("setItem", &[KEY, choices]);
}

/// Calls the storage, which may be full, forbidden or absent.
fn call(method: &str, arguments: &[&str]) -> Option<JsValue> {
    let storage = Reflect::get(&web_sys::window()?.into(), &"localStorage".into()).ok()?;
    let method: Function = Reflect::get(&storage, &method.into()).ok()?.dyn_into().ok()?;
    let arguments = arguments.iter().map(|&text| JsValue::from(text)).collect();
    method.apply(&storage, &arguments).ok()
}
