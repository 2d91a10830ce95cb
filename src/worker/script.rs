//! What JavaScript says and does, in our words.

use super::post::scope;
use std::cell::Cell;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_time::Instant;

/// The words of something thrown.
pub(super) fn reason(thrown: &JsValue) -> String {
    let message = match thrown.dyn_ref::<web_sys::DomException>() {
        Some(exception) => Some(exception.message()),
        None => thrown.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message())),
    };
    message.filter(|words| !words.is_empty()).unwrap_or_else(|| "the browser said no more".into())
}

/// Whether the browser's storage is full.
pub(super) fn is_quota(thrown: &JsValue) -> bool {
    let name = js_sys::Reflect::get(thrown, &"name".into()).unwrap_or_default();
    name.as_string().is_some_and(|name| name == "QuotaExceededError")
}

/// A member of an object, undefined where there is none.
pub(super) fn member(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Whether the machine has a network at all, as far as the browser knows.
pub(super) fn is_online() -> bool {
    scope().navigator().on_line()
}

thread_local! {
    static SMALL: Cell<bool> = const { Cell::new(false) };
}

/// The page says whether the machine has little memory: a worker cannot tell an iPad from a Mac.
pub(super) fn know_small(is_small: bool) {
    SMALL.set(is_small);
}

/// Whether the machine has little memory, phones and tablets included.
pub(super) fn is_small() -> bool {
    SMALL.get()
}

/// Lets messages that have come be received: work that never waits hears none.
pub(super) async fn pause() {
    wait(Duration::ZERO).await;
}

/// Waits for so long at least.
pub(super) async fn wait(time: Duration) {
    let ms = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
    let wake = js_sys::Promise::new(&mut |resolve, _| {
        // A browser that refuses a timer would leave us waiting.
        if scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms).is_err() {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    let _ = JsFuture::from(wake).await;
}

/// How long work may last before it pauses. A pause costs some milliseconds itself: browsers stretch
/// short timers.
const SLICE: Duration = Duration::from_millis(25);

/// A piece of long work, after which others have their turn.
pub(super) struct Slice(Instant);

impl Slice {
    /// Begins now.
    pub(super) fn begin() -> Self {
        Self(Instant::now())
    }

    /// Pauses if it has lasted long enough. Then the next begins.
    pub(super) async fn end(&mut self) {
        if self.0.elapsed() >= SLICE {
            pause().await;
            *self = Self::begin();
        }
    }
}

/// Says something on the console, for whoever keeps the site.
pub(super) fn warn(words: &str) {
    web_sys::console::warn_1(&words.into());
}
