//! Skip connections, branches and channels taken away, and what is left.

use super::lab::Lab;
use leptos::prelude::*;

/// The room.
#[component]
pub fn ChangeRoom(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let _ = lab;
    view! { <p class="small">"Not yet."</p> }
}
