//! What the browser keeps of weights, and how to be rid of it.

use super::studio::Studio;
use crate::{protocol::photo::StoredFile, ui::words};
use leptos::prelude::*;

/// The list, where there is anything in it.
#[component]
pub fn KeptFiles(
    /// The networks.
    studio: Studio,
) -> impl IntoView {
    let files = Memo::new(move |_| studio.storage.with(|storage| storage.files.clone()));
    let unavailable = Memo::new(move |_| {
        studio.networks.with(|n| n.catalogue.is_some())
            && studio.storage.with(|storage| !storage.available)
    });
    let sum = move || {
        let bytes: u64 = files.with(|files| files.iter().map(|file| file.bytes).sum());
        let quota = studio.storage.with(|storage| storage.quota);
        match quota {
            Some(quota) => format!(
                "{} of the {} that this browser lets the page keep.",
                words::bytes(bytes),
                words::bytes(quota)
            ),
            None => format!("{} in all.", words::bytes(bytes)),
        }
    };
    let rows =
        move || files.get().into_iter().map(|file| view! { <Row studio file /> }).collect_view();
    view! {
        <Show when=move || files.with(|files| !files.is_empty())>
            <section class="card kept" aria-labelledby="kept" data-testid="kept">
                <div class="row spread">
                    <h2 id="kept" class="third">"Weights kept on this machine"</h2>
                    <p class="small">{sum}</p>
                </div>
                <ul>{rows}</ul>
            </section>
        </Show>
        <Show when=move || unavailable.get()>
            <p class="small" data-testid="no-storage">"This browser gives the page no storage: downloaded weights stay in memory until the page is closed."</p>
        </Show>
    }
}

#[component]
fn Row(studio: Studio, file: StoredFile) -> impl IntoView {
    let StoredFile { name, title, bytes, whole } = file;
    let title = if title.is_empty() { name.clone() } else { title };
    let size = words::bytes(bytes);
    let state = if whole { size } else { format!("{size} so far; the rest can follow") };
    let label = format!("Delete {title}");
    let test = format!("delete-{name}");
    view! {
        <li data-testid="kept-file" data-whole=whole.to_string()>
            <span>{title}</span>
            <span class="small">{state}</span>
            <button type="button" class="quiet" data-testid=test aria-label=label on:click=move |_| studio.delete(name.clone())>"Delete"</button>
        </li>
    }
}
