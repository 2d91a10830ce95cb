//! One network: its name, its answer, its label set, and its weights.

use super::{
    answer::Answer,
    choices::Choices,
    coming::{Coming, Failed},
    invitation::Invitation,
    networks::Side,
    studio::Studio,
};
use crate::{
    protocol::photo::Slot,
    ui::{
        engine::Phase,
        notice::{EngineNotice, Kept},
        ramp::net,
        words,
    },
};
use leptos::prelude::*;

/// What a card shows.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Waking,
    Coming,
    Failed,
    Inviting,
    Loaded,
}

/// The name of a slot in the style sheet and in tests.
pub fn slot_name(slot: Slot) -> &'static str {
    net(slot.family())
}

/// A card.
#[component]
pub fn NetCard(
    /// The photos and networks.
    studio: Studio,
    /// Which network.
    which: Slot,
) -> impl IntoView {
    let net = slot_name(which);
    let year = which.family().year();
    let side = move |read: fn(&Side) -> bool| studio.networks.with(|n| read(n.side(which)));
    let state = Memo::new(move |_| {
        let ready = studio.engine.phase.with(|phase| *phase == Phase::Ready);
        if side(|side| side.loaded.is_some()) {
            State::Loaded
        } else if !ready {
            State::Waking
        } else if side(|side| side.wanted.is_some()) {
            State::Coming
        } else if side(|side| side.failure.is_some()) {
            State::Failed
        } else {
            State::Inviting
        }
    });
    let title = move || studio.title(which);
    let body = move || match (state.get(), which) {
        (State::Waking, Slot::AlexNet) => {
            view! { <EngineNotice engine=studio.engine kept=Kept::Photos /><Ghost /> }.into_any()
        }
        (State::Waking, Slot::ResNet) => {
            view! { <p class="small">"Waits for the engine."</p><Ghost /> }.into_any()
        }
        (State::Coming, _) => view! { <Coming studio which /><Ghost /> }.into_any(),
        (State::Failed, _) => view! { <Failed studio which /><Choices studio which /> }.into_any(),
        (State::Inviting, _) => {
            let words = match which {
                Slot::AlexNet => "The network that made the field look up in 2012.",
                Slot::ResNet => "The network that learned to be deep, by skipping.",
            };
            view! {
                <Invitation studio which />
                <p class="small" data-testid=format!("invitation-{net}")>{words}</p>
                <Choices studio which />
            }
            .into_any()
        }
        (State::Loaded, _) => view! { <Answer studio which /><Foot studio which /> }.into_any(),
    };
    view! {
        <article class="card net" data-net=net data-testid=format!("card-{net}") aria-labelledby=format!("title-{net}")>
            <div class="row named"><span class="year">{year}</span><h2 id=format!("title-{net}")>{title}</h2></div>
            {body}
        </article>
    }
}

/// The place that an answer will take.
#[component]
fn Ghost() -> impl IntoView {
    view! { <div class="ghost-said" aria-hidden="true"></div> }
}

/// Everything that the network can answer: a photo of anything else gets one of these names too.
#[component]
fn Classes(studio: Studio, which: Slot) -> impl IntoView {
    let net = slot_name(which);
    let count = Memo::new(move |_| {
        studio.networks.with(|n| n.loaded(which).map(|network| network.labels.len()))
    });
    // A thousand names are not built before somebody wants them.
    let opened = RwSignal::new(false);
    // A download tells of itself many times a second; the names are sorted once a network.
    let labels = Memo::new(move |_| {
        let labels = || studio.networks.with(|n| n.loaded(which).map(|it| it.labels.clone()));
        opened.get().then(labels).flatten()
    });
    let names = move || labels.with(|labels| labels.as_deref().map(list));
    view! {
        <Show when=move || count.get().is_some()>
            <details class="small classes" data-testid=format!("classes-{net}") on:toggle=move |_| opened.set(true)>
                <summary>
                    {move || format!("Knows {} things, says the nearest", words::thousands(count.get().unwrap_or_default()))}
                </summary>
                <p tabindex="0" role="region" aria-label="Its classes" data-testid=format!("class-list-{net}")>{names}</p>
            </details>
        </Show>
    }
}

/// All labels, from A to Z: each by the first of its names, which other labels may have too.
fn list(labels: &[String]) -> String {
    let mut names: Vec<String> = labels.iter().map(|label| words::first_label(label)).collect();
    names.sort_by_key(|name| name.to_lowercase());
    names.dedup();
    names.join(", ")
}

/// The label set, and behind it other weights.
#[component]
fn Foot(studio: Studio, which: Slot) -> impl IntoView {
    let net = slot_name(which);
    let open = RwSignal::new(false);
    let busy = Memo::new(move |_| studio.networks.with(|n| n.side(which).wanted.is_some()));
    let failed = Memo::new(move |_| studio.networks.with(|n| n.side(which).failure.is_some()));
    let read = move |of: fn(&crate::protocol::photo::LoadedNetwork) -> String| {
        move || studio.networks.with(|n| n.loaded(which).map(of))
    };
    let in_memory = Memo::new(move |_| {
        studio
            .networks
            .with(|n| n.loaded(which).is_some_and(|network| network.stored == Some(false)))
    });
    let full = move || studio.networks.with(|n| n.loaded(which).is_some_and(|it| it.full));
    let why = move || match studio.storage.with(|storage| storage.available) {
        true if full() => "The browser's storage is full: these weights stay in memory this time.",
        true => "The browser could not keep these weights: they stay in memory this time.",
        false => {
            "This browser keeps no files for this page: these weights stay in memory this time."
        }
    };
    // A choice that was made closes the list when it has come true.
    Effect::new(move |before: Option<bool>| {
        let busy = busy.get();
        if before == Some(true) && !busy && !failed.get_untracked() {
            open.set(false);
        }
        busy
    });
    view! {
        <div class="foot">
            <button
                type="button"
                class="quiet set"
                data-testid=format!("change-{net}")
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls=format!("choices-{net}")
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span data-testid=format!("label-set-{net}")>{read(|network| network.label_set.clone())}</span>
                <u>{move || if open.get() { "close" } else { "change" }}</u>
            </button>
            <Classes studio which />
            <Show when=move || in_memory.get()>
                <p class="small" data-testid=format!("in-memory-{net}")>{why}</p>
            </Show>
            <div id=format!("choices-{net}") class="panel">
                <Show when=move || busy.get()><Coming studio which /></Show>
                <Show when=move || failed.get()><Failed studio which /></Show>
                <Invitation studio which />
                <Show when=move || open.get()>
                    <Choices studio which />
                    <p class="small">{read(|network| network.provenance.clone())}</p>
                </Show>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_listed_from_a_to_z() {
        let labels = ["tabby, tabby cat", "Arabian camel", "crane", "crane"].map(String::from);
        assert_eq!(list(&labels), "Arabian camel, Crane, Tabby");
    }
}
