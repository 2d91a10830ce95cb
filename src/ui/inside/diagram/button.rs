//! A box of the drawing that can be pressed.

use super::{Drawn, keys::Keys, strip::Mark, table::figures};
use leptos::prelude::*;
use std::ops::Range;

/// A box with its words for a screen reader and the mark of what is changed in it.
#[component]
pub fn BoxButton(
    /// The drawing.
    drawn: Drawn,
    /// The line of boxes that it is in.
    keys: Keys,
    /// Its key in that line.
    name: String,
    /// Indices of its rows.
    rows: Range<usize>,
    /// Its class in the style sheet.
    class: &'static str,
    /// Whether it opens to parts of its own; otherwise it opens its row.
    #[prop(optional, into)]
    expanded: Option<Signal<bool>>,
    /// What a press does.
    on_press: impl Fn() + 'static,
    /// The drawing and the words in it.
    children: Children,
) -> impl IntoView {
    let open = Memo::new({
        let rows = rows.clone();
        move |_| drawn.open_row().is_some_and(|row| rows.contains(&row))
    });
    let unseen = {
        let rows = rows.clone();
        let blocks = if expanded.is_some() { " together" } else { "" };
        move || format!("{blocks}: {}", figures(drawn, rows.clone()))
    };
    let (tab, stay) = (keys.clone(), keys);
    let (tab_name, stay_name) = (name.clone(), name.clone());
    view! {
        <button
            type="button"
            class=class
            class:holds=move || expanded.is_some() && open.get()
            data-testid=format!("box-{name}")
            data-box=name
            aria-pressed=move || expanded.is_none().then(|| open.get().to_string())
            aria-expanded=move || expanded.map(|expanded| expanded.get().to_string())
            tabindex=move || tab.tab_index(&tab_name)
            on:focus=move |_| stay.stay(&stay_name)
            on:click=move |_| on_press()
        >
            {children()}
            <span class="unseen">{unseen}</span>
            <Mark drawn rows />
        </button>
    }
}
