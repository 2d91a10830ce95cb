//! The digit workshop: the drawn digit turned, shifted, thickened and made noisy, and what the network
//! says over the whole range of a slider.

mod changes;
mod chart;
mod curves;
mod sliders;
mod voice;

use super::reader::Reader;
use crate::{
    digit,
    protocol::look::{Finding, Question, Subject},
    ui::{
        apart::{apart, fetched},
        dom,
        inside::{Failed, Found, Key, Lab},
        preview::Preview,
        words,
    },
};
use changes::{Changes, Knob};
use chart::Chart;
use curves::{Curves, likeliest, positions};
use leptos::{html::Canvas, prelude::*};
use sliders::Sliders;

/// What the workshop holds. A handle: copies mean the same one.
#[derive(Clone, Copy)]
struct Bench {
    /// Where the sliders are.
    changes: RwSignal<Changes>,
    /// The slider that was touched last, over whose range the network is asked.
    knob: RwSignal<Knob>,
    /// The drawn digit as the network takes it, when the pen rests.
    digit: Memo<Option<Digit>>,
    /// The question about the whole range of the slider.
    range: Found,
    /// Its answer.
    curves: Memo<Option<Curves>>,
    /// The question about the digit as it is now.
    here: Found,
    /// Its answer: the share of each class.
    shares: Memo<Option<Vec<f32>>>,
}

/// A digit: its side, and `[side, side]` numbers.
type Digit = (usize, Vec<f32>);

/// The card.
#[component]
pub fn Workshop(
    /// What is being read.
    reader: Reader,
    /// The network and the digit.
    lab: Lab,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let toggle = move |_| open.update(|open| *open = !*open);
    view! {
        <section class="card workshop" aria-labelledby="workshop" data-testid="workshop">
            <div class="row spread">
                <h2 id="workshop">"Digit workshop"</h2>
                <button
                    type="button"
                    data-testid="workshop-open"
                    aria-expanded=move || open.get().to_string()
                    aria-controls="workshop-bench"
                    on:click=toggle
                >
                    {move || if open.get() { "Close" } else { "Open" }}
                </button>
            </div>
            <p class="small">"Turn the digit, shift it, thicken it, add noise, and see where the answer flips."</p>
            <div id="workshop-bench">
                <Show when=move || open.get()>{fetched(move || tools(reader, lab))}</Show>
            </div>
        </section>
    }
}

apart! {
    fn tools(reader: Reader, lab: Lab) -> AnyView {
        view! { <Tools reader lab /> }.into_any()
    }
}

#[component]
fn Tools(reader: Reader, lab: Lab) -> impl IntoView {
    let bench = bench(reader, lab);
    view! {
        <Show
            when=move || bench.digit.with(Option::is_some)
            fallback=|| view! {
                <p class="workshop-empty" data-testid="workshop-nothing">"Draw a digit first; it is changed here, not on the board."</p>
            }
        >
            <div class="workshop-bench">
                <Changed bench />
                <Sliders changes=bench.changes knob=bench.knob />
                <Outcome bench lab />
            </div>
        </Show>
    }
}

fn bench(reader: Reader, lab: Lab) -> Bench {
    let changes = RwSignal::new(Changes::default());
    let knob = RwSignal::new(Knob::Turn);
    // While the pen is moving its own answers come first.
    let digit = Memo::new(move |before: Option<&Option<Digit>>| {
        if !reader.rests.get() {
            return before.cloned().flatten();
        }
        let side = lab.looked.with(|looked| looked.as_ref().map(|looked| looked.side()))?;
        lab.subject.with(|subject| match subject {
            Some(Subject::Digit(input)) if input.len() == side * side => {
                Some((side, input.clone()))
            }
            _ => None,
        })
    });
    // The curves are the same wherever their own slider is.
    let others = Memo::new(move |_| (changes.get().with(knob.get(), 0.0), knob.get()));
    let range = asked(lab, digit, move || others.get(), |knob, _| positions(knob));
    let here = asked(lab, digit, move || (changes.get(), knob.get()), |_, at| vec![at]);
    let curves = Memo::new(move |before: Option<&Option<Curves>>| match answer(range) {
        // The last ones stay while the next ones are on their way.
        None => before.cloned().flatten(),
        Some(shares) => Curves::new(knob.get_untracked(), shares?),
    });
    let shares = Memo::new(move |before: Option<&Option<Vec<f32>>>| match answer(here) {
        None => before.cloned().flatten(),
        Some(shares) => shares,
    });
    let bench = Bench { changes, knob, digit, range, curves, here, shares };
    voice::speak(bench, lab);
    bench
}

