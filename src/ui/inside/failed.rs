//! A question that was not answered: the fact, what to do, a button.

use super::found::Found;
use crate::ui::{dom, words};
use leptos::prelude::*;

/// Where such a question stands, and what takes the focus there when the button goes.
const PLACES: [(&str, &str); 3] = [
    (".inside-left", ".inside-left"),
    (".inside-room", ".inside-room"),
    ("#workshop-bench", "[data-testid=workshop-open]"),
];

/// Why there is no answer; nothing where there is one.
#[component]
pub fn Failed(
    /// What was asked.
    found: Found,
    /// What did not come: `The maps`.
    what: &'static str,
) -> impl IntoView {
    let again = move |_| {
        for (place, holder) in PLACES {
            dom::hand_focus_on(&format!("{place} [data-testid=look-failed] button"), holder);
        }
        found.again();
    };
    move || {
        let error = found.error.get()?;
        let text = words::failure(&error);
        Some(view! {
            <div class="notice bad" role="alert" data-testid="look-failed">
                <p><b>{what}" did not come."</b></p>
                <p class="small">{text}</p>
                <div class="row">
                    <button type="button" on:click=again>"Ask again"</button>
                </div>
            </div>
        })
    }
}
