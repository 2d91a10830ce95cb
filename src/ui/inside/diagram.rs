//! The network, drawn from its table.

use super::lab::Lab;
use leptos::prelude::*;

/// The drawing, which is also the way to each row.
#[component]
pub fn Diagram(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let rows = move || {
        let looked = lab.looked.get()?;
        let row = |name: String| {
            let open = name.clone();
            view! { <button type="button" on:click=move |_| lab.open(&open)>{name}</button> }
        };
        Some(looked.network.rows.iter().map(|it| row(it.name.clone())).collect_view())
    };
    view! { <div class="row">{rows}</div> }
}
