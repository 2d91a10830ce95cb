//! The ways in: files, camera, clipboard, a link.

use super::{
    camera::Camera,
    intake::{Handed, take_link},
    studio::Studio,
};
use crate::{
    protocol::photo::Slot,
    ui::{dom, reflect::get},
};
use leptos::{ev::SubmitEvent, html::Input, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ClipboardItem, HtmlInputElement};

/// Buttons, and the link's field when it is asked for.
#[component]
pub fn Tools(
    /// Where photos go.
    studio: Studio,
    /// The camera.
    camera: Camera,
) -> impl IntoView {
    let linking = RwSignal::new(false);
    let field = NodeRef::<Input>::new();
    let toggle = move |_| {
        linking.update(|linking| *linking = !*linking);
        if linking.get_untracked() {
            // After the field is there.
            request_animation_frame(move || {
                if let Some(field) = field.get_untracked() {
                    let _ = field.focus();
                }
            });
        }
    };
    let asked = move || studio.fetching.with(|hosts| hosts.last().cloned());
    let fetch = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else { return };
        let address = field.value();
        if address.trim().is_empty() {
            let _ = field.focus();
        } else if asked().is_none() {
            leptos::task::spawn_local(async move {
                // What came can make room for the next; what did not can be mended.
                if take_link(studio, &address).await && field.value() == address {
                    field.set_value("");
                }
            });
        }
    };
    let hint = move || {
        match asked() {
        Some(host) => format!("Asking {host} for the picture."),
        None => "Your browser asks that site for it. Many sites forbid this; then save the picture first.".into(),
    }
    };
    // A phone's own camera program takes better pictures than a page, and needs no permission.
    let camera_button = if dom::is_touched() {
        view! {
            <label class="button">
                <input type="file" accept="image/*" capture="environment" data-testid="capture" on:change=move |event| chosen(studio, &event) />
                "Camera"
            </label>
        }
        .into_any()
    } else if Camera::is_there() {
        view! { <button type="button" data-testid="camera" on:click=move |_| camera.start(studio)>"Camera"</button> }
            .into_any()
    } else {
        ().into_any()
    };
    view! {
        <div class="row ways" role="group" aria-label="Ways to take photos in">
            <label class="button main">
                <input
                    type="file"
                    accept="image/*,.avif,.heic,.heif"
                    multiple
                    data-testid="choose"
                    on:change=move |event| chosen(studio, &event)
                />
                "Choose photos"
            </label>
            {camera_button}
            <button type="button" data-testid="paste" on:click=move |_| paste(studio)>"Paste"</button>
            <button
                type="button"
                data-testid="link"
                aria-expanded=move || if linking.get() { "true" } else { "false" }
                aria-controls="link-form"
                on:click=toggle
            >
                "From a link"
            </button>
        </div>
        <form id="link-form" class="row link" hidden=move || !linking.get() && asked().is_none() on:submit=fetch>
            <input
                type="text"
                inputmode="url"
                autocomplete="off"
                spellcheck="false"
                placeholder="https://\u{2026}/picture.jpg"
                aria-label="Address of a picture"
                data-testid="address"
                node_ref=field
            />
            <button type="submit" data-testid="fetch" aria-disabled=move || asked().is_some().then_some("true")>"Fetch"</button>
            <p class="small" data-testid=move || asked().map(|_| "fetching")>{hint}</p>
        </form>
    }
}

/// Hands over what a file field holds, and empties it, so that the same file can be chosen again.
fn chosen(studio: Studio, event: &web_sys::Event) {
    let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field {
        if let Some(files) = field.files() {
            Handed::of(&files).give(studio, Slot::ResNet);
        }
        field.set_value("");
    }
}

/// Reads pictures from the clipboard.
fn paste(studio: Studio) {
    studio.mishap.set(None);
    leptos::task::spawn_local(async move {
        let refused =
            "The browser did not hand the clipboard over. Press Ctrl+V (or \u{2318}V) instead.";
        match clipboard().await {
            Some(files) if !files.is_empty() => studio.add(files),
            Some(_) => studio.miss("There is no picture in the clipboard.".into()),
            None => studio.miss(refused.into()),
        }
    });
}

/// The pictures in the clipboard; nothing if the browser refuses.
async fn clipboard() -> Option<Vec<(String, Blob)>> {
    // Not there on pages without HTTPS, and calling it then would throw.
    let navigator = window().navigator();
    if !get(&get(&navigator, "clipboard")?, "read")?.is_function() {
        return None;
    }
    let items = JsFuture::from(navigator.clipboard().read()).await.ok()?;
    let mut files = Vec::new();
    for item in
        js_sys::Array::from(&items).iter().filter_map(|item| item.dyn_into::<ClipboardItem>().ok())
    {
        let kinds = item.types();
        let kind = kinds
            .iter()
            .filter_map(|kind| kind.as_string())
            .find(|kind| kind.starts_with("image/"));
        if let Some(kind) = kind {
            let blob: Blob = JsFuture::from(item.get_type(&kind)).await.ok()?.dyn_into().ok()?;
            let ending =
                kind.trim_start_matches("image/").split(['+', ';']).next().unwrap_or("png");
            files.push((format!("Pasted.{ending}"), blob));
        }
    }
    Some(files)
}
