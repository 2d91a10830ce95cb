//! Weights that are on their way, and those that did not come.

use super::{
    card::slot_name,
    course::{self, Told},
    networks::Failure,
    studio::Studio,
};
use crate::protocol::photo::Slot;
use leptos::prelude::*;

/// How far loading is, and the way out of it.
#[component]
pub fn Coming(
    /// The networks.
    studio: Studio,
    /// Which of them.
    which: Slot,
) -> impl IntoView {
    let net = slot_name(which);
    let title = Memo::new(move |_| {
        studio.networks.with(|n| n.side(which).wanted.as_ref().map(|wanted| wanted.title.clone()))
    });
    let loading = Memo::new(move |_| studio.networks.with(|n| n.side(which).loading.clone()));
    let waits = Memo::new(move |_| studio.networks.with(|n| n.waits(which)));
    let words = move || {
        if waits.get() {
            return "Waits until the other network is there.".into();
        }
        loading
            .with(|loading| loading.as_ref().map_or_else(|| "Asking for it.".into(), course::words))
    };
    let share = move || loading.with(|loading| loading.as_ref().and_then(course::share));
    view! {
        <div class="notice coming" data-testid="notice" data-kind=format!("loading-{net}")>
            <div class="row spread">
                <h3>{title}</h3>
                <button type="button" class="quiet push" data-testid=format!("cancel-{net}") on:click=move |_| studio.stop(which)>
                    "Cancel"
                </button>
            </div>
            <progress
                max="1"
                aria-label=move || format!("Loading {}", title.get().unwrap_or_default())
                value=move || share().map(|share| format!("{share:.3}"))
            ></progress>
            <p class="small" data-testid=format!("loading-{net}")>{words}</p>
        </div>
    }
}

/// Why there are no weights, and what can be done.
#[component]
pub fn Failed(
    /// The networks.
    studio: Studio,
    /// Which of them.
    which: Slot,
) -> impl IntoView {
    let net = slot_name(which);
    let failure = Memo::new(move |_| studio.networks.with(|n| n.side(which).failure.clone()));
    let shown = move |failure: Failure| {
        let online = window().navigator().on_line();
        let Told { heading, words, again, bad } = course::told(&failure, online);
        let kind = format!("failed-{net}");
        let retry = move |_| studio.want(which, failure.wanted.clone());
        view! {
            <div class="notice" class:bad=bad role=bad.then_some("alert") data-testid="notice" data-kind=kind>
                <h3>{heading}</h3>
                <p class="small">{words}</p>
                <div class="row">
                    {again.map(|again| view! {
                        <button type="button" class="main" data-testid=format!("again-{net}") on:click=retry>{again}</button>
                    })}
                    <button
                        type="button"
                        class="quiet"
                        data-testid=format!("dismiss-{net}")
                        on:click=move |_| studio.leave(which)
                    >
                        "Leave it"
                    </button>
                </div>
            </div>
        }
    };
    move || failure.get().map(shown)
}
