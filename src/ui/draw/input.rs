//! The exact picture the network got, with the square that a chosen spot looked at.

use super::{field::Field, reader::Reader};
use crate::ui::{dom, ramp::greys};
use leptos::{html::Canvas, prelude::*};

/// The input of the network, pixel by pixel.
#[component]
pub fn InputPicture(
    /// What is being read.
    reader: Reader,
    /// Side of the input in pixels.
    side: Memo<usize>,
    /// The square to mark.
    field: Memo<Option<Field>>,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let greys = greys();
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else { return };
        reader.reading.with(|reading| {
            let side = side.get();
            let blank = vec![0.0; side * side];
            let input = reading.as_ref().map_or(&blank, |reading| &reading.answer.input);
            let pixels: Vec<u8> = input
                .iter()
                .flat_map(|ink| {
                    let [r, g, b] = greys[(ink.clamp(0.0, 1.0) * 255.0).round() as usize];
                    [r, g, b, 255]
                })
                .collect();
            dom::fill(&canvas, side, &pixels);
        });
    });
    let label = move || {
        let side = side.get();
        let ink = reader.rests.get().then(|| {
            reader.reading.with_untracked(|reading| {
                reading
                    .as_ref()
                    .map(|reading| reading.answer.input.iter().filter(|ink| **ink > 0.5).count())
            })
        });
        match ink.flatten() {
            Some(ink) => format!(
                "The network's input, {side} by {side} pixels, white on black; {ink} are ink"
            ),
            None => format!("The network's input, {side} by {side} pixels, white on black"),
        }
    };
    let frame = move || {
        field.get().map(|Field { x, y, side }| {
            view! { <rect x=x y=y width=side height=side /> }
        })
    };
    view! {
        <div class="picture">
            <canvas node_ref=canvas width="32" height="32" role="img" aria-label=label data-testid="input-picture"></canvas>
            <svg viewBox=move || format!("0 0 {0} {0}", side.get()) aria-hidden="true">{frame}</svg>
        </div>
    }
}
