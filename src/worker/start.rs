//! The worker's first moments: static constructors, the panic message, the ear for requests.

use super::team::{HELPER, help};
use super::{Worker, post::post, post::scope};
use crate::error::Error;
use crate::protocol::{Event, PROTOCOL, decode};
use wasm_bindgen::prelude::*;
use web_sys::MessageEvent;

#[expect(unsafe_code, reason = "the linker makes this function; see `start`")]
mod constructors {
    unsafe extern "C" {
        /// Runs all static constructors of the program.
        fn __wasm_call_ctors();
    }

    /// Runs all static constructors, once. A program that never names them gets every export
    /// wrapped by the linker so that each call from JavaScript runs thousands of them again. Where
    /// the program is split (`xtask/split`), they run when its rest comes.
    pub(super) fn run() {
        // SAFETY: called once, before anything else runs.
        unsafe { __wasm_call_ctors() }
    }
}

/// A message is a buffer, or an array of the buffer and an attachment.
fn parts(data: &JsValue) -> (Vec<u8>, Option<JsValue>) {
    let bytes = |buffer: &JsValue| js_sys::Uint8Array::new(buffer).to_vec();
    match data.dyn_ref::<js_sys::Array>() {
        Some(both) => (bytes(&both.get(0)), Some(both.get(1))),
        None => (bytes(data), None),
    }
}

/// Starts to listen, and says so with [`Event::Started`]; a helper starts to help, and says `null`.
pub fn start() {
    constructors::run();
    if scope().name() == HELPER {
        let mut obey = help();
        listen(move |bytes, attachment| obey(&bytes, attachment));
        // The leader may be gone.
        let _ = scope().post_message(&JsValue::NULL);
        return;
    }
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let reason = info.location().map_or_else(String::new, |place| {
            format!("a defect in {}, line {}", place.file(), place.line())
        });
        let error = match info.location() {
            Some(place) if speaks_to_gpus(place.file()) => Error::DeviceLost { reason },
            _ => Error::Engine { reason },
        };
        post(&Event::Failed { id: None, error });
    }));
    let worker = Worker::new();
    listen(move |bytes, attachment| worker.receive(decode(&bytes), attachment));
    post(&Event::Started { protocol: PROTOCOL.into() });
}

/// Whether a source file is of what speaks to GPUs. It does not expect what some browsers do when a GPU has gone:
/// refuse whatever is asked of it.
fn speaks_to_gpus(file: &str) -> bool {
    file.contains("wgpu")
}

/// Has `hear` take every message.
fn listen(mut hear: impl FnMut(Vec<u8>, Option<JsValue>) + 'static) {
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let (bytes, attachment) = parts(&message.data());
        hear(bytes, attachment);
    });
    scope().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget(); // it listens as long as the worker lives
}
