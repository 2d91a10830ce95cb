//! A question that was not answered: the fact, what to do, a button.

use super::found::Found;
use crate::ui::words;
use leptos::prelude::*;

/// Why there is no answer; nothing where there is one.
#[component]
pub fn Failed(
    /// What was asked.
    found: Found,
    /// What did not come: `The maps`.
    what: &'static str,
) -> impl IntoView {
    move || {
        let error = found.error.get()?;
        let text = words::failure(&error);
        Some(view! {
            <div class="notice bad" role="alert" data-testid="look-failed">
                <p><b>{what}" did not come."</b></p>
                <p class="small">{text}</p>
                <div class="row">
                    <button type="button" on:click=move |_| found.again()>"Ask again"</button>
                </div>
            </div>
        })
    }
}
