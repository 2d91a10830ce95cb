//! Asking a server for a file, or for the rest of one.

use super::cancel::{Cancel, Stopped};
use super::fetch::answer;
use super::script::is_online;
use crate::error::Error;
use wasm_bindgen::JsValue;
use web_sys::{Headers, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, Response};

/// A file at a server.
pub(super) struct Wanted<'a> {
    /// What it is called in messages.
    pub(super) what: &'a str,
    /// Its address; relative ones are next to the page.
    pub(super) url: &'a str,
    /// Its size.
    pub(super) bytes: u64,
    /// Its SHA-256, in lower-case hexadecimal.
    pub(super) sha256: &'a str,
}

/// A server's answer, of which the body is still to come.
pub(super) struct Answer {
    pub(super) response: Response,
    /// Where its bytes belong: 0 for the whole file.
    pub(super) from: u64,
}

impl Answer {
    /// A header that the server lets us see.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name).ok().flatten()
    }

    /// How many bytes the server says will come, unless it may have packed them.
    pub(super) fn length(&self) -> Option<u64> {
        match self.header("content-encoding") {
            Some(packed) if packed != "identity" => None,
            _ => self.header("content-length")?.parse().ok(),
        }
    }
}

/// Asks for a file, after its first `have` bytes if the server can do that.
pub(super) async fn ask(
    wanted: &Wanted<'_>,
    have: u64,
    etag: Option<&str>,
    cancel: &Cancel,
) -> Result<Answer, Stopped> {
    if have > 0 {
        let range = format!("bytes={have}-");
        // Of the two headers, other sites must allow the second expressly. Where they do not, the
        // file's checksum tells whether the halves belong together.
        let whole = etag.filter(|etag| !etag.starts_with("W/")).map(|etag| ("if-range", etag));
        for condition in whole.into_iter().map(Some).chain([None]) {
            let headers: Vec<_> =
                [("range", range.as_str())].into_iter().chain(condition).collect();
            let response = request(wanted, &headers, cancel).await;
            cancel.check()?;
            let Ok(response) = response else { continue };
            match response.status() {
                206 if continues(&response, have, wanted.bytes) => {
                    return Ok(Answer { response, from: have });
                }
                200 => return checked(wanted, response),
                _ => break,
            }
        }
    }
    let response = request(wanted, &[], cancel).await;
    cancel.check()?;
    let response = response.map_err(|_| unreachable(wanted))?;
    checked(wanted, response)
}

async fn request(
    wanted: &Wanted<'_>,
    headers: &[(&str, &str)],
    cancel: &Cancel,
) -> Result<Response, JsValue> {
    let options = RequestInit::new();
    let sent = Headers::new()?;
    for (name, value) in headers {
        sent.set(name, value)?;
    }
    options.set_headers_headers(&sent);
    // Other sites' files go to our own storage; the browser's cache would hold them a second time.
    let elsewhere = host(wanted.url).is_some();
    options.set_cache(if elsewhere { RequestCache::NoStore } else { RequestCache::NoCache });
    // No cookies go to other sites.
    options.set_credentials(RequestCredentials::SameOrigin);
    // Nor where the visitor is.
    options.set_referrer_policy(ReferrerPolicy::NoReferrer);
    answer(wanted.url, &options, cancel).await
}

/// Whether an answer is the rest of the file. Servers may hide the range from other sites; then the
/// length must do.
fn continues(response: &Response, have: u64, total: u64) -> bool {
    let header = |name| response.headers().get(name).ok().flatten();
    match header("content-range") {
        Some(range) => {
            range == format!("bytes {have}-{}/{total}", total.saturating_sub(1))
                || range == format!("bytes {have}-{}/*", total.saturating_sub(1))
        }
        None => {
            header("content-length").and_then(|length| length.parse().ok()) == Some(total - have)
        }
    }
}

/// A whole file, or what is wrong with the answer.
fn checked(wanted: &Wanted<'_>, response: Response) -> Result<Answer, Stopped> {
    let what = || wanted.what.to_owned();
    let place = host(wanted.url).unwrap_or("the server");
    let code = response.status();
    if code != 200 {
        let words = match code {
            401 | 403 => " (it does not give the file to everybody)",
            404 | 410 => " (the file is not there)",
            429 => " (too many have asked; later it may work)",
            500.. => " (it has trouble of its own; later it may work)",
            _ => "",
        };
        let (what, reason) = (what(), format!("{place} answered {code}{words}"));
        return Err(match code {
            404 | 410 => Error::NotThere { what, reason },
            _ => Error::Unreadable { what, reason },
        }
        .into());
    }
    let answer = Answer { response, from: 0 };
    if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        let reason = format!("{place} answered with a web page instead of the file");
        return Err(Error::Unreadable { what: what(), reason }.into());
    }
    match answer.length() {
        Some(found) if found > wanted.bytes => Err(wrong_length(wanted, found).into()),
        _ => Ok(answer),
    }
}

/// The file has another size than the one that was published.
pub(super) fn wrong_length(wanted: &Wanted<'_>, found: u64) -> Error {
    Error::WrongLength { what: wanted.what.into(), expected: wanted.bytes, found }
}

/// Browsers do not tell scripts why another site's answer did not come.
fn unreachable(wanted: &Wanted<'_>) -> Error {
    let what = wanted.what.to_owned();
    match host(wanted.url) {
        _ if !is_online() => Error::Offline { what },
        Some(host) => Error::Refused { what, host: host.into() },
        None => Error::Unreadable { what, reason: "the server did not answer".into() },
    }
}

/// The host of an address that names one.
fn host(url: &str) -> Option<&str> {
    url.split_once("://")?.1.split(['/', '?', '#']).next()
}
