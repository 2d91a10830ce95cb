//! A known input on this very device, and how far its answer is from the known one.

use super::lab::Lab;
use leptos::prelude::*;

/// The room.
#[component]
pub fn CheckRoom(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let _ = lab;
    view! { <p class="small">"Not yet."</p> }
}
