//! The maps, kernels and arithmetic of the row that is open.

use super::lab::Lab;
use leptos::prelude::*;

/// The room.
#[component]
pub fn LayerRoom(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let _ = lab;
    view! { <p class="small">"Not yet."</p> }
}
