//! The wire to the worker: bytes in transferred buffers.

use super::program::News;
use crate::{
    error::Error,
    protocol::{Event, Request, decode, encode},
    ui::reflect::get,
};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{MessageEvent, Worker};

/// A running worker. Dropping it ends the worker.
pub struct Link {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(JsValue)>,
}

impl Link {
    /// Speaks to a worker, `first` this. Its events, and failures to understand them, go to `on_event`;
    /// what it says before there is an engine to `on_news`; what the browser reports about it to `on_break`.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`] if the browser refuses to carry the first message.
    pub fn new(
        worker: Worker,
        first: &JsValue,
        on_event: impl Fn(Result<Event, Error>) + 'static,
        on_news: impl Fn(News) + 'static,
        on_break: impl Fn(String) + 'static,
    ) -> Result<Self, Error> {
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let message = message.data();
            if let Some(bytes) = bytes(&message) {
                on_event(decode(&bytes));
            } else if let Some(news) = News::read(&message) {
                on_news(news);
            } else {
                let reason = "it sent something that is no message".into();
                on_event(Err(Error::Engine { reason }));
            }
        });
        let on_error =
            Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| on_break(reason(&event)));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        let link = Self { worker, _on_message: on_message, _on_error: on_error };
        link.worker
            .post_message(first)
            .map_err(|refusal| Error::Engine { reason: reason(&refusal) })?;
        Ok(link)
    }

    /// Sends a request, with what goes beside it: a `Blob`, or an `ArrayBuffer`, which is gone here
    /// then.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`] if the browser refuses to carry it.
    pub fn send(&self, request: &Request, attachment: Option<&JsValue>) -> Result<(), Error> {
        let buffer = Uint8Array::from(encode(request).as_slice()).buffer();
        let transferred = Array::of1(&buffer);
        let message: JsValue = match attachment {
            Some(attachment) => {
                if attachment.is_instance_of::<ArrayBuffer>() {
                    transferred.push(attachment);
                }
                Array::of2(&buffer, attachment).into()
            }
            None => buffer.into(),
        };
        self.worker
            .post_message_with_transfer(&message, &transferred)
            .map_err(|refusal| Error::Engine { reason: reason(&refusal) })
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

fn bytes(data: &JsValue) -> Option<Vec<u8>> {
    match data.dyn_ref::<ArrayBuffer>() {
        Some(buffer) => Some(Uint8Array::new(buffer).to_vec()),
        None => data.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec),
    }
}

/// The message of whatever JavaScript threw or reported.
pub fn reason(thrown: &JsValue) -> String {
    get(thrown, "message")
        .and_then(|message| message.as_string())
        .or_else(|| thrown.as_string())
        .filter(|message| !message.is_empty())
        .unwrap_or_else(|| "the browser gave no reason".into())
}
