//! A picture from an address: fetched by the browser, for the visitor alone, with no cookies of other sites.

use crate::ui::{engine::reason, words};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, Blob, ReferrerPolicy, RequestCredentials, RequestInit, Response,
    Url,
};

/// No picture is larger than this, bytes.
const MOST_BYTES: f64 = 200e6;
/// A site that has not begun to answer by then will not.
const PATIENCE: Duration = Duration::from_secs(30);
/// A picture comes in this time over any line that is of use.
const LONGEST: Duration = Duration::from_secs(300);

/// The file at an address, with a name for it.
///
/// # Errors
///
/// A sentence for the visitor: what is wrong, and what to do.
pub async fn fetch(address: &str) -> Result<(String, Blob), String> {
    let url = parse(address).ok_or_else(|| {
        let begins = "Give one that begins with https:// or http://.";
        format!("\"{}\" is no web address. {begins}", address.trim())
    })?;
    let host = url.hostname();
    let limit = Limit::new();
    let silent = |thrown: &JsValue| {
        if limit.is_over() {
            return format!(
                "{host} takes too long to answer. Save the picture there, then choose it here."
            );
        }
        if !window().navigator().on_line() {
            return "This machine is offline. Choose or drop a file instead.".to_owned();
        }
        if host.is_empty() {
            return "What this address holds cannot be read.".to_owned();
        }
        // The browser does not tell pages which of the two it was.
        leptos::logging::warn!("{}", reason(thrown));
        format!(
            "{host} does not let other pages read its pictures, or does not answer. \
             Save the picture there, then choose it here."
        )
    };
    let options = RequestInit::new();
    // The page's own samples may lie behind a login.
    options.set_credentials(RequestCredentials::SameOrigin);
    options.set_referrer_policy(ReferrerPolicy::NoReferrer);
    options.set_signal(limit.signal().as_ref());
    let begins = limit.set(PATIENCE);
    let promise = window().fetch_with_str_and_init(&url.href(), &options);
    let response: Response =
        JsFuture::from(promise).await.map_err(|thrown| silent(&thrown))?.unchecked_into();
    drop(begins);
    let _ends = limit.set(LONGEST);
    if !response.ok() {
        return Err(match response.status() {
            status @ (404 | 410) => {
                format!("{host} answered {status}: there is nothing at this address.")
            }
            status => format!(
                "{host} answered {status} and gave no picture. \
                 Try again later, or save the picture there and choose it here."
            ),
        });
    }
    let header = |name| response.headers().get(name).ok().flatten();
    let kind = header("content-type").unwrap_or_default();
    if kind.starts_with("text/") {
        return Err(format!(
            "There is a page at this address, no picture ({kind}). Open the picture by itself and copy its own address."
        ));
    }
    if header("content-length").and_then(|l| l.parse().ok()).is_some_and(|l: f64| l > MOST_BYTES) {
        return Err(format!("This file is larger than {}.", words::bytes(MOST_BYTES as u64)));
    }
    let promise = response.blob().map_err(|thrown| silent(&thrown))?;
    let blob = JsFuture::from(promise).await.map_err(|thrown| silent(&thrown))?.unchecked_into();
    Ok((name(&url.pathname(), &host), blob))
}

/// Ends a request that takes too long.
struct Limit(Option<AbortController>);

/// A limit that counts as long as this lives.
struct Counting(Option<TimeoutHandle>);

impl Limit {
    fn new() -> Self {
        Self(AbortController::new().ok())
    }

    fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }

    fn set(&self, time: Duration) -> Counting {
        let controller = self.0.clone();
        let end = move || controller.iter().for_each(AbortController::abort);
        Counting(set_timeout_with_handle(end, time).ok())
    }

    fn is_over(&self) -> bool {
        self.signal().is_some_and(|signal| signal.aborted())
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        if let Some(timer) = self.0.take() {
            timer.clear();
        }
    }
}

/// Whom an address asks; nothing where it is none.
pub fn host(address: &str) -> Option<String> {
    parse(address).map(|url| url.hostname()).filter(|host| !host.is_empty())
}

/// An address as people write it, if a picture can be fetched from there.
fn parse(address: &str) -> Option<Url> {
    let address = address.trim();
    let whole = if address.contains(':') { address } else { &format!("https://{address}") };
    let url = Url::new(whole).ok()?;
    let known = match url.protocol().as_str() {
        // Some browsers make a host of any words.
        "http:" | "https:" => !address.contains(char::is_whitespace) && !url.hostname().is_empty(),
        // Other pages have pictures that are written out in their address.
        protocol => protocol == "data:",
    };
    known.then_some(url)
}

/// The last part of a path, or the host where there is none.
fn name(path: &str, host: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or_default();
    let last = js_sys::decode_uri_component(last).map_or_else(|_| last.into(), String::from);
    if last.is_empty() { host.into() } else { last }
}
