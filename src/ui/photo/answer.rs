//! What one network says about the photo that is looked at: a word, and five bars.

use super::{card::slot_name, studio::Studio};
use crate::{protocol::photo::Slot, ui::words};
use leptos::prelude::*;

/// How many classes are shown.
pub const SHOWN: usize = 5;

/// The answer, or its place.
#[component]
pub fn Answer(
    /// The photos and networks.
    studio: Studio,
    /// Which network.
    which: Slot,
) -> impl IntoView {
    let net = slot_name(which);
    let number = Memo::new(move |_| studio.album.with(|album| Some(album.selected()?.number)));
    // Label and share, likeliest first.
    let ranked = Memo::new(move |_| {
        let ranked = studio
            .ledger
            .with(|ledger| Some(ledger.of(which).answers.get(&number.get()?)?.ranked.clone()));
        let ranked = ranked.unwrap_or_default();
        let named = ranked.iter().take(SHOWN);
        named.map(|r| (studio.label(which, r.class), r.probability)).collect::<Vec<_>>()
    });
    let none = Memo::new(move |_| ranked.with(Vec::is_empty));
    let current =
        Memo::new(move |_| number.get().is_some_and(|number| studio.is_current(which, number)));
    let first =
        move || ranked.with(|ranked| ranked.first().map(|(label, _)| words::first_label(label)));
    // Long names are written smaller, so that they stay in their line.
    let length = Memo::new(move |_| match first().map_or(0, |label| label.chars().count()) {
        0..=14 => "short",
        15..=21 => "long",
        _ => "longest",
    });
    view! {
        <div
            class="said"
            class:faded=move || !none.get() && !current.get()
            data-testid=format!("said-{net}")
            data-current=move || (!none.get() && current.get()).to_string()
        >
            <p class="first" class:none=none data-length=length title=first>
                <span class="unseen">"Answer: "</span>
                <span data-testid=format!("first-{net}")>{first}</span>
                <Show when=move || none.get()><span>{move || waits(studio, which)}</span></Show>
            </p>
            <ol class="bars named" class:ghost=none>
                {(0..SHOWN).map(|row| view! { <Bar ranked row net /> }).collect_view()}
            </ol>
        </div>
    }
}

/// What stands in an answer's place.
pub fn waits(studio: Studio, slot: Slot) -> &'static str {
    studio.album.with(|album| match album.selected() {
        None => "Waits for a photo",
        Some(_) if studio.networks.with(|networks| networks.is_coming(slot)) => "On its way",
        Some(photo) if photo.is_answered() => "No answer",
        Some(_) => "Looking",
    })
}

#[component]
fn Bar(ranked: Memo<Vec<(String, f32)>>, row: usize, net: &'static str) -> impl IntoView {
    let at = move |ranked: &Vec<(String, f32)>| ranked.get(row).cloned();
    let label = Memo::new(move |_| ranked.with(at).map(|(label, _)| label));
    let share = Memo::new(move |_| ranked.with(at).map(|(_, share)| share));
    view! {
        <li
            class:win=row == 0
            aria-hidden=move || label.with(Option::is_none).then_some("true")
            data-testid=format!("{net}-{row}")
            data-value=move || share.get().map(|share| share.to_string())
        >
            <span class="name" title=move || label.get()>{move || label.get()}</span>
            <span class="value">{move || share.get().map(words::percent)}</span>
            <span class="meter"><i style:--p=move || format!("{:.2}%", 100.0 * share.get().unwrap_or(0.0))></i></span>
        </li>
    }
}
