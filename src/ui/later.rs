//! What is out of sight at first.

use leptos::prelude::*;
use std::time::Duration;

/// Makes what is further down the page in a task of its own, so that none is long and the top is there
/// first. Several come one after the other.
#[component]
pub fn Later(
    /// What is to come.
    children: ChildrenFn,
) -> impl IntoView {
    let turn = RwSignal::new(false);
    // Who leaves at once is no longer there to see it.
    set_timeout(move || _ = turn.try_set(true), Duration::ZERO);
    view! { <Show when=move || turn.get()>{children()}</Show> }
}
