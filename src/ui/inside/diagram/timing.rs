//! What the drawing's bars show: multiply-adds, or the time of each layer, measured when asked for.

use super::{
    Drawn,
    shares::{Shares, Whole},
};
use crate::{
    error::Error,
    ui::{engine::Phase, words},
};
use leptos::prelude::*;

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
        let (which, rows) = drawn.looked.with_value(|looked| (looked.which, looked.rows.clone()));
        leptos::task::spawn_local(async move {
            let outcome = engine.layer_times(which).await;
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
