//! The units of a row without rows and columns, as a field of squares.

use super::{
    desk::Desk,
    open::Open,
    pad::{By, Pad},
    paint::{Colours, units},
};
use crate::ui::{dom, words};
use leptos::{html::Canvas, prelude::*};

/// The squares. One of them is chosen.
#[component]
pub fn Units(
    /// What the room is about.
    desk: Desk,
    /// The network's colours.
    colours: Memo<Colours>,
    /// The row.
    open: Open,
) -> impl IntoView {
    let count = open.channels();
    let mosaic = units(count);
    let canvas = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else { return };
        let colours = colours.get();
        let shown = desk.in_order(|unit| unit.pixels.first().copied().unwrap_or(0));
        if shown.is_empty() {
            return dom::wipe(&canvas);
        }
        let pixels = mosaic.pixels(|unit, _| {
            let shown = shown.get(unit).copied().unwrap_or(0);
            colours.get(usize::from(shown)).copied().unwrap_or_default()
        });
        dom::fill(&canvas, mosaic.size()[0], &pixels);
    });
    // Where the chosen unit stands in the order that is shown.
    let at = Memo::new(move |_| {
        let channel = desk.channel.get()?;
        desk.in_order(|unit| unit.channel).iter().position(|shown| *shown == channel)
    });
    let columns = mosaic.columns;
    let place = Signal::derive(move || at.get().map(|at| [at / columns, at % columns]));
    let label = format!("The units of {}", open.name());
    let go = move |([row, column], by): ([usize; 2], By)| {
        let unit = row * columns + column;
        let channel = untrack(|| desk.with_map(unit, |unit| unit.channel));
        if let Some(channel) = channel.filter(|_| by != By::Hover) {
            desk.choose_map(channel);
            if by == By::Keys {
                let told = untrack(|| desk.with_chosen(|unit| told(&open, channel, unit.range[1])));
                desk.lab.live.say(told.unwrap_or_default());
            }
        }
    };
    let [width, height] = mosaic.size();
    let mark = move || {
        let [row, column] = place.get()?;
        let share = |at: usize, of: usize| 100.0 * (6 * at) as f64 / of as f64;
        let size = |of: usize| 500.0 / of as f64;
        Some(format!(
            "left: {:.3}%; top: {:.3}%; width: {:.3}%; height: {:.3}%",
            share(column, width),
            share(row, height),
            size(width),
            size(height),
        ))
    };
    view! {
        <div class="saw-units" style:--columns=columns.to_string() style:--aspect=format!("{:.4}", width as f64 / height.max(1) as f64)>
            <Pad
                canvas
                size=[mosaic.rows(), columns]
                place
                go=Callback::new(go)
                label
                help="saw-units-help"
                name="saw-units"
            >
                <i class="saw-at" style=mark></i>
            </Pad>
        </div>
        <p class="small" id="saw-units-help">"Press a square, or go with the arrow keys: it is worked through below."</p>
    }
}

/// A unit with its number.
fn told(open: &Open, channel: u32, value: f32) -> String {
    words::sentence(&format!("{}: {}", open.one(channel), words::value(value)))
}
