//! A picture from an address: fetched by the browser, for the visitor alone, with no cookies of other sites.

use crate::ui::{engine::reason, words};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReferrerPolicy, RequestCredentials, RequestInit, Response, Url};

/// No picture is larger than this, bytes.
const MOST_BYTES: f64 = 200e6;

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
    let silent = |thrown: &JsValue| {
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
    let promise = window().fetch_with_str_and_init(&url.href(), &options);
    let response: Response =
        JsFuture::from(promise).await.map_err(|thrown| silent(&thrown))?.unchecked_into();
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
