//! The weights that a slot can have: listed ones, and a file of the visitor's own.

use super::{card::slot_name, intake::Handed, networks::Wanted, studio::Studio};
use crate::{
    protocol::photo::{Slot, WeightsEntry},
    ui::words,
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
    let entries = Memo::new(move |_| {
        studio.networks.with(|n| n.entries(which).cloned().collect::<Vec<WeightsEntry>>())
    });
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
    let empty = move || entries.with(Vec::is_empty);
    view! {
        <div class="choices" data-testid=format!("choices-{net}")>
            <Show when=move || !known.get()><p class="small">"Asking what there is."</p></Show>
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

/// One line: what it is, what it weighs, where it comes from, and the way to it.
#[component]
fn Entry(studio: Studio, which: Slot, entry: WeightsEntry) -> impl IntoView {
    let id = entry.id.clone();
    let in_use = Memo::new(move |_| {
        studio
            .networks
            .with(|n| n.loaded(which).is_some_and(|network| network.entry.as_ref() == Some(&id)))
    });
    let size = words::bytes(entry.bytes);
    let here = entry.host.is_none() || entry.stored;
    let from = match &entry.host {
        None => "comes with the page".to_owned(),
        Some(_) if entry.stored => "kept on this machine".into(),
        Some(host) => format!("from {host}"),
    };
    let right = entry.accuracy.map(|[top1, _]| format!(", {} right", words::percent(top1)));
    let facts = format!("{size}, {}, {from}{}", entry.licence, right.unwrap_or_default());
    let (verb, said) = if here {
        ("Use", format!("Use {}", entry.title))
    } else {
        ("Download", format!("Download {}, {size}", entry.title))
    };
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
                    <button type="button" class:main=!here data-testid=button_id.clone() aria-label=said.clone() on:click=take.clone()>{verb}</button>
                }
            }>
                <span class="small in-use">"in use"</span>
            </Show>
        </li>
    }
}
