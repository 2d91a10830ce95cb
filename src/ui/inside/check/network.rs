//! The network's own check.

use super::course::{Course, Part, can_start, failure, run, verdict};
use crate::{
    protocol::{DeviceInfo, look::Checked},
    ui::{inside::lab::Lab, words},
};
use leptos::prelude::*;

/// The button and what came of it.
#[component]
pub fn NetworkCheck(
    /// The laboratory.
    lab: Lab,
    /// How far it is.
    course: RwSignal<Course<Checked>>,
) -> impl IntoView {
    let able = Memo::new(move |_| lab.looked.with(Option::is_some) && can_start(lab, course));
    let start = move || {
        let which = lab.looked.with_untracked(|looked| looked.as_ref().map(|looked| looked.which));
        if let Some(which) = which {
            run(lab, course, lab.engine.check(which), sentence);
        }
    };
    let label = Signal::derive(move || {
        let title = lab.looked.with(|looked| looked.as_ref().map(|it| it.title.clone()));
        format!("Check {}", title.unwrap_or_else(|| "the network".into()))
    });
    let shown = move || match course.get() {
        Course::Idle => {
            view! { <p class="small">"Not checked yet. It takes six runs."</p> }.into_any()
        }
        Course::Running => view! { <p class="small">"Running the known input."</p> }.into_any(),
        Course::Failed(error) => failure(&error),
        Course::Done(checked) => view! { <Findings lab checked /> }.into_any(),
    };
    view! {
        <Part name="check-network" title="This network on this device" label able start>{shown}</Part>
    }
}

#[component]
fn Findings(lab: Lab, checked: Checked) -> impl IntoView {
    let (state, _) = state(&checked);
    let error = match checked.error {
        Some(error) => format!("{error:.1e} of {:.1e} allowed", checked.tolerance),
        None => "nothing to compare with".into(),
    };
    let device = lab.engine.device.with_untracked(|device| device.as_ref().map(DeviceInfo::title));
    let figures = [
        ("error", "Largest error", error),
        ("device", "Device", device.unwrap_or_default()),
        ("browser", "Browser", super::report::browser()),
        ("time", "A run", words::milliseconds(checked.ms)),
    ];
    let figure = |(name, heading, text): (&'static str, &'static str, String)| {
        view! { <div><dt>{heading}</dt><dd data-testid=format!("check-{name}")>{text}</dd></div> }
    };
    view! {
        {verdict("check-verdict", state, sentence(&checked))}
        <dl class="check-figures">{figures.map(figure).into_iter().collect_view()}</dl>
    }
}

/// How it went: a class of the style sheet, and a word.
fn state(checked: &Checked) -> (&'static str, &'static str) {
    match checked.error {
        None => ("open", "Not known"),
        Some(error) if error <= checked.tolerance => ("good", "Passed"),
        Some(_) => ("bad", "Failed"), // NaN too
    }
}

/// The same in a sentence.
fn sentence(checked: &Checked) -> String {
    let (_, word) = state(checked);
    let why = match word {
        "Passed" => "this device computes as it should",
        "Failed" => "its numbers differ from the known ones by more than their order explains",
        _ => "there are no known answers for these weights, so only the time was measured",
    };
    format!("{word}: {why}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_and_unknown_answers_are_no_pass() {
        let checked = |error| Checked {
            network: "lenet5".into(),
            error,
            tolerance: 1e-3,
            ms: 1.0,
            text: String::new(),
        };
        let word = |error| state(&checked(error)).1;
        assert_eq!(word(Some(1e-4)), "Passed");
        assert_eq!([Some(2e-3), Some(f32::NAN)].map(word), ["Failed"; 2]);
        assert_eq!(word(None), "Not known");
        assert!(sentence(&checked(None)).contains("no known answers for these weights"));
    }
}
