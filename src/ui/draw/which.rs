//! Which digit of a number bars and maps show: each of the answer's big digits can be chosen.

use super::{reader::Reader, reading::place_words};
use leptos::prelude::*;

/// Lies over the number, a choice a digit; nothing over one digit alone.
#[component]
pub fn Which(
    /// What is being read.
    reader: Reader,
) -> impl IntoView {
    let digits = Memo::new(move |_| {
        reader.reading.with(|reading| {
            let digits = reading.as_ref().map(|reading| &reading.answer.digits[..]);
            let several = digits.filter(|digits| digits.len() > 1).unwrap_or_default();
            several.iter().map(|one| one.digit).collect::<Vec<_>>()
        })
    });
    let shown =
        Memo::new(move |_| reader.reading.with(|reading| Some(reading.as_ref()?.answer.shown)));
    let choice = move |(place, digit): (usize, u8)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="shown-digit"
                    data-testid=format!("show-{place}")
                    aria-label=place_words(place, digit)
                    prop:checked=move || shown.get() == Some(place)
                    on:change=move |_| reader.show(place as u32)
                />
            </label>
        }
    };
    view! {
        <fieldset class="which" hidden=move || digits.with(Vec::is_empty)>
            <legend class="unseen">"Digit to look at below"</legend>
            {move || digits.get().into_iter().enumerate().map(choice).collect_view()}
        </fieldset>
    }
}
