//! Small pictures side by side, of which one is chosen: feature maps, or kernels.

use super::strip::Strip;
use crate::ui::{dom, slices::Slices};
use leptos::{
    html::{Button, Canvas},
    prelude::*,
};
use std::sync::Arc;
use web_sys::KeyboardEvent;

/// Red, green, blue and opacity of a picture's pixels.
pub type Pixels = Vec<u8>;

/// Something of each picture, by its place from 0.
pub type Each<T> = Arc<dyn Fn(usize) -> T + Send + Sync>;

/// What is said of the pictures.
#[derive(Clone)]
pub struct Said {
    /// For a screen reader: what it is, and its figures.
    pub label: Each<String>,
    /// Below the picture.
    pub caption: Each<String>,
}

/// The pictures, a canvas for each row of them, painted in slices. One of them is in the order of
/// the Tab key; arrow keys choose the others.
#[component]
pub fn Tiles(
    /// What they are, all together.
    title: String,
    /// How many there are.
    count: usize,
    /// Columns and rows of pixels in each.
    size: [usize; 2],
    /// What is said of them.
    said: Said,
    /// The picture at a place, once it is there. All of them depend on the same signals.
    picture: Each<Option<Pixels>>,
    /// The place of the chosen one, if it is here.
    #[prop(into)]
    chosen: Signal<Option<usize>>,
    /// Chooses the one at a place.
    choose: Callback<usize>,
    /// In tests; the pictures are called so too, with their places.
    name: &'static str,
) -> impl IntoView {
    let strip = Strip::new(count, size, dom::is_narrow());
    let columns = strip.columns;
    let canvases: Vec<NodeRef<Canvas>> = (0..strip.rows(count)).map(|_| NodeRef::new()).collect();
    let buttons: Vec<NodeRef<Button>> = (0..count).map(|_| NodeRef::new()).collect();
    paint(strip, count, canvases.clone(), picture);
    let focusable = Memo::new(move |_| chosen.get().filter(|place| *place < count).unwrap_or(0));
    let keys = buttons.clone();
    let key = move |event: KeyboardEvent, place: usize| {
        if dom::is_shortcut(&event) {
            return;
        }
        let Some(next) = neighbour(&event.key(), place, count, columns) else { return };
        event.prevent_default();
        if let Some(button) = keys.get(next).and_then(|button| button.get_untracked()) {
            // Fails only for elements that are not on the page.
            let _ = button.focus();
        }
        choose.run(next);
    };
    let tile = |(place, button): (usize, &NodeRef<Button>)| {
        let Said { label, caption } = said.clone();
        let key = key.clone();
        view! {
            <button
                type="button"
                class="saw-tile"
                node_ref=*button
                data-testid=format!("{name}-{place}")
                aria-label=move || label(place)
                aria-pressed=move || (chosen.get() == Some(place)).to_string()
                tabindex=move || if focusable.get() == place { "0" } else { "-1" }
                on:click=move |_| choose.run(place)
                on:keydown=move |event| key(event, place)
            >
                <span aria-hidden="true">{move || caption(place)}</span>
            </button>
        }
    };
    let tiles: Vec<_> = buttons.iter().enumerate().map(tile).collect();
    let mut tiles = tiles.into_iter();
    let [width, height] = strip.size();
    let rows: Vec<_> = canvases
        .into_iter()
        .map(|canvas| {
            let row: Vec<_> = tiles.by_ref().take(columns).collect();
            view! {
                <div class="saw-row">
                    <canvas node_ref=canvas width=width height=height aria-hidden="true"></canvas>
                    {row}
                </div>
            }
        })
        .collect();
    view! {
        <div class="saw-tiles" role="group" aria-label=title data-testid=name style=strip.style()>
            {rows}
        </div>
    }
}

/// Paints the rows whenever the pictures change.
fn paint(
    strip: Strip,
    count: usize,
    canvases: Vec<NodeRef<Canvas>>,
    picture: Each<Option<Pixels>>,
) {
    let slices = Slices::new();
    let painted = StoredValue::new(false);
    Effect::new(move |_| {
        let (canvases, picture) = (canvases.clone(), picture.clone());
        slices.run(canvases.len(), move |row| {
            let Some(canvas) = canvases.get(row).and_then(|canvas| canvas.get()) else { return };
            let places = strip.places(row, count);
            let pictures: Vec<_> = places.map(|place| picture(place)).collect();
            if pictures.iter().any(Option::is_some) {
                painted.set_value(true);
                dom::fill(&canvas, strip.size()[0], &strip.pixels(&pictures));
            } else if painted.get_value() {
                dom::wipe(&canvas);
            }
        });
    });
}

/// The place in the direction of an arrow key, the first or the last; nothing for other keys.
fn neighbour(key: &str, place: usize, count: usize, columns: usize) -> Option<usize> {
    let next = match key {
        "ArrowLeft" => place.checked_sub(1),
        "ArrowRight" => place.checked_add(1),
        "ArrowUp" => place.checked_sub(columns),
        "ArrowDown" => place.checked_add(columns),
        "Home" => Some(0),
        "End" => count.checked_sub(1),
        _ => return None,
    };
    // An arrow beyond the edge stays where it is.
    Some(next.filter(|next| *next < count).unwrap_or(place))
}

#[cfg(test)]
mod tests {
    use super::neighbour;

    #[test]
    fn arrows_go_from_picture_to_picture() {
        let from = |place, key| neighbour(key, place, 7, 3);
        assert_eq!((from(0, "ArrowRight"), from(0, "ArrowLeft")), (Some(1), Some(0)));
        assert_eq!((from(1, "ArrowDown"), from(6, "ArrowDown")), (Some(4), Some(6)));
        assert_eq!((from(4, "ArrowUp"), from(4, "End")), (Some(1), Some(6)));
        assert_eq!(from(4, "Enter"), None);
    }
}
