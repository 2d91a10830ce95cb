//! How the tour begins, and where its panel stands once that has come.

use super::{super::lab::Lab, panel::Panel, steps::first};
use crate::{
    protocol::photo::Slot,
    ui::{
        Page,
        apart::{apart, fetched},
        dom,
    },
};
use leptos::prelude::*;

/// Begins the tour, at the first step of this page.
#[component]
pub fn TourButton(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let begin = move |_| lab.tour.set(Some(first(Page::of(&dom::path()))));
    view! {
        <Show when=move || lab.tour.with(Option::is_none)>
            <button type="button" class="tour-button" data-testid="tour-begin" on:click=begin>"Guided tour"</button>
        </Show>
    }
}

/// The step that a visitor is on; nothing while the tour is not under way.
#[component]
pub fn Tour(
    /// The laboratory.
    lab: Lab,
    /// The page.
    page: Page,
    /// Whether the network in a slot is loaded.
    #[prop(into)]
    is_loaded: Callback<Slot, bool>,
    /// Gives the network something to look at where the visitor has given nothing.
    #[prop(into)]
    sample: Callback<()>,
) -> impl IntoView {
    let number = Memo::new(move |_| lab.tour.get());
    // From a link, or from the other page; what begins later is begun here.
    let linked = StoredValue::new(number.with_untracked(Option::is_some));
    let shown = move || {
        let from_link = linked.try_update_value(std::mem::take).unwrap_or_default();
        fetched(move || panel(lab, page, number, is_loaded, sample, from_link))
    };
    view! { <Show when=move || number.with(Option::is_some)>{shown()}</Show> }
}

apart! {
    fn panel(
        lab: Lab,
        page: Page,
        number: Memo<Option<usize>>,
        is_loaded: Callback<Slot, bool>,
        sample: Callback<()>,
        from_link: bool,
    ) -> AnyView {
        view! { <Panel lab page number is_loaded sample from_link /> }.into_any()
    }
}
