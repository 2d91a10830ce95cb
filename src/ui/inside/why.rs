//! Which part of the input speaks for a class.

use super::lab::Lab;
use leptos::prelude::*;

/// The room.
#[component]
pub fn WhyRoom(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let _ = lab;
    view! { <p class="small">"Not yet."</p> }
}
