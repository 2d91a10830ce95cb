//! The photo on its canvas, and the frame that hands move over it.

use super::{
    album::Photo,
    grip::{Grip, Pull, key},
    outlines::{Outlines, WHOLE, place},
    studio::Studio,
    views::{View, views},
};
use crate::{
    image::Crop,
    ui::{dom, reflect::get},
};
use leptos::{
    html::{Canvas, Div},
    prelude::*,
};
use web_sys::{Event, KeyboardEvent, PointerEvent, WheelEvent};

/// A press that moved less than this is a click, in pixels.
const STILL: f64 = 5.0;

/// Photo and frame.
#[component]
pub fn Frame(
    /// The photos.
    studio: Studio,
    /// Which of them.
    number: u32,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let shown = NodeRef::<Div>::new();
    let with = move |read: fn(&Photo) -> Option<[usize; 2]>| {
        studio.album.with(|album| album.photo(number).and_then(read))
    };
    let size = move || with(|photo| photo.size).unwrap_or([1, 1]);
    let name = studio.album.with_untracked(|album| {
        album.photo(number).map_or_else(String::new, |photo| photo.name.clone())
    });
    Effect::new(move |_| {
        let preview = studio.album.with_untracked(|album| album.photo(number)?.preview.clone());
        if let (Some(canvas), Some(preview)) = (canvas.get(), preview) {
            dom::fill(&canvas, preview.width, &preview.pixels);
        }
    });
    let crop = Memo::new(move |_| {
        studio.album.with(|album| album.photo(number).map_or_else(Crop::default, |p| p.crop))
    });
    let seen = Memo::new(move |_| {
        let (crop, size) = (crop.get(), size());
        let see = |view: View| (view.slot, crop.covers(size, &view.how));
        studio.networks.with(views).into_iter().map(see).collect::<Vec<_>>()
    });
    // The last is what the frame stands for.
    let covers = Memo::new(move |_| seen.with(|seen| seen.last().map_or(WHOLE, |last| last.1)));

    let grip = StoredValue::new(Grip::default());
    // Where the first pointer came down, as long as it may still be a click.
    let press = StoredValue::new(None::<[f64; 2]>);
    let down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        let at = dom::pointer(&event);
        let first = grip.with_value(Grip::is_free);
        if grip.try_update_value(|grip| grip.hold(event.pointer_id(), at)) == Some(true) {
            press.set_value(first.then_some(at));
            if let Some(shown) = shown.get_untracked() {
                // Refused for pointers that are gone already; then the drag ends at the edge.
                let _ = shown.set_pointer_capture(event.pointer_id());
            }
        }
    };
    let moves = move |event: PointerEvent| {
        let Some(shown) = shown.get_untracked() else { return };
        let at = dom::pointer(&event);
        let still = press.get_value().is_some_and(|from| distance(from, at) < STILL);
        if still {
            return;
        }
        press.set_value(None);
        let frame = shown.get_bounding_client_rect();
        let size = [frame.width(), frame.height()];
        let pull = grip.try_update_value(|grip| grip.moves(event.pointer_id(), at, size));
        if let Some(pull) = pull.flatten() {
            studio.crop(|crop| pull.of(crop));
        }
    };
    let up = move |event: PointerEvent| {
        grip.update_value(|grip| grip.release(event.pointer_id()));
        let clicked = press.try_update_value(Option::take).flatten();
        if let (Some(at), Some(shown)) = (clicked, shown.get_untracked()) {
            let frame = shown.get_bounding_client_rect();
            let x = ((at[0] - frame.left()) / frame.width()) as f32;
            let y = ((at[1] - frame.top()) / frame.height()) as f32;
            let [left, top, width, height] = covers.get_untracked();
            let inside = (left..=left + width).contains(&x) && (top..=top + height).contains(&y);
            // A click beside the frame brings it there.
            if !inside {
                studio.crop(|crop| Crop { x, y, ..crop });
            }
        }
    };
    let let_go = move |event: PointerEvent| {
        grip.update_value(|grip| grip.release(event.pointer_id()));
        press.set_value(None);
    };
    let wheel = move |event: WheelEvent| {
        // Lines and pages, where the browser counts in those.
        let unit = [1.0, 16.0, 400.0][event.delta_mode().min(2) as usize];
        let zoom = (-event.delta_y() * unit / 600.0).clamp(-1.0, 1.0).exp();
        let moved = studio.crop(|crop| Pull { by: [0.0, 0.0], zoom }.of(crop));
        // At the ends of the zoom the page scrolls. With Ctrl, as two fingers on a trackpad, it would zoom itself.
        if moved || event.ctrl_key() {
            event.prevent_default();
        }
    };
    // Safari tells of two fingers on a trackpad by events of its own, and of none by the wheel.
    let spread = StoredValue::new(1.0);
    let spreads = move |event: Event| {
        event.prevent_default();
        let Some(scale) = get(&event, "scale").and_then(|scale| scale.as_f64()) else { return };
        let before = spread.try_update_value(|spread| std::mem::replace(spread, scale));
        // It tells of fingers on a screen too, which zoom already.
        let is_free = grip.with_value(Grip::is_free);
        if let Some(before) = before.filter(|_| is_free && event.type_() == "gesturechange") {
            studio.crop(|crop| Pull { by: [0.0, 0.0], zoom: scale / before }.of(crop));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if dom::is_shortcut(&event) {
            return;
        }
        let how = untrack(|| studio.preprocessing());
        let next = key(&event.key(), event.shift_key(), crop.get_untracked(), untrack(size), &how);
        if let Some(next) = next {
            event.prevent_default();
            studio.crop(|_| next);
        }
    };
    let label = move || {
        let Crop { x, y, zoom } = crop.get();
        let (across, down) = (100.0 * x, 100.0 * y);
        format!(
            "What the networks see: zoom {zoom:.1}, centre {across:.0} percent across, {down:.0} percent down"
        )
    };
    let ratio = move || {
        let [width, height] = size();
        format!("{:.5}", width as f64 / height.max(1) as f64)
    };
    view! {
        <div
            class="shown"
            data-net="resnet"
            node_ref=shown
            style:--a=ratio
            on:pointerdown=down
            on:pointermove=moves
            on:pointerup=up
            on:pointercancel=let_go
            on:lostpointercapture=let_go
            on:wheel=wheel
            on:gesturestart=spreads
            on:gesturechange=spreads
            on:dblclick=move |_| {
                studio.crop(|_| Crop::default());
            }
        >
            <canvas node_ref=canvas role="img" aria-label=format!("Photo: {name}") data-testid="photo"></canvas>
            <Outlines seen />
            <div
                class="crop"
                class:paired=move || seen.with(|seen| seen.len() > 1)
                data-testid="crop"
                tabindex="0"
                role="application"
                aria-label=label
                aria-describedby="crop-help"
                style=move || place(covers.get())
                on:keydown=on_key
            ></div>
        </div>
    }
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}
