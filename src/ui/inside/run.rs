//! A question that takes many runs of the network: by itself where a run is short, by a button where
//! it is long, with its progress and a way to stop it.

use super::{
    found::{Found, Key},
    lab::Lab,
};
use crate::{
    error::Error,
    protocol::look::{Question, Which},
    ui::words,
};
use leptos::prelude::*;

/// The question. A handle: copies mean the same one.
#[derive(Clone, Copy)]
pub struct Run {
    /// What came of it; nothing once what it depends on has changed.
    pub found: Found,
    lab: Lab,
    /// The question as it would be asked now.
    now: Memo<Option<Key>>,
    /// What the visitor last said, about which question: to ask it, or not to.
    said: RwSignal<Option<(Key, bool)>>,
}

impl Run {
    /// What `question` gives, about the network with its changes, or as it is where `plain`.
    pub fn new(
        lab: Lab,
        plain: bool,
        question: impl Fn() -> Option<Question> + Send + Sync + 'static,
    ) -> Self {
        let edits = move || if plain { Vec::new() } else { lab.edits.get() };
        let now = Memo::new(move |_| lab.key(edits(), question()?));
        let said = RwSignal::new(None::<(Key, bool)>);
        let found = lab.seek(move || {
            let key = now.get()?;
            said.with(|said| wanted(&key, said.as_ref())).then_some(key)
        });
        Self { found, lab, now, said }
    }

    /// Starts it, or stops it if it is under way.
    pub fn press(self) {
        let begin = !self.found.is_busy();
        if let Some(now) = self.now.get_untracked() {
            self.said.set(Some((now, begin)));
        }
        if begin && self.found.error.with_untracked(Option::is_some) {
            self.found.again();
        }
        if !begin {
            self.lab.live.say("Stopped.");
        }
    }
}

/// Whether a question is to be asked: those about digits by themselves, others when the visitor says
/// so, about just this.
fn wanted(key: &Key, said: Option<&(Key, bool)>) -> bool {
    match said {
        Some((about, begin)) if about == key => *begin,
        _ => key.looked.which == Which::Digit,
    }
}

/// Whether long questions about the network go by themselves: its runs are short.
pub fn by_itself(lab: Lab) -> bool {
    lab.looked.with(|looked| looked.as_ref().is_some_and(|it| it.which == Which::Digit))
}

/// Starts and stops a run, and tells how far it is, how long it took, or why it failed. Keeps its
/// height.
#[component]
pub fn RunBar(
    /// The question.
    run: Run,
    /// In tests: `occlusion`.
    name: &'static str,
    /// What the button says: `Cover it place by place`.
    start: &'static str,
    /// What it takes: `169 runs of AlexNet`.
    #[prop(into)]
    takes: Signal<String>,
) -> impl IntoView {
    let Run { found, lab, now, .. } = run;
    let failed = Memo::new(move |_| {
        let told = |error: Error| words::failure(&error);
        found.error.get().map(told)
    });
    let state = Memo::new(move |_| {
        let done = found.finding.with(Option::is_some) && found.is_current();
        match (found.is_busy(), failed.with(Option::is_some), done) {
            (true, ..) => "busy",
            (_, true, _) => "failed",
            (_, _, true) => "done",
            _ => "idle",
        }
    });
    let label = move || match state.get() {
        "busy" => "Stop",
        "failed" => "Try again",
        "done" => "Done",
        _ => start,
    };
    let progress = Memo::new(move |_| found.progress());
    let words = move || match (state.get(), progress.get(), failed.get()) {
        ("failed", _, Some(words)) => words,
        ("busy", Some((runs, total)), _) => {
            format!("{} of {}.", words::thousands(runs as usize), words::runs(total as usize))
        }
        ("busy", None, _) => format!("{}: it begins.", takes.get()),
        ("done", ..) => format!("{}, {}.", takes.get(), words::milliseconds(found.ms.get())),
        _ => format!("{}.", takes.get()),
    };
    let rests = move || now.with(Option::is_none) || state.get() == "done";
    let press = move |_| {
        if !untrack(rests) {
            run.press();
        }
    };
    // What goes by itself is over before it could be stopped.
    let alone = move || by_itself(lab) && matches!(state.get(), "busy" | "done");
    Effect::new(move |before: Option<bool>| {
        let failed = failed.get();
        if let Some(words) = failed.as_ref().filter(|_| before == Some(false)) {
            lab.live.say(words.clone());
        }
        failed.is_some()
    });
    view! {
        <div class="run" class:alone=alone data-testid=format!("run-{name}") data-state=state>
            <button
                type="button"
                hidden=alone
                class:main=move || state.get() == "idle" && !rests()
                data-testid=format!("start-{name}")
                aria-disabled=move || rests().then_some("true")
                on:click=press
            >
                {label}
            </button>
            <div class="run-told">
                <progress
                    class:none=move || state.get() != "busy"
                    max="1"
                    aria-label="Runs done"
                    value=move || progress.get().map(|(runs, total)| {
                        format!("{:.3}", f64::from(runs) / f64::from(total.max(1)))
                    })
                ></progress>
                <p class="small" class:bad-words=move || state.get() == "failed" data-testid=format!("told-{name}")>{words}</p>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        arch::find,
        protocol::{look::Subject, photo::Slot},
        ui::inside::Looked,
    };

    fn key(which: Which, patch: u32) -> Key {
        let network = find("lenet5").unwrap();
        Key {
            looked: Looked::new(which, "LeNet-5".into(), network, Vec::new().into()),
            subject: Subject::Digit(Vec::new()),
            edits: Vec::new(),
            question: Question::Occlusion { class: 1, patch, stride: 1 },
        }
    }

    #[test]
    fn only_digits_are_asked_about_without_a_word() {
        let photo = Which::Photo(Slot::ResNet);
        let asked = |which, said: Option<(Key, bool)>| wanted(&key(which, 4), said.as_ref());
        assert!(asked(Which::Digit, None) && !asked(photo, None));
        assert!(asked(photo, Some((key(photo, 4), true))));
        assert!(!asked(photo, Some((key(photo, 6), true))), "that was about another patch");
        assert!(!asked(Which::Digit, Some((key(Which::Digit, 4), false))), "it was stopped");
        assert!(asked(Which::Digit, Some((key(Which::Digit, 6), false))));
    }
}
