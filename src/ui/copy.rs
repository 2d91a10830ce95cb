//! Buttons that hand texts to the clipboard.

use super::{dom, live::Live};
use leptos::prelude::*;

/// A text to take along: its button's name in tests, the button's words, and the text when it is
/// pressed.
pub type Taken = (&'static str, &'static str, Signal<String>);

/// The buttons, and whether it worked.
#[component]
pub fn CopyButtons(
    /// What can be taken along.
    texts: Vec<Taken>,
    /// What to select by hand where the browser has no clipboard: `table`.
    instead: &'static str,
    /// The screen reader's voice.
    live: Live,
) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let button = |(name, label, text): Taken| {
        let copy = move |_| {
            let text = text.get_untracked();
            leptos::task::spawn_local(async move {
                let words = match dom::copy(&text).await {
                    true => "Copied.".to_owned(),
                    false => format!(
                        "The browser has no clipboard for this page. Select the {instead} instead."
                    ),
                };
                said.try_set(words.clone());
                live.say(words);
            });
        };
        view! { <button type="button" data-testid=name on:click=copy>{label}</button> }
    };
    view! {
        <div class="row">
            {texts.into_iter().map(button).collect_view()}
            <span class="small">{said}</span>
        </div>
    }
}
