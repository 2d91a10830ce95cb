//! The answer: the biggest word on the page, and bars that stay where they are: ten, and one for what is
//! no digit.

use super::{reader::Reader, which::Which};
use crate::{
    arch::{Network, lenet5::knows_none},
    ui::{
        engine::{Engine, Phase},
        notice::EngineNotice,
        words,
    },
};
use leptos::prelude::*;

/// Digits, probabilities, and the engine's state while there is no answer.
#[component]
pub fn AnswerPanel(
    /// What is being read.
    reader: Reader,
    /// Who reads it.
    engine: Engine,
    /// With what.
    network: Memo<Option<Network>>,
) -> impl IntoView {
    let number =
        Memo::new(move |_| reader.reading.with(|reading| Some(reading.as_ref()?.number())));
    let digits = Memo::new(move |_| number.with(|number| number.as_ref().map_or(0, String::len)));
    let winner = Memo::new(move |_| {
        reader.reading.with(|reading| Some(usize::from(reading.as_ref()?.answer.shown()?.digit)))
    });
    let doubt = Memo::new(move |_| reader.reading.with(|reading| reading.as_ref()?.doubt()));
    // A scribble is not answered by a giant digit.
    let no_digit = Memo::new(move |_| reader.reading.with(|reading| reading.as_ref()?.or_else()));
    let blank = move || winner.with(Option::is_none) || no_digit.with(Option::is_some);
    let best = Memo::new(move |_| winner.get().filter(|_| no_digit.with(Option::is_none)));
    let which =
        Memo::new(move |_| reader.reading.with(|reading| reading.as_ref()?.one_of_several()));
    let label = move || {
        let of = which.get().map(|which| format!(", for {which}")).unwrap_or_default();
        format!("Probability of each digit, and of none{of}")
    };
    let confidence = move || match doubt.get() {
        Some(_) if no_digit.with(Option::is_some) => Some("No digit".to_owned()),
        Some(_) => Some("Not sure".to_owned()),
        None => reader.reading.with(|reading| Some(words::percent(reading.as_ref()?.share()))),
    };
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
        if let Some(other) = no_digit.get() {
            return Some(other);
        }
        match (doubt.get(), digits.get()) {
            (Some(doubt), digits) => Some(doubt.words(digits)),
            (None, 2..) => Some(format!("{} digits", digits.get())),
            (None, _) => reader.reading.with(|reading| {
                let (other, share) = reading.as_ref()?.otherwise()?;
                Some(format!("then {other}, at {}", words::percent(share)))
            }),
        }
    };
    let empty = Memo::new(move |_| reader.sheet.with(super::sheet::Sheet::is_empty));
    view! {
        <section class="answer" aria-label="Answer" data-read=move || reader.is_read.get().to_string()>
            <div class="big" class:faded=move || !ready.get() && winner.with(Option::is_some)>
                <div
                    class="number"
                    class:many=move || { digits.get() > 1 }
                    style:--n=move || digits.get().to_string()
                >
                    <h2 class="digit" class:none=blank class:unsure=move || doubt.with(Option::is_some)>
                        <span class="unseen">"Answer: "</span>
                        <span data-testid="answer">{move || number.get().filter(|_| !blank())}</span>
                        <Show when=move || no_digit.with(Option::is_some)><span class="unseen">"no digit"</span></Show>
                        <Show when=move || winner.with(Option::is_none)>
                            <span class="unseen">"none yet"</span>
                        </Show>
                    </h2>
                    <Which reader />
                </div>
                <div class="beside">
                    <Show
                        when=move || winner.with(Option::is_some) && (ready.get() || changing.get())
                        fallback=move || view! {
                            <Show when=move || ready.get() && empty.get()>
                                <p class="invitation">"Draw a digit, or a number."</p>
                                <p class="small">"Or pick one from the test set."</p>
                            </Show>
                        }
                    >
                        <p class="confidence" data-testid="confidence">{confidence}</p>
                        <p class="small">{runner_up}</p>
                        <p class="small" data-testid="below" hidden=move || which.with(Option::is_none)>
                            {move || which.get().map(|which| format!("Below: {which}"))}
                        </p>
                    </Show>
                    <Show when=move || !changing.get()><EngineNotice engine /></Show>
                </div>
            </div>
            <ol class="bars digits" aria-label=label start="0">
                {(0..10).map(|digit| view! { <Bar reader digit winner=best /> }).collect_view()}
                <NoDigit reader network />
            </ol>
        </section>
    }
}

#[component]
fn Bar(reader: Reader, digit: usize, winner: Memo<Option<usize>>) -> impl IntoView {
    let share =
        Memo::new(move |_| reader.reading.with(|reading| reading.as_ref()?.share_of(digit)));
    view! {
        <li
            class:win=move || winner.get() == Some(digit)
            data-testid=format!("bar-{digit}")
            data-value=move || share.get().map(|share| share.to_string())
        >
            <span class="name">{digit}</span>
            <Share share />
        </li>
    }
}

/// The quiet row for what is no digit. It keeps its place for a network that only knows digits.
#[component]
fn NoDigit(reader: Reader, network: Memo<Option<Network>>) -> impl IntoView {
    let unknown = Memo::new(move |_| {
        network.with(|network| network.as_ref().is_some_and(|network| !knows_none(network)))
    });
    let share = Memo::new(move |_| reader.reading.with(|reading| reading.as_ref()?.none()));
    view! {
        <li
            class="no-digit"
            class:unknown=unknown
            data-testid="bar-none"
            data-value=move || share.get().map(|share| share.to_string())
        >
            <span class="name">"none"</span>
            <Share share />
        </li>
    }
}

#[component]
fn Share(share: Memo<Option<f32>>) -> impl IntoView {
    view! {
        <span class="meter"><i style:--p=move || format!("{:.2}%", 100.0 * share.get().unwrap_or(0.0))></i></span>
        <span class="value">{move || share.get().map(words::percent)}</span>
    }
}
