//! What lies beside the board: undo, clear, the keyboard's switch, sample digits.

use super::{cursor::Cursor, reader::Reader, sheet::Sheet};
use crate::ui::{
    dom,
    samples::{self, Sample},
};
use leptos::{html::Canvas, prelude::*};

/// How many samples are shown at once.
const SHOWN: usize = 10;

/// Undo, clear, keyboard.
#[component]
pub fn Tools(
    /// The drawing.
    reader: Reader,
    /// The keyboard's pen, while the keyboard draws.
    cursor: RwSignal<Option<Cursor>>,
    /// Called when the keyboard's switch is pressed.
    on_keyboard: impl Fn() + 'static,
    /// The switch, for whoever wants to focus it.
    switch: NodeRef<leptos::html::Button>,
) -> impl IntoView {
    let empty = Memo::new(move |_| reader.sheet.with(Sheet::is_empty));
    let fresh = Memo::new(move |_| reader.sheet.with(|sheet| !sheet.can_undo()));
    // aria-disabled keeps the focus where it is when there is nothing left to take back.
    let flag = |on: bool| on.then_some("true");
    view! {
        <div class="row tools" role="group" aria-label="Drawing">
            <button
                type="button"
                data-testid="undo"
                aria-disabled=move || flag(fresh.get())
                on:click=move |_| reader.change(Sheet::undo)
            >
                <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3" /></svg>
                "Undo"
            </button>
            <button
                type="button"
                data-testid="clear"
                aria-disabled=move || flag(empty.get())
                on:click=move |_| reader.change(Sheet::clear)
            >
                "Clear"
            </button>
            <button
                type="button"
                class="push"
                data-testid="keyboard"
                node_ref=switch
                aria-pressed=move || if cursor.with(Option::is_some) { "true" } else { "false" }
                on:click=move |_| on_keyboard()
            >
                <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 4h16v16H4zM4 12h16M12 4v16" /></svg>
                "Keyboard"
            </button>
        </div>
    }
}

/// Digits of the MNIST test set to click.
#[component]
pub fn Samples(
    /// The drawing.
    reader: Reader,
) -> impl IntoView {
    let samples = samples::all();
    let pages = samples.len().div_ceil(SHOWN).max(1);
    let several = pages > 1;
    let page = RwSignal::new(0);
    let shown = {
        let samples = samples.clone();
        move || {
            let first = page.get() * SHOWN;
            let shown = samples.iter().enumerate().skip(first).take(SHOWN);
            shown
                .map(|(number, sample)| view! { <Picture reader number sample=*sample /> })
                .collect_view()
        }
    };
    view! {
        <div class="samples" role="group" aria-label="Digits of the MNIST test set">
            {shown}
            <Show when=move || several>
                <button
                    type="button"
                    class="quiet more"
                    aria-label="More digits"
                    title="More digits"
                    data-testid="more-samples"
                    on:click=move |_| page.update(|page| *page = (*page + 1) % pages)
                >
                    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 12a8 8 0 0 1 14-5.3L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.3L4 15M4 20v-5h5" /></svg>
                </button>
            </Show>
        </div>
    }
}

#[component]
fn Picture(reader: Reader, number: usize, sample: Sample) -> impl IntoView {
    let Sample { digit, picture } = sample;
    let canvas = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        if let Some(canvas) = canvas.get() {
            let pixels: Vec<u8> = picture.iter().flat_map(|ink| [0, 0, 0, *ink]).collect();
            dom::fill(&canvas, samples::SIDE, &pixels);
        }
    });
    let chosen = Memo::new(move |_| {
        reader.sheet.with(|sheet| sheet.picture().is_some_and(|placed| placed == picture))
    });
    view! {
        <button
            type="button"
            class="sample"
            data-testid=format!("sample-{number}")
            aria-label=format!("A handwritten {digit}")
            aria-pressed=move || if chosen.get() { "true" } else { "false" }
            on:click=move |_| reader.change(|sheet| sheet.place(picture.to_vec()))
        >
            <canvas node_ref=canvas width="28" height="28" aria-hidden="true"></canvas>
        </button>
    }
}
