//! Fetching a file for a drawing's network or a timing, with progress.

use super::post::{post, scope};
use super::script::reason;
use super::stream::{Broken, read, room};
use crate::error::Error;
use crate::protocol::{Event, Step};
use crate::weights::MOST_BYTES;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// The bytes at `address`. `total` is their number, for the progress; 0 where it is not known.
pub(super) async fn fetch(address: &str, total: u64) -> Result<Vec<u8>, Error> {
    let failed = |reason: String| Error::Unreadable { what: address.into(), reason };
    let response = JsFuture::from(scope().fetch_with_str(address)).await;
    let response: Response = response.map_err(|thrown| failed(reason(&thrown)))?.unchecked_into();
    if !response.ok() {
        return Err(failed(format!("the server answered {}", response.status())));
    }
    let body = response.body().ok_or_else(|| failed("the answer is empty".into()))?;
    let said = response.headers().get("content-length").ok().flatten();
    let expected = said.and_then(|said| said.parse().ok()).unwrap_or(total);
    let mut bytes = room(address, expected.min(MOST_BYTES))?;
    let heard = |bytes: &[u8], _| {
        let done = bytes.len() as u64;
        post(&Event::Progress { step: Step::Weights, done, total });
        if done <= MOST_BYTES {
            return Ok(());
        }
        Err(Error::TooLarge { what: address.into(), bytes: done, most: MOST_BYTES })
    };
    match read(&body, &mut bytes, heard).await {
        Ok(()) => Ok(bytes),
        Err(Broken::Stream(reason)) => Err(failed(reason)),
        Err(Broken::Reader(error)) => Err(error),
    }
}
