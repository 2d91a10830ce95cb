//! Several threads on hosts that cannot send the headers for it: a service worker of ours
//! (`www/isolation.js`) adds them from the next visit on.
//!
//! Every page and worker is fetched through it, which costs a little. So it is there only for those whose
//! photographs the CPU computes.

use crate::protocol::DeviceInfo;
use crate::ui::{
    dom,
    reflect::{call, get},
    settings::Settings,
};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Where it is, next to the page.
const SCRIPT: &str = "isolation.js";

/// Has the service worker where it helps with this device, and nowhere else. A browser that refuses computes
/// with one thread, as before.
pub(super) fn keep(device: &DeviceInfo) {
    let helps = !device.gpu && Settings::parse(&dom::query()).threads != Some(1);
    spawn_local(async move {
        let _ = arrange(helps).await;
    });
}

async fn arrange(helps: bool) -> Option<()> {
    let window = web_sys::window()?;
    let navigator = window.navigator();
    let workers = get(&navigator, "serviceWorker")?;
    if helps {
        let isolated = get(&window, "crossOriginIsolated")?.is_truthy();
        if !isolated && navigator.hardware_concurrency() > 1.0 {
            promised(&workers, "register", &[SCRIPT.into()]).await?;
        }
        return Some(());
    }
    // The host may have a service worker of its own.
    let script = get(&get(&workers, "controller")?, "scriptURL")?.as_string()?;
    if script.ends_with(SCRIPT) {
        let ours = promised(&workers, "getRegistration", &[]).await?;
        promised(&ours, "unregister", &[]).await?;
    }
    Some(())
}

/// What a method promises.
async fn promised(object: &JsValue, method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let promise: Promise = call(object, method, arguments)?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}
