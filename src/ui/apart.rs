//! What a visitor does not need at first: the tools that look into a network, the bench page, what
//! scripts ask.
//!
//! `cargo xtask build`, and the build for browser tests, take these functions and all that only they
//! need out of the page's program, into a file that is fetched once the engine is ready, or earlier by
//! whoever needs it. Trunk alone leaves them in: there they are always at hand.

use super::{
    dom,
    engine::{Engine, Phase},
};
use crate::error::Error;
use leptos::{prelude::*, reactive::computed::ScopedFuture};
use std::task::{Context, Poll, Waker};

/// The fact and what to do, where the file does not come.
pub const MISSING: [&str; 2] = [
    "This part of the page did not come.",
    "Check the connection, then try again. If it stays so, reload the page: there may be a newer one.",
];

/// Declares a function that calls `$body` once the file is there, and fails where it cannot be had.
macro_rules! apart {
    ($(#[$about:meta])* $reach:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) -> $output:ty $body:block) => {
        $(#[$about])*
        #[cfg(split)]
        #[wasm_split_helpers::wasm_split(later, fallible)]
        #[allow(unused_braces)] // a body is a block
        $reach fn $name($($argument: $type),*) -> Result<$output, crate::error::Error> {
            Ok($body)
        }

        $(#[$about])*
        #[cfg(not(split))]
        $reach async fn $name($($argument: $type),*) -> Result<$output, crate::error::Error> {
            Ok($body)
        }
    };
}
pub(super) use apart;

#[cfg(split)]
impl From<wasm_split_helpers::SplitLoaderError> for Error {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        let what = "the rest of the page".to_owned();
        match window().navigator().on_line() {
            true => Self::Unreadable { what, reason: "its file did not come".into() },
            false => Self::Offline { what },
        }
    }
}

apart! {
    /// Fetches the file, unless it is there.
    pub fn fetch() -> () {}
}

/// Fetches the file when the engine is ready, so that nobody waits for it later. Those who save data
/// fetch it when they need it.
pub fn fetch_early(engine: Engine) {
    Effect::new(move |asked: Option<bool>| {
        let ready = engine.phase.with(|phase| *phase == Phase::Ready);
        let asked = asked.unwrap_or_else(dom::saves_data);
        if ready && !asked {
            // Whoever needs it asks again, and hears why it does not come.
            leptos::task::spawn_local(async { drop(fetch().await) });
        }
        asked || ready
    });
}

/// How far the file is.
#[derive(Clone, Copy, PartialEq)]
enum Course {
    Here,
    Coming,
    Failed,
}

/// What `view` gives, a function that was declared by [`apart!`]; until the file is there, that it is coming.
pub fn fetched<F>(view: impl Fn() -> F + Send + Sync + 'static) -> impl IntoView
where
    F: Future<Output = Result<AnyView, Error>> + 'static,
{
    let course = RwSignal::new(Course::Coming);
    let view = StoredValue::new(view);
    let made = StoredValue::new_local(None::<AnyView>);
    let settle = move |result: Result<AnyView, Error>| {
        // A visitor may have gone elsewhere meanwhile: then neither is there any more.
        let come = result.is_ok();
        made.try_update_value(|made| *made = result.ok());
        course.try_set(if come { Course::Here } else { Course::Failed });
    };
    // What the view makes belongs here, whenever it comes.
    let owner = StoredValue::new(Owner::current().unwrap_or_default());
    let ask = move || {
        course.set(Course::Coming);
        let mut work = owner.with_value(|owner| {
            owner.with(|| Box::pin(ScopedFuture::new_untracked(view.with_value(|view| view()))))
        });
        // It is at hand but for the first time; a moment without it would be seen.
        match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => settle(result),
            Poll::Pending => leptos::task::spawn_local(async move { settle(work.await) }),
        }
    };
    ask();
    move || {
        match course.get() {
        Course::Here => made.try_update_value(Option::take).flatten(),
        Course::Coming => Some(
            view! { <p class="small" role="status" data-testid="part-coming">"Fetching this part of the page \u{2026}"</p> }
                .into_any(),
        ),
        Course::Failed => Some(
            view! {
                <div class="notice bad" role="alert" data-testid="part-failed">
                    <p><b>{MISSING[0]}</b></p>
                    <p class="small">{MISSING[1]}</p>
                    <div class="row"><button type="button" on:click=move |_| ask()>"Try again"</button></div>
                </div>
            }
            .into_any(),
        ),
    }
    }
}
