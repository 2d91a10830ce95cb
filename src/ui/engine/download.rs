//! Fetching a file whole.

use super::program::network_reason;
use crate::error::Error;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// The bytes at `address`.
///
/// # Errors
///
/// [`Error::Unreadable`] with the address.
pub async fn bytes(address: &str) -> Result<Vec<u8>, Error> {
    let unreadable = |reason: String| Error::Unreadable {
        what: address.trim_start_matches("./").into(),
        reason,
    };
    let response = request(address).await.map_err(|thrown| unreadable(network_reason(&thrown)))?;
    if !response.ok() {
        return Err(unreadable(format!(
            "the server answered {} {}",
            response.status(),
            response.status_text()
        )));
    }
    let all = body(&response).await.map_err(|thrown| unreadable(network_reason(&thrown)))?;
    Ok(all.to_vec())
}

async fn request(address: &str) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    JsFuture::from(window.fetch_with_str(address)).await?.dyn_into()
}

async fn body(response: &Response) -> Result<Uint8Array, JsValue> {
    Ok(Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?))
}
