//! Fetching a file of our own site, with progress.

use super::post::{post, scope};
use crate::error::Error;
use crate::protocol::{Event, Step};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

/// The bytes at `path`, next to the page. `total` is their number, for the progress.
pub(super) async fn fetch(path: &str, total: u64) -> Result<Vec<u8>, Error> {
    let failed = |reason: &str| Error::Unreadable { what: path.into(), reason: reason.into() };
    let script = |error: JsValue| {
        let reason = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
        failed(&reason.unwrap_or_else(|| "the connection failed".into()))
    };
    let response = JsFuture::from(scope().fetch_with_str(path)).await.map_err(script)?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(failed(&format!("the server answered {}", response.status())));
    }
    let body = response.body().ok_or_else(|| failed("the answer is empty"))?;
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::with_capacity(usize::try_from(total).unwrap_or_default());
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(script)?;
        let field = |name: &str| js_sys::Reflect::get(&chunk, &name.into()).unwrap_or_default();
        if field("done").is_truthy() {
            return Ok(bytes);
        }
        bytes.extend(js_sys::Uint8Array::new(&field("value")).to_vec());
        post(&Event::Progress { step: Step::Weights, done: bytes.len() as u64, total });
    }
}
