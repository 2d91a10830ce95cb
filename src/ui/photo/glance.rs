//! Both first answers right under the photo, for small screens: the cards are further down there.

use super::{
    answer::waits,
    card::slot_name,
    studio::{Studio, family},
};
use crate::{
    protocol::photo::Slot,
    ui::{engine::Phase, words},
};
use leptos::prelude::*;

/// A line a network. The cards say the same, so a screen reader does not hear it twice.
#[component]
pub fn Glance(
    /// The photos and networks.
    studio: Studio,
) -> impl IntoView {
    let number = Memo::new(move |_| studio.album.with(|album| Some(album.selected()?.number)));
    let line = move |slot: Slot| {
        let net = slot_name(slot);
        let first = Memo::new(move |_| studio.first(slot, number.get()?));
        let label =
            move || first.get().map_or_else(|| none(studio, slot).to_owned(), |(label, _)| label);
        let current = move || number.get().is_some_and(|number| studio.is_current(slot, number));
        let share = move || first.get().map(|(_, share)| words::percent(share));
        view! {
            <p data-net=net data-testid=format!("glance-{net}")>
                <span class="whose">{family(slot)}</span>
                <span
                    class="verdict"
                    class:none=move || first.with(Option::is_none)
                    class:faded=move || !current()
                >
                    {label}
                </span>
                <span class="value">{share}</span>
            </p>
        }
    };
    view! {
        <Show when=move || number.get().is_some()>
            <div class="glance" aria-hidden="true" data-testid="glance">
                {Slot::ALL.map(line).into_iter().collect_view()}
            </div>
        </Show>
    }
}

/// Why there is no answer.
fn none(studio: Studio, slot: Slot) -> &'static str {
    match studio.engine.phase.with(Phase::name) {
        "ready" => {}
        "failed" => return "The engine stopped",
        _ => return "Waking the engine",
    }
    studio.networks.with(|networks| {
        let side = networks.side(slot);
        if side.loaded.is_some() {
            waits(studio, slot)
        } else if side.wanted.is_some() {
            "On its way"
        } else if side.failure.is_some() {
            "Did not come"
        } else {
            "No weights yet"
        }
    })
}
