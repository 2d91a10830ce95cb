//! The papers' ideas, on and off.

use super::lab::Lab;
use leptos::prelude::*;

/// The room.
#[component]
pub fn IdeasRoom(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let _ = lab;
    view! { <p class="small">"Not yet."</p> }
}
