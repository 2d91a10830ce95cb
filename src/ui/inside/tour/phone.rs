//! The tour where the window is narrow: the tool is below the card, out of sight, hence a way there
//! and a way back. The style sheet shows both only there.

use super::super::{lab::Lab, room::Room};
use crate::ui::dom;
use leptos::prelude::*;

/// The card.
pub const TOUR: &str = "[data-testid=tour]";

/// From the card to what it talks about: the tool, or the input and the answer where those change.
#[component]
pub fn ShowIt(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let there = Memo::new(move |_| {
        let place = match lab.room.get()? {
            Room::Layer | Room::Ideas | Room::Check => ".inside-room",
            Room::Why | Room::Change => ".inside-left",
        };
        lab.subject.with(Option::is_some).then_some(place)
    });
    let show = move |_| {
        if let Some(place) = there.get_untracked() {
            dom::focus(place);
            dom::bring(place);
        }
    };
    view! {
        <Show when=move || there.get().is_some()>
            <button type="button" class="narrow" data-testid="tour-show" on:click=show>"Show it"</button>
        </Show>
    }
}

/// Back to the card, from wherever in the tools one is.
#[component]
pub fn WayBack(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let back = move |_| {
        dom::focus("#tour");
        dom::bring(TOUR);
    };
    let step = move || lab.tour.get().map(|step| format!("Back to step {step}"));
    view! {
        <Show when=move || lab.tour.with(Option::is_some)>
            <button type="button" class="narrow tour-return" data-testid="tour-return" on:click=back>
                <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 19V5M6 11l6-6 6 6" /></svg>
                {step}
            </button>
        </Show>
    }
}
