//! What is made after the top of the page.

use super::dom;
use leptos::prelude::*;
use std::time::Duration;

/// Makes a part of the page in a task of its own, so that none is long and the top is there first. Several
/// come one after the other.
#[component]
pub fn Later(
    /// The skeleton's part in this place, by its class: it stays until then.
    #[prop(optional)]
    instead: Option<&'static str>,
    /// What is to come.
    children: ChildrenFn,
) -> impl IntoView {
    let turn = RwSignal::new(false);
    let come = move || {
        // Who leaves at once is no longer there to see it.
        turn.try_set(true);
        let part = |class| dom::find(&format!("#app > main .{class}[data-later]"));
        if let Some(part) = instead.and_then(part) {
            part.remove();
        }
    };
    set_timeout(come, Duration::ZERO);
    view! { <Show when=move || turn.get()>{children()}</Show> }
}

/// Takes the skeleton away, now that the page is there. Its parts that say what they are in, a class in
/// `data-later`, go there: they stand for what [`Later`] makes.
pub fn clear_skeleton() {
    while let Some(part) = dom::find("#skeleton [data-later]") {
        let within = part.get_attribute("data-later").unwrap_or_default();
        part.remove();
        if let Some(within) = dom::find(&format!("#app > main .{within}")) {
            // It is on no page now.
            let _ = within.append_child(&part);
        }
    }
    if let Some(skeleton) = dom::find("#skeleton") {
        skeleton.remove();
    }
}
