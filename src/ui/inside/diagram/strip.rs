//! The whole network in a line of boxes; on a phone in a column.

use super::{
    Drawn,
    button::BoxButton,
    glyph::{self, Glyph},
    keys::Keys,
    picture::Picture,
    plan::Part,
};
use crate::ui::words;
use leptos::prelude::*;

/// The boxes.
#[component]
pub fn Strip(
    /// The drawing.
    drawn: Drawn,
) -> impl IntoView {
    let keys = Keys::new(drawn.plan.with_value(|plan| {
        drawn.looked.with_value(|looked| {
            let name = |row: usize| looked.name(row).to_owned();
            let keys = |part: &Part| match part {
                Part::Layer { .. } => part.rows().map(name).collect::<Vec<_>>(),
                Part::Stage { name, .. } => vec![name.clone()],
            };
            plan.boxes.iter().flat_map(keys).collect()
        })
    }));
    let parts = drawn.plan.with_value(|plan| plan.boxes.clone()).into_iter().enumerate();
    let parts = parts.map(|(place, part)| {
        let keys = keys.clone();
        match part {
            Part::Layer { row, after } => {
                let after = after.map(|row| view! { <After drawn keys=keys.clone() row /> });
                let after = after.collect_view();
                view! { <div class="ribbon-part"><LayerBox drawn keys=keys.clone() row /><div class="part-after">{after}</div></div> }.into_any()
            }
            Part::Stage { name, blocks } => {
                view! { <div class="ribbon-part"><StageBox drawn keys place name blocks=blocks.len() /></div> }.into_any()
            }
        }
    });
    view! {
        <div
            class="ribbon"
            role="toolbar"
            aria-label="Layers; the arrow keys go from one to the next"
            on:keydown={
                let keys = keys.clone();
                move |event| keys.press(&event)
            }
        >
            <Input drawn />
            {parts.collect_view()}
        </div>
    }
}

/// What the network takes.
#[component]
fn Input(drawn: Drawn) -> impl IntoView {
    let style = drawn.plan.with_value(|plan| plan.style);
    let shape = drawn.looked.with_value(|looked| looked.network.input);
    let glyph = Glyph::of(style, glyph::Drawn { shape, side: shape[0], last: false });
    view! {
        <div class="ribbon-part">
            <p class="part-box input">
                <Picture glyph />
                <Words name="input".into() shape />
            </p>
        </div>
    }
}

/// A layer with weights.
#[component]
fn LayerBox(drawn: Drawn, keys: Keys, row: usize) -> impl IntoView {
    let style = drawn.plan.with_value(|plan| plan.style);
    let (name, shape, glyph) = drawn.looked.with_value(|looked| {
        let shape = looked.rows.get(row).map_or([1; 3], |row| row.output);
        let last = row + 1 == looked.rows.len();
        let glyph = Glyph::of(style, glyph::Drawn { shape, side: looked.side(), last });
        (words::layer(looked.name(row)), shape, glyph)
    });
    view! {
        <RowButton drawn keys row class="part-box">
            <Picture glyph />
            <Words name shape />
            <Bar drawn rows=row..row + 1 />
        </RowButton>
    }
}

/// A row without weights, below the layer that it follows.
#[component]
fn After(drawn: Drawn, keys: Keys, row: usize) -> impl IntoView {
    let name = drawn.looked.with_value(|looked| looked.name(row).to_owned());
    view! { <RowButton drawn keys row class="after-box"><span>{name}</span></RowButton> }
}

/// Opens a row.
#[component]
fn RowButton(
    drawn: Drawn,
    keys: Keys,
    row: usize,
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let name = drawn.looked.with_value(|looked| looked.name(row).to_owned());
    let open = name.clone();
    view! {
        <BoxButton drawn keys name rows=row..row + 1 class on_press=move || drawn.lab.open(&open)>
            {children()}
        </BoxButton>
    }
}

/// A stage, folded.
#[component]
fn StageBox(drawn: Drawn, keys: Keys, place: usize, name: String, blocks: usize) -> impl IntoView {
    let (rows, output) = drawn.plan.with_value(|plan| {
        plan.boxes.get(place).map_or((0..0, 0), |part| (part.rows(), part.output()))
    });
    let shape =
        drawn.looked.with_value(|looked| looked.rows.get(output).map_or([1; 3], |row| row.output));
    let expanded = Memo::new(move |_| drawn.stage.get() == Some(place));
    let toggle =
        move || drawn.stage.update(|stage| *stage = (*stage != Some(place)).then_some(place));
    let count = format!(" \u{d7}\u{a0}{blocks}");
    view! {
        <BoxButton drawn keys name=name.clone() rows=rows.clone() class="part-box" expanded on_press=toggle>
            <Blocks drawn rows=rows.clone() shape blocks />
            <Words name count shape />
            <Bar drawn rows />
        </BoxButton>
    }
}

/// Name and shape.
#[component]
fn Words(name: String, #[prop(optional)] count: String, shape: [usize; 3]) -> impl IntoView {
    // Where there is little room, the number of maps goes into a line of its own.
    let shape = words::shape(shape).replacen(" \u{d7} ", "\u{a0}\u{d7}\u{a0}", 1);
    let shape = shape.replace("\u{d7} ", "\u{d7}\u{a0}");
    view! {
        <span class="part-words">
            <span class="part-name">{name}<b>{count}</b></span>
            " "
            <span class="part-shape">{shape}</span>
        </span>
    }
}

/// Blocks with their skip connections, as they are cut.
#[component]
pub fn Blocks(
    /// The drawing.
    drawn: Drawn,
    /// Indices of their rows.
    rows: std::ops::Range<usize>,
    /// What they give, `[H, W, C]`.
    shape: [usize; 3],
    /// How many they are.
    blocks: usize,
) -> impl IntoView {
    let side = drawn.looked.with_value(|looked| looked.side());
    let cuts = Memo::new(move |_| drawn.cuts(rows.clone()));
    move || {
        let glyph = Glyph::stage(glyph::Drawn { shape, side, last: false }, blocks, cuts.get());
        view! { <Picture glyph /> }
    }
}

/// A quiet bar: the share of what the drawing's bars show.
#[component]
pub fn Bar(
    /// The drawing.
    drawn: Drawn,
    /// Indices of the rows whose share it is.
    rows: std::ops::Range<usize>,
) -> impl IntoView {
    let share = move || format!("{:.4}", drawn.shares.with(|shares| shares.of(rows.clone())));
    view! { <span class="part-bar" aria-hidden="true"><i style:--share=share></i></span> }
}

/// What is changed in some rows, where something is.
#[component]
pub fn Mark(
    /// The drawing.
    drawn: Drawn,
    /// Indices of the rows.
    rows: std::ops::Range<usize>,
) -> impl IntoView {
    let mark = Memo::new(move |_| drawn.mark(rows.clone()));
    move || mark.get().map(|mark| view! { <span class="part-mark">{mark}</span> })
}
