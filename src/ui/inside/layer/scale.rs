//! The scale of the maps: its colours, its ends, its name.

use super::{controls::scale_words, desk::Desk, paint::Colours};
use crate::ui::dom;
use leptos::{html::Canvas, prelude::*};

/// The colours from black to white with the numbers that they stand for.
#[component]
pub fn ScaleBar(
    /// What the room is about.
    desk: Desk,
    /// The network's colours.
    colours: Memo<Colours>,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else { return };
        let pixels: Vec<u8> = colours.with(|colours| {
            colours.iter().flat_map(|[red, green, blue]| [*red, *green, *blue, 255]).collect()
        });
        dom::fill(&canvas, pixels.len() / 4, &pixels);
    });
    let end = move |end: usize| scale_words(desk).0.get(end).cloned().unwrap_or_default();
    view! {
        <p class="saw-scale" data-testid="saw-scale">
            <span>{move || end(0)}</span>
            <canvas node_ref=canvas aria-hidden="true"></canvas>
            <span>{move || end(1)}</span>
            <span class="small">{move || scale_words(desk).1}</span>
        </p>
    }
}
