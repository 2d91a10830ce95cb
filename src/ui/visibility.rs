//! Whether somebody sees the page.

use leptos::prelude::document;
use std::cell::Cell;
use wasm_bindgen::{JsCast, closure::Closure};

/// Whether nobody sees the page: another tab is in front, or another program.
pub fn is_hidden() -> bool {
    document().hidden()
}

/// Calls back whenever the page comes into sight or goes out of it, as long as it lives.
pub fn on_change(changed: impl Fn(bool) + 'static) {
    let changed = Closure::<dyn FnMut()>::new(move || changed(!is_hidden()));
    // Fails only for events that are none.
    let _ = document()
        .add_event_listener_with_callback("visibilitychange", changed.as_ref().unchecked_ref());
    changed.forget();
}

/// Calls back once the page is seen again.
pub fn once_visible(then: impl FnOnce() + 'static) {
    let then = Cell::new(Some(then));
    on_change(move |visible| {
        if visible && let Some(then) = then.take() {
            then();
        }
    });
}
