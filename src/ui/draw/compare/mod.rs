//! The two forms of LeNet-5 side by side on the drawn digit.

mod lines;
mod pair;

use crate::{
    arch::{self, Network},
    error::Error,
    protocol::look::Subject,
    ui::{
        engine::Phase,
        inside::Lab,
        settings::{NETWORKS, Settings},
        versus::Versus,
        words,
    },
};
use leptos::prelude::*;
use pair::{Pair, RUNS};

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
enum Course {
    /// Nothing is being compared.
    Idle,
    /// Both forms run.
    Running,
    /// They did not.
    Failed(Error),
}

/// The card.
#[component]
pub fn Compare(
    /// The digit, and the engine.
    lab: Lab,
) -> impl IntoView {
    let pair = RwSignal::new(None::<Pair>);
    let course = RwSignal::new(Course::Idle);
    let tables: Vec<Network> = NETWORKS.iter().filter_map(|name| arch::find(name).ok()).collect();
    let drawn = Memo::new(move |_| lab.subject.with(Option::is_some));
    let idle = Memo::new(move |_| {
        let ready = lab.engine.phase.with(|phase| *phase == Phase::Ready);
        ready && drawn.get() && course.with(|course| *course != Course::Running)
    });
    let stale = Memo::new(move |_| {
        pair.with(|pair| {
            let newest = |subject: &Option<Subject>| match (subject, pair) {
                (Some(Subject::Digit(input)), Some(pair)) => {
                    *input == pair.input && pair.device == lab.engine.device_kind()
                }
                _ => pair.is_none(),
            };
            !lab.subject.with(newest)
        })
    });
    let start = move |_| {
        let subject = lab.subject.get_untracked().filter(|_| idle.get_untracked());
        let Some(Subject::Digit(input)) = subject else { return };
        course.set(Course::Running);
        leptos::task::spawn_local(async move {
            match Pair::ask(lab.engine, input).await {
                Ok(newest) => {
                    lab.live.say(newest.words());
                    pair.set(Some(newest));
                    course.set(Course::Idle);
                }
                Err(error) => {
                    lab.live.say(words::sentence(&error.to_string()));
                    course.set(Course::Failed(error));
                }
            }
        });
    };
    let remark = move || match course.get() {
        Course::Running => format!("Each form runs {RUNS} times, then layer by layer."),
        Course::Failed(error) => words::failure(&error),
        Course::Idle if !drawn.get() => "Draw a digit first.".into(),
        Course::Idle if stale.get() => {
            "These are of an earlier drawing, or of another device.".into()
        }
        Course::Idle => pair.with(|pair| match pair {
            Some(pair) => pair.words(),
            None => "The same digit through both: answers, times, sizes.".into(),
        }),
    };
    let label = move || match pair.with(Option::is_some) {
        true => "Compare again",
        false => "Compare on this digit",
    };
    let failed = move || course.with(|course| matches!(course, Course::Failed(_)));
    let columns = || {
        let title = |title: &'static str| Signal::derive(move || title.to_owned());
        vec![("modern", title("Modern")), ("printed", title("Printed"))]
    };
    let bench = Settings::elsewhere("bench.html", |_| ());
    view! {
        <section class="card compare" aria-labelledby="compare" data-testid="compare">
            <div class="row spread">
                <h2 id="compare">"One network in two forms"</h2>
                <button
                    type="button"
                    data-testid="compare-start"
                    aria-disabled=move || (!idle.get()).then_some("true")
                    on:click=start
                >
                    {label}
                </button>
            </div>
            <p class="small" class:bad-words=failed data-testid="compare-remark">{remark}</p>
            <div class="versus forms" class:stale=stale>
                <Versus caption="Side by side" columns=columns() lines=lines::lines(&tables, pair, lab.engine) />
                <div>
                    <Versus caption="Each layer alone" columns=columns() lines=lines::layers(&tables, pair) />
                    <p class="small"><a href=bench>"More on the Bench page"</a></p>
                </div>
            </div>
        </section>
    }
}
