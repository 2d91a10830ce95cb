//! What the browser keeps of weights, and how to be rid of it.

use super::studio::Studio;
use crate::{
    protocol::photo::StoredFile,
    ui::{
        apart::{apart, fetched},
        dom, words,
    },
};
use leptos::prelude::*;

/// The list, once there is anything in it.
#[component]
pub fn KeptFiles(
    /// The networks.
    studio: Studio,
) -> impl IntoView {
    let files = Memo::new(move |_| studio.storage.with(|storage| storage.files.clone()));
    // Whoever deletes the last file is not left without a place.
    let shown = Memo::new(move |shown: Option<&bool>| {
        shown == Some(&true) || files.with(|files| !files.is_empty())
    });
    let unavailable = Memo::new(move |_| {
        studio.networks.with(|n| n.catalogue.is_some())
            && studio.storage.with(|storage| !storage.available)
    });
    view! {
        <Show when=move || shown.get()>{fetched(move || card(studio, files))}</Show>
        <Show when=move || unavailable.get()>
            <p class="small" data-testid="no-storage">"This browser gives the page no storage: downloaded weights stay in memory until the page is closed."</p>
        </Show>
    }
}

apart! {
    fn card(studio: Studio, files: Memo<Vec<StoredFile>>) -> AnyView {
        view! { <Card studio files /> }.into_any()
    }
}

#[component]
fn Card(studio: Studio, files: Memo<Vec<StoredFile>>) -> impl IntoView {
    Effect::new(move |_| {
        if files.with(|files| !files.is_empty()) {
            studio.see_lasting();
        }
    });
    let may_go = move || studio.lasts.get() == Some(false) && files.with(|files| !files.is_empty());
    // Name and title of what was asked to go; said once it is gone. What the next list still has did not go.
    let going = StoredValue::new(Vec::<(String, String)>::new());
    Effect::new(move |_| {
        studio.storage.with(|storage| {
            let there = |name: &str| storage.files.iter().any(|file| file.name == name);
            for (name, title) in going.try_update_value(std::mem::take).unwrap_or_default() {
                if !there(&name) {
                    studio.live.say(format!("Deleted {title}."));
                }
            }
        });
    });
    let sum = move || {
        let bytes: u64 = files.with(|files| files.iter().map(|file| file.bytes).sum());
        if files.with(Vec::is_empty) {
            return "Nothing any more.".into();
        }
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
    // A row that stays keeps its element: the focus is not on another one of a sudden.
    let key = |file: &StoredFile| (file.name.clone(), file.bytes, file.whole);
    view! {
        <section class="card kept" aria-labelledby="kept" data-testid="kept">
            <div class="row spread">
                <h2 id="kept" class="third" tabindex="-1">"Weights kept on this machine"</h2>
                <p class="small">{sum}</p>
            </div>
            <ul><For each=move || files.get() key let:file><Row studio going file /></For></ul>
            <Show when=may_go>
                <p class="small" data-testid="kept-may-go">"The browser may remove them when it needs room; then download them again."</p>
            </Show>
        </section>
    }
}

#[component]
fn Row(
    studio: Studio,
    going: StoredValue<Vec<(String, String)>>,
    file: StoredFile,
) -> impl IntoView {
    let StoredFile { name, title, bytes, whole } = file;
    let title = if title.is_empty() { name.clone() } else { title };
    let size = words::bytes(bytes);
    // A download writes to its file, which cannot be deleted then.
    let coming = {
        let title = title.clone();
        Memo::new(move |_| !whole && studio.networks.with(|n| n.is_under_way(&title)))
    };
    let state = move || match (whole, coming.get()) {
        (true, _) => size.clone(),
        (false, true) => "on its way".into(),
        (false, false) => format!("{size} so far; the rest can follow"),
    };
    let label = format!("Delete {title}");
    let test = format!("delete-{name}");
    let delete = {
        let title = title.clone();
        move |_| {
            going.update_value(|going| going.push((name.clone(), title.clone())));
            dom::hand_focus_on("[data-testid^=delete-]", "#kept");
            studio.delete(name.clone());
        }
    };
    view! {
        <li data-testid="kept-file" data-whole=whole.to_string()>
            <span>{title}</span>
            <span class="small">{state}</span>
            <Show when=move || !coming.get()>
                <button type="button" class="quiet" data-testid=test.clone() aria-label=label.clone() on:click=delete.clone()>"Delete"</button>
            </Show>
        </li>
    }
}