/// Asks the network about the digit with one slider at several positions.
fn asked(
    lab: Lab,
    digit: Memo<Option<Digit>>,
    state: impl Fn() -> (Changes, Knob) + 'static,
    places: fn(Knob, f32) -> Vec<f32>,
) -> Found {
    Found::of(lab.engine, lab.ready, move || {
        let looked = lab.looked.get()?;
        let (side, input) = digit.get().filter(|(side, _)| *side == looked.side())?;
        let (changes, knob) = state();
        let places = places(knob, changes.at(knob));
        let inputs = digit::normalise(&changes.sweep(&input, side, knob, &places));
        let question = Question::Sweep { inputs };
        Some(Key { looked, subject: Subject::Digit(input), edits: Vec::new(), question })
    })
}

/// The shares that were found; nothing while newer ones are on their way.
fn answer(found: Found) -> Option<Option<Vec<f32>>> {
    found.is_current().then(|| {
        found.finding.with(|finding| match finding {
            Some(Finding::Sweep(shares)) => Some(shares.clone()),
            _ => None,
        })
    })
}

/// The changed digit, and what it is read as.
#[component]
fn Changed(bench: Bench) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), Some((side, digit))) = (canvas.get(), bench.digit.get()) else { return };
        let changed = bench.changes.get().apply(&digit, side);
        dom::fill(&canvas, side, &Preview::of_greys(side, &changed).pixels);
    });
    let answer = Memo::new(move |_| {
        bench.shares.with(|shares| shares.as_ref().map(|shares| likeliest(shares)))
    });
    let current = move || bench.here.is_current().to_string();
    let digit = move || answer.get().map(|(digit, _)| digit.to_string());
    let share = move || answer.get().map(|(_, share)| words::percent(share));
    let label = move || {
        let read = answer.get().map(|(digit, share)| {
            format!(", among the ten digits read as {digit}, {}", words::percent(share))
        });
        format!("The changed digit{}", read.unwrap_or_default())
    };
    view! {
        <div class="workshop-digit">
            <canvas node_ref=canvas role="img" aria-label=label data-testid="workshop-picture"></canvas>
            <p class="workshop-answer" data-testid="workshop-read" data-current=current>
                <b data-testid="workshop-answer">{digit}</b>
                <span data-testid="workshop-share">{share}</span>
                <span class="small">"among the ten digits"</span>
            </p>
        </div>
    }
}

/// The curves, or why there are none.
#[component]
fn Outcome(bench: Bench, lab: Lab) -> impl IntoView {
    let curves = bench.curves;
    let now = Signal::derive(move || bench.changes.get().at(bench.knob.get()));
    let waits = move || match lab.engine.phase.with(|phase| phase.name()) {
        _ if bench.range.error.with(Option::is_some) => "",
        "ready" => "Asking the network.",
        _ => "The curves come when the engine is ready.",
    };
    view! {
        <div class="workshop-outcome">
            <Failed found=bench.range what="The curves" />
            <Show
                when=move || curves.with(Option::is_some)
                fallback=move || view! { <p class="small">{waits}</p> }
            >
                <Chart curves now />
            </Show>
        </div>
    }
}
