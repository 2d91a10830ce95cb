//! The zoom's slider, the way back, and what the frame means.

use super::{
    grip::{slide, unslide, zooms},
    studio::Studio,
    views::Legend,
};
use crate::image::Crop;
use leptos::prelude::*;

/// Below the stage.
#[component]
pub fn Zoom(
    /// The photos.
    studio: Studio,
) -> impl IntoView {
    let photo = Memo::new(move |_| {
        studio.album.with(|album| album.selected().and_then(|p| Some((p.size?, p.crop))))
    });
    let none = Memo::new(move |_| photo.with(Option::is_none));
    let fresh =
        Memo::new(move |_| photo.with(|p| p.is_none_or(|(_, crop)| crop == Crop::default())));
    let zoom = move || photo.with(|photo| photo.map_or(1.0, |(_, crop)| crop.zoom));
    let range = move || {
        photo.with(|photo| zooms(photo.map_or([4, 3], |(size, _)| size), &studio.preprocessing()))
    };
    let slid = move |event| {
        if let Ok(share) = event_target_value(&event).parse() {
            let zoom = unslide(share, untrack(range));
            studio.crop(|crop| Crop { zoom, ..crop });
        }
    };
    let words = move || format!("{:.1}\u{d7}", zoom());
    view! {
        <div class="row zoom">
            <label class="small" for="zoom">"Zoom"</label>
            <input
                id="zoom"
                type="range"
                min="0"
                max="1"
                step="0.001"
                data-testid="zoom"
                prop:value=move || format!("{:.3}", slide(zoom(), range()))
                prop:disabled=none
                aria-valuetext=words
                on:input=slid
            />
            <span class="small value" aria-hidden="true">{words}</span>
            <button
                type="button"
                class="quiet"
                data-testid="reset-crop"
                aria-disabled=move || fresh.get().then_some("true")
                on:click=move |_| {
                    studio.crop(|_| Crop::default());
                }
            >
                "Reset"
            </button>
        </div>
        <p class="small" id="crop-help">
            <span class="wide">"Drag, or use the arrow keys; wheel, pinch, + and \u{2212} zoom. "</span>
            <Legend studio />
        </p>
    }
}
