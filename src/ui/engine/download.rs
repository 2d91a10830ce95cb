//! Fetching files with a count of the bytes that have come.

use super::link::reason;
use crate::error::Error;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, RequestCache, RequestInit, Response};

/// Where Trunk puts the worker's starter, next to the page.
pub const WORKER: &str = "./worker_loader.js";

/// Brings the worker's files into the browser's cache, newest version first, so that their
/// progress can be shown and a failure has a name; starting the worker then takes them from there.
/// `progress` hears the bytes that have come, and of how many if the server says so.
///
/// # Errors
///
/// [`Error::Unreadable`] with the file that did not come.
pub async fn worker(progress: impl Fn(u64, Option<u64>)) -> Result<(), Error> {
    for file in [WORKER, "./worker.js"] {
        fetch(file, RequestCache::NoCache, |_, _| {}, |_| {}).await?;
    }
    fetch("./worker_bg.wasm", RequestCache::NoCache, progress, |_| {}).await
}

/// The bytes at `address`.
///
/// # Errors
///
/// [`Error::Unreadable`] with the address.
pub async fn bytes(address: &str) -> Result<Vec<u8>, Error> {
    let all = std::cell::RefCell::new(Vec::new());
    let keep = |chunk: &Uint8Array| all.borrow_mut().extend(chunk.to_vec());
    fetch(address, RequestCache::Default, |_, _| {}, keep).await?;
    Ok(all.into_inner())
}

async fn fetch(
    address: &str,
    cache: RequestCache,
    progress: impl Fn(u64, Option<u64>),
    keep: impl Fn(&Uint8Array),
) -> Result<(), Error> {
    let unreadable = |reason: String| Error::Unreadable {
        what: address.trim_start_matches("./").into(),
        reason,
    };
    let response = match request(address, cache).await {
        // Without a network, what the browser kept will do.
        Err(_) if cache == RequestCache::NoCache => {
            request(address, RequestCache::ForceCache).await
        }
        answer => answer,
    };
    let response = response.map_err(|thrown| unreadable(network_reason(&thrown)))?;
    if !response.ok() {
        return Err(unreadable(format!(
            "the server answered {} {}",
            response.status(),
            response.status_text()
        )));
    }
    let total = total(&response);
    let Some(body) = response.body() else { return Ok(()) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut done = 0;
    loop {
        let part = JsFuture::from(reader.read())
            .await
            .map_err(|thrown| unreadable(network_reason(&thrown)))?;
        let get = |name: &str| Reflect::get(&part, &name.into()).unwrap_or(JsValue::UNDEFINED);
        if get("done").is_truthy() {
            return Ok(());
        }
        if let Ok(chunk) = get("value").dyn_into::<Uint8Array>() {
            done += u64::from(chunk.length());
            keep(&chunk);
            progress(done, total.filter(|total| done <= *total));
        }
    }
}

async fn request(address: &str, cache: RequestCache) -> Result<Response, JsValue> {
    let options = RequestInit::new();
    options.set_cache(cache);
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    JsFuture::from(window.fetch_with_str_and_init(address, &options)).await?.dyn_into()
}

/// The size of the body, unless the server packs it: then its length is not what will arrive.
fn total(response: &Response) -> Option<u64> {
    let header = |name| response.headers().get(name).ok().flatten();
    if header("content-encoding").is_some_and(|encoding| encoding != "identity") {
        return None;
    }
    header("content-length")?.parse().ok().filter(|total| *total > 0)
}

fn network_reason(thrown: &JsValue) -> String {
    let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    if online { reason(thrown) } else { "this machine is offline".into() }
}
