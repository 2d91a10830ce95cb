//! The weights that a slot can have: listed ones, and a file of the visitor's own.

use super::{
    card::slot_name,
    intake::Handed,
    invitation::{facts, verb},
    networks::{Networks, Wanted, is_here},
    studio::Studio,
};
use crate::{
    protocol::photo::{Slot, WeightsEntry},
    ui::{dom, words},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// The list.
#[component]
pub fn Choices(
    /// The networks.
    studio: Studio,
    /// Which of them.
    which: Slot,
) -> impl IntoView {
    let net = slot_name(which);
    let known = Memo::new(move |_| studio.networks.with(|n| n.catalogue.is_some()));
    let entries = Memo::new(move |_| studio.networks.with(|networks| listed(networks, which)));
    let unlisted = Memo::new(move |_| studio.networks.with(|networks| networks.unlisted.clone()));
    let list = move |_| {
        // One of two cards: the focus stays in this one.
        dom::hand_focus_on(
            &format!("[data-testid=list-{net}]"),
            format!("[data-testid=own-{net}]"),
        );
        studio.list_again();
    };
    let rows = move || {
        entries.get().into_iter().map(|entry| view! { <Entry studio which entry /> }).collect_view()
    };
    let file = move |event: web_sys::Event| {
        let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(field) = field {
            if let Some(files) = field.files() {
                Handed::of(&files).give(studio, which);
            }
            field.set_value("");
        }
    };
    let empty = move || studio.networks.with(|networks| networks.entries(which).next().is_none());
    view! {
        <div class="choices" data-testid=format!("choices-{net}")>
            {move || match unlisted.get() {
                Some(error) => view! {
                    <p class="small bad-words">"The list of weights did not come. "{words::sentence(&error.to_string())}</p>
                    <div class="row"><button type="button" data-testid=format!("list-{net}") on:click=list>"Ask again"</button></div>
                }
                .into_any(),
                None => view! { <Show when=move || !known.get()><p class="small">"Asking what there is."</p></Show> }.into_any(),
            }}
            <Show when=move || known.get() && empty()>
                <p class="small">"This page came without weights for it; a file of yours will do."</p>
            </Show>
            <ul>{rows}</ul>
            <div class="own">
                <label class="button">
                    <input
                        type="file"
                        multiple
                        accept=".safetensors,.txt"
                        data-testid=format!("own-{net}")
                        aria-describedby=format!("own-help-{net}")
                        on:change=file
                    />
                    "Use a file of yours"
                </label>
                <p class="small" id=format!("own-help-{net}")>
                    "A .safetensors file, by this button or dropped on the page. With a .txt beside it, its lines are the labels."
                </p>
            </div>
        </div>
    }
}

/// What there is, but for what a notice above is about already: it is offered, comes, or failed.
fn listed(networks: &Networks, which: Slot) -> Vec<WeightsEntry> {
    let above = networks.in_question(which);
    let below = |entry: &&WeightsEntry| above.as_ref() != Some(&entry.id);
    networks.entries(which).filter(below).cloned().collect()
}

/// One line: what it is, what it weighs, where it comes from, and the way to it.
#[component]
fn Entry(studio: Studio, which: Slot, entry: WeightsEntry) -> impl IntoView {
    let id = entry.id.clone();
    let in_use = Memo::new(move |_| {
        studio
            .networks
            .with(|n| n.loaded(which).is_some_and(|network| network.entry.as_ref() == Some(&id)))
    });
    let (facts, verb) = (facts(&entry), verb(&entry));
    let said = format!("{verb} {}, {}", entry.title, words::bytes(entry.bytes));
    // One thing at a time stands out.
    let stands_out = !is_here(&entry);
    let main = Memo::new(move |_| {
        stands_out && studio.networks.with(|networks| networks.in_question(which).is_none())
    });
    let wanted = Wanted::listed(&entry);
    let take = move |_| studio.want(which, wanted.clone());
    let button_id = format!("take-{}", entry.id);
    view! {
        <li data-testid=format!("entry-{}", entry.id)>
            <div>
                <p>{entry.title.clone()}</p>
                <p class="small">{facts}</p>
            </div>
            <Show when=move || in_use.get() fallback={
                let (take, said, button_id) = (take.clone(), said.clone(), button_id.clone());
                move || view! {
                    <button type="button" class:main=main data-testid=button_id.clone() aria-label=said.clone() on:click=take.clone()>{verb}</button>
                }
            }>
                <span class="small in-use">"in use"</span>
            </Show>
        </li>
    }
}
