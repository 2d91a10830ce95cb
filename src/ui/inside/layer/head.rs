//! What the row is: its name, operation, shapes and costs, and the way to its neighbours.

use super::{desk::Desk, open::Open, told::of_operation};
use crate::ui::{
    inside::{depths::Depths, what::what},
    words,
};
use leptos::prelude::*;

/// The head of the room.
#[component]
pub fn Head(
    /// What the room is about.
    desk: Desk,
) -> impl IntoView {
    let with = move |of: fn(&Open) -> String| {
        move || desk.open.with(|open| open.as_ref().map(of)).unwrap_or_default()
    };
    let figure = |title: &'static str, name: &'static str, of: fn(&Open) -> String| {
        view! { <div><dt>{title}</dt><dd class="words" data-testid=name>{with(of)}</dd></div> }
    };
    let idea = move || {
        let told = desk.open.with(|open| open.as_ref().map(|open| of_operation(&open.row)))?;
        Some(view! { <Depths told /> })
    };
    view! {
        <div class="saw-head">
            <div class="row">
                <h3 class="layer-name" data-testid="saw-name">{with(Open::name)}</h3>
                <div class="row push">
                    <Step desk next=false />
                    <Step desk next=true />
                </div>
            </div>
            <p class="saw-what" data-testid="saw-what">{with(|open| words::sentence(&what(&open.row)))}</p>
            <dl class="saw-figures">
                {figure("takes", "saw-takes", |open| words::shape(open.summary.input))}
                {figure("gives", "saw-gives", |open| words::shape(open.summary.output))}
                {figure("each number sees", "saw-reach", Open::reach)}
                {figure("parameters", "saw-parameters", |open| words::thousands(open.summary.parameters))}
                {figure("multiply-adds", "saw-macs", multiply_adds)}
            </dl>
            <div class="saw-ideas">{idea}</div>
        </div>
    }
}

/// Only sums of products with weights are counted.
fn multiply_adds(open: &Open) -> String {
    match open.summary.macs {
        0 => "\u{2013}".into(),
        count => words::millions(count),
    }
}

/// To the row before or after.
#[component]
fn Step(desk: Desk, next: bool) -> impl IntoView {
    let to = Memo::new(move |_| {
        let [before, after] = desk.open.with(|open| open.as_ref().map(Open::neighbours))?;
        if next { after } else { before }
    });
    let label = move || {
        let which = if next { "Next layer" } else { "Previous layer" };
        match to.get() {
            Some(row) => format!("{which}: {}", words::layer(&row)),
            None => format!("{which}: there is none"),
        }
    };
    let go = move |_| {
        if let Some(row) = to.get_untracked() {
            desk.lab.open(&row);
        }
    };
    view! {
        <button
            type="button"
            data-testid=if next { "saw-next" } else { "saw-previous" }
            aria-label=label
            aria-disabled=move || to.with(Option::is_none).then_some("true")
            on:click=go
        >
            {if next { "\u{203a}" } else { "\u{2039}" }}
        </button>
    }
}
