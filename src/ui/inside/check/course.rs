//! How far a check is, its button, and what both checks show of that.

use crate::{
    error::Error,
    ui::{engine::Phase, inside::lab::Lab, words},
};
use leptos::prelude::*;

/// How far a check is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Course<T> {
    /// Nobody asked for it yet.
    #[default]
    Idle,
    /// It runs.
    Running,
    /// What was found.
    Done(T),
    /// It did not run.
    Failed(Error),
}

/// Runs a check, shows how far it is, and says what was found in `words`.
pub fn run<T: Clone + PartialEq + Send + Sync + 'static>(
    lab: Lab,
    course: RwSignal<Course<T>>,
    check: impl Future<Output = Result<T, Error>> + 'static,
    words: fn(&T) -> String,
) {
    course.set(Course::Running);
    leptos::task::spawn_local(async move {
        let found = check.await;
        lab.live.say(match &found {
            Ok(found) => words(found),
            Err(error) => words::sentence(&error.to_string()),
        });
        // The room may be closed by now, or there may be other weights or another device.
        course.try_update(|course| {
            if *course == Course::Running {
                *course = found.map_or_else(Course::Failed, Course::Done);
            }
        });
    });
}

/// Whether a check can start: the engine is ready, and it does not run yet.
pub fn can_start<T: Clone + PartialEq + Send + Sync + 'static>(
    lab: Lab,
    course: RwSignal<Course<T>>,
) -> bool {
    lab.engine.phase.with(|phase| *phase == Phase::Ready)
        && course.with(|course| *course != Course::Running)
}

/// A check's heading and button, and what it found.
#[component]
pub fn Part(
    /// In tests: `check-network`.
    name: &'static str,
    /// The heading.
    title: &'static str,
    /// The button's words.
    #[prop(into)]
    label: Signal<String>,
    /// Whether the button does anything.
    able: Memo<bool>,
    /// What it does.
    start: impl Fn() + 'static,
    /// What was found.
    children: Children,
) -> impl IntoView {
    let press = move |_| {
        if able.get_untracked() {
            start();
        }
    };
    view! {
        <section class="check" aria-labelledby=name>
            <div class="row spread">
                <h3 id=name>{title}</h3>
                <button
                    type="button"
                    data-testid=format!("{name}-start")
                    aria-disabled=move || (!able.get()).then_some("true")
                    on:click=press
                >
                    {label}
                </button>
            </div>
            <div class="check-found" data-testid=format!("{name}-found")>{children()}</div>
        </section>
    }
}

/// Why a check did not run.
pub fn failure(error: &Error) -> AnyView {
    let text = words::failure(error);
    view! { <p class="small bad-words">{text}</p> }.into_any()
}

/// What a check found, in a sentence that has the colour of its state.
pub fn verdict(name: &'static str, state: &'static str, sentence: String) -> AnyView {
    let class = format!("check-verdict {state}");
    view! { <p class=class data-testid=name>{sentence}</p> }.into_any()
}
