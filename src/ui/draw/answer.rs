//! The answer: the biggest word on the page, and ten bars that stay where they are.

use super::reader::{Reader, Reading};
use crate::ui::{
    engine::{Engine, Phase},
    notice::EngineNotice,
    words,
};
use leptos::prelude::*;

/// Digits, probabilities, and the engine's state while there is no answer.
#[component]
pub fn AnswerPanel(
    /// What is being read.
    reader: Reader,
    /// Who reads it.
    engine: Engine,
) -> impl IntoView {
    let ranking =
        Memo::new(move |_| reader.reading.with(|reading| reading.as_ref().map(Reading::ranking)));
    let winner = Memo::new(move |_| ranking.with(|ranking| Some(ranking.as_ref()?.first()?.0)));
    let place = move |n: usize| {
        ranking.with(|ranking| ranking.as_ref().and_then(|ranking| ranking.get(n).copied()))
    };
    let confidence = move || place(0).map(|(_, share)| words::percent(share));
    let ready = Memo::new(move |_| engine.phase.with(|phase| *phase == Phase::Ready));
    // Another form of the network takes a moment: the old answer stays until then.
    let changing = Memo::new(move |_| {
        winner.with(Option::is_some)
            && engine.trouble.with(Option::is_none)
            && engine.phase.with(|phase| matches!(phase, Phase::Loading(..)))
    });
    let runner_up = move || {
        if changing.get() {
            return Some(engine.phase.with(Phase::words));
        }
        let ((_, first), (digit, share)) = (place(0)?, place(1)?);
        let word = if first < 0.6 { "or" } else { "then" };
        Some(format!("{word} {digit}, at {}", words::percent(share)))
    };
    let empty = Memo::new(move |_| reader.sheet.with(super::sheet::Sheet::is_empty));
    view! {
        <section class="answer" aria-label="Answer">
            <div class="big" class:faded=move || !ready.get() && winner.with(Option::is_some)>
                <h2 class="digit" class:none=move || winner.with(Option::is_none)>
                    <span class="unseen">"Answer: "</span>
                    <span data-testid="answer">{move || winner.get().map(|digit| digit.to_string())}</span>
                    <Show when=move || winner.with(Option::is_none)>
                        <span class="unseen">"none yet"</span>
                    </Show>
                </h2>
                <div class="beside">
                    <Show
                        when=move || winner.with(Option::is_some) && (ready.get() || changing.get())
                        fallback=move || view! {
                            <Show when=move || ready.get() && empty.get()>
                                <p class="invitation">"Draw a digit, 0 to 9."</p>
                                <p class="small">"Or pick one from the test set."</p>
                            </Show>
                        }
                    >
                        <p class="confidence" data-testid="confidence">{confidence}</p>
                        <p class="small">{runner_up}</p>
                    </Show>
                    <Show when=move || !changing.get()><EngineNotice engine /></Show>
                </div>
            </div>
            <ol class="bars digits" aria-label="Probability of each digit" start="0">
                {(0..10).map(|digit| view! { <Bar reader digit winner /> }).collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn Bar(reader: Reader, digit: usize, winner: Memo<Option<usize>>) -> impl IntoView {
    let share = Memo::new(move |_| {
        reader.reading.with(|reading| reading.as_ref()?.answer.probabilities.get(digit).copied())
    });
    view! {
        <li
            class:win=move || winner.get() == Some(digit)
            data-testid=format!("bar-{digit}")
            data-value=move || share.get().map(|share| share.to_string())
        >
            <span class="name">{digit}</span>
            <span class="meter"><i style:--p=move || format!("{:.2}%", 100.0 * share.get().unwrap_or(0.0))></i></span>
            <span class="value">{move || share.get().map(words::percent)}</span>
        </li>
    }
}
