//! Asking servers, and fetching a file of our own site, whole.

use super::cancel::Cancel;
use super::patience::Patience;
use super::post::{post, scope};
use super::script::reason;
use super::stream::{Broken, read, room};
use crate::error::Error;
use crate::protocol::{Event, SILENT, Step};
use crate::weights::MOST_BYTES;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response};

/// The bytes at `address`, for a drawing's network or a timing, with progress. `total` is their
/// number; 0 where it is not known.
pub(super) async fn fetch(
    address: &str,
    total: u64,
    cache: RequestCache,
) -> Result<Vec<u8>, Error> {
    let heard = |done| post(&Event::Progress { step: Step::Weights, done, total });
    get(address, cache, total, MOST_BYTES, heard).await
}

/// What a server answers. Where it cannot be reached, or says nothing for a minute, what the browser kept of an earlier
/// answer, if those options let it keep any: without a network, what is on the machine still serves.
pub(super) async fn answer(
    address: &str,
    options: &RequestInit,
    cancel: &Cancel,
) -> Result<Response, JsValue> {
    let ask = async || {
        options.set_signal(cancel.signal().as_ref());
        let asked = JsFuture::from(scope().fetch_with_str_and_init(address, options));
        let answer = Patience::new().wait_long(asked).await;
        answer.unwrap_or_else(|| {
            cancel.hang_up();
            Err(js_sys::Error::new(SILENT).into())
        })
    };
    let kept = matches!(options.get_cache(), Some(RequestCache::Default | RequestCache::NoCache));
    let answer = match ask().await {
        Err(_) if kept && cancel.check().is_ok() => {
            options.set_cache(RequestCache::ForceCache);
            ask().await
        }
        answer => answer,
    };
    Ok(answer?.unchecked_into())
}

/// The bytes at `address`, at most `most` of them, and about `total` if the server does not say how
/// many. `heard` is told how many have come.
pub(super) async fn get(
    address: &str,
    cache: RequestCache,
    total: u64,
    most: u64,
    heard: impl Fn(u64),
) -> Result<Vec<u8>, Error> {
    let failed = |reason: String| Error::Unreadable { what: address.into(), reason };
    let options = RequestInit::new();
    options.set_cache(cache);
    let response = answer(address, &options, &Cancel::new())
        .await
        .map_err(|thrown| failed(reason(&thrown)))?;
    if !response.ok() {
        return Err(failed(format!("the server answered {}", response.status())));
    }
    let body = response.body().ok_or_else(|| failed("the answer is empty".into()))?;
    let said = response.headers().get("content-length").ok().flatten();
    let expected = said.and_then(|said| said.parse().ok()).unwrap_or(total);
    let mut bytes = room(address, expected.min(most))?;
    let heard = |bytes: &[u8], _| {
        let done = bytes.len() as u64;
        heard(done);
        if done <= most {
            return Ok(());
        }
        Err(Error::TooLarge { what: address.into(), bytes: done, most })
    };
    match read(&body, &mut bytes, heard).await {
        Ok(()) => Ok(bytes),
        Err(Broken::Stream(reason)) => Err(failed(reason)),
        Err(Broken::Reader(error)) => Err(error),
    }
}
