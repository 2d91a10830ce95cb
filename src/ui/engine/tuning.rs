//! What the engine chose for this device, kept in the browser.

use crate::ui::{dom, settings::Settings};
use js_sys::{Date, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Its name in the browser's storage.
const KEY: &str = "triptych-tuning";
/// When a GPU went away while it was measured, ms: the next visits would only lose it again.
const LOST: &str = "triptych-tuning-lost";
/// For how long nothing is measured then, ms. Drivers are mended.
const REST_MS: f64 = 30.0 * 24.0 * 60.0 * 60.0 * 1000.0;

/// What was kept, empty where nothing was; nothing where the address says `tune=0`.
pub(super) fn kept() -> Option<String> {
    is_wanted().then(|| read(KEY).unwrap_or_default())
}

/// Keeps it for the next visit, where the browser lets us.
pub(super) fn keep(choices: &str) {
    write(KEY, choices);
}

/// Whether what is not known may be measured.
pub(super) fn may_measure() -> bool {
    let lost = read(LOST).and_then(|time| time.parse::<f64>().ok());
    is_wanted() && lost.is_none_or(|time| Date::now() - time > REST_MS)
}

/// The GPU went away while it was measured.
pub(super) fn give_up() {
    write(LOST, &Date::now().to_string());
}

fn is_wanted() -> bool {
    Settings::parse(&dom::query()).tune
}

fn read(key: &str) -> Option<String> {
    call("getItem", &[key])?.as_string()
}

fn write(key: &str, text: &str) {
    let _ = call("setItem", &[key, text]);
}

/// Calls the storage, which may be full, forbidden or absent.
fn call(method: &str, arguments: &[&str]) -> Option<JsValue> {
    let storage = Reflect::get(&web_sys::window()?.into(), &"localStorage".into()).ok()?;
    let method: Function = Reflect::get(&storage, &method.into()).ok()?.dyn_into().ok()?;
    let arguments = arguments.iter().map(|&text| JsValue::from(text)).collect();
    method.apply(&storage, &arguments).ok()
}
