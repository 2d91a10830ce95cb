//! What the drawing's bars show: multiply-adds, or the time of each layer, measured when asked for.

use super::{
    Drawn,
    shares::{Shares, Whole},
};
use crate::{
    error::Error,
    protocol::Bench,
    ui::{
        engine::{Engine, Phase},
        words,
    },
};
use leptos::prelude::*;

/// Runs of the whole network before its layers are timed.
const RUNS: u32 = 3;
/// No more than this is spent on them, ms.
const BUDGET: f64 = 3000.0;

/// Said while nothing is timed.
const AFTER: &str = " Times can be taken once the network that is on its way is there.";

/// How far the measuring is.
#[derive(Clone, Debug, PartialEq)]
enum Course {
    Idle,
    Running,
    Failed(Error),
}

/// Says what the bars show, and measures.
#[component]
pub fn Timing(
    /// The drawing.
    drawn: Drawn,
) -> impl IntoView {
    let (engine, live) = (drawn.lab.engine, drawn.lab.live);
    let course = RwSignal::new(Course::Idle);
    let timed = move || drawn.shares.with(|shares| shares.whole != Whole::Macs);
    let running = move || course.with(|course| *course == Course::Running);
    let ready = move || engine.phase.with(|phase| *phase == Phase::Ready);
    // A download may take minutes, and a timing would wait for it, and everything else for the timing.
    let coming = Memo::new(move |_| engine.loads.get() > 0);
    let able = move || timed() || (ready() && !running() && !coming.get());
    let told = move || match course.get() {
        Course::Failed(error) => {
            format!(
                "The layers could not be timed: {} {}",
                words::sentence(&error.to_string()),
                error.advice()
            )
        }
        Course::Running => "Timing each layer. It takes a few seconds.".into(),
        Course::Idle => match drawn.shares.with(|shares| shares.whole) {
            Whole::Macs => {
                let after = if coming.get() { AFTER } else { "" };
                format!("Bars: each part\u{2019}s share of the multiply-adds.{after}")
            }
            Whole::Time(ms) => format!(
                "Bars: each part\u{2019}s share of the time; {} for all, one by one.",
                words::milliseconds(ms)
            ),
        },
    };
    let change = move |_| {
        if untrack(timed) {
            let rows = drawn.looked.with_value(|looked| looked.rows.clone());
            return drawn.shares.set(Shares::of_macs(&rows));
        }
        if !untrack(able) {
            return;
        }
        course.set(Course::Running);
        live.say("Timing each layer.");
        let (network, rows) =
            drawn.looked.with_value(|looked| (looked.network.name, looked.rows.clone()));
        leptos::task::spawn_local(async move {
            let outcome = times(engine, network).await;
            if course.is_disposed() {
                return; // another network is looked into
            }
            match outcome {
                Ok(times) => {
                    drawn.shares.set(Shares::of_times(&rows, &times));
                    course.set(Course::Idle);
                    live.say("The bars show the time of each layer.");
                }
                Err(error) => {
                    live.say(words::sentence(&error.to_string()));
                    course.set(Course::Failed(error));
                }
            }
        });
    };
    view! {
        <div class="row timing">
            <p class="small" data-testid="bars">{told}</p>
            <button
                type="button"
                class="quiet"
                data-testid="time-layers"
                aria-disabled=move || (!able()).then_some("true")
                on:click=change
            >
                {move || if timed() { "Show multiply-adds" } else { "Time each layer" }}
            </button>
        </div>
    }
}

/// Milliseconds of each row, alone, by name.
async fn times(engine: Engine, network: &str) -> Result<Vec<(String, f64)>, Error> {
    let bench = Bench {
        network: network.into(),
        weights_url: None,
        input: Vec::new(),
        batch: 1,
        runs: RUNS,
        budget_ms: BUDGET,
    };
    Ok(engine.bench(bench).await?.layers)
}
