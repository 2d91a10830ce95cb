//! Buttons that put changes of one kind in, and what they do to the answer.

use crate::{
    arch::Edit,
    protocol::look::Outcome,
    ui::{
        inside::{lab::Lab, looked::Looked},
        words,
    },
};
use leptos::prelude::*;

/// What is said where nothing is changed here.
const AS_TRAINED: &str = "As it was trained.";

/// The buttons and the effect.
#[component]
pub fn Switches(
    /// The laboratory.
    lab: Lab,
    /// For each change its words, and itself.
    changes: Vec<(String, Edit)>,
    /// What the buttons do, for a screen reader.
    label: &'static str,
) -> impl IntoView {
    let edits: Vec<Edit> = changes.iter().map(|(_, edit)| edit.clone()).collect();
    let on = Memo::new(move |_| edits.iter().any(|edit| lab.has(edit)));
    // Only what was pressed here is spoken from here.
    let pressed = StoredValue::new(false);
    let effect = Memo::new(move |_| {
        let newest = lab.edits.with(|edits| lab.outcome.is_with(edits));
        newest.then(|| Some(words(&lab.outcome()?, &lab.looked.get()?))).flatten()
    });
    Effect::new(move |_| {
        if let Some(said) = effect.get()
            && pressed.get_value()
        {
            pressed.set_value(false);
            lab.live.say(if on.get_untracked() { said } else { AS_TRAINED.into() });
        }
    });
    let button = move |(words, edit): (String, Edit)| {
        let name = format!("switch-{}", edit.row);
        let (held, put) = (edit.clone(), edit);
        let press = move |_| {
            pressed.set_value(true);
            lab.toggle(put.clone());
        };
        view! {
            <button
                type="button"
                data-testid=name
                aria-pressed=move || lab.has(&held).to_string()
                on:click=press
            >
                {words}
            </button>
        }
    };
    let said = move || match on.get() {
        true => effect.get().unwrap_or_else(|| "Asking the network.".into()),
        false => AS_TRAINED.into(),
    };
    view! {
        <div class="switches">
            <div class="row" role="group" aria-label=label>
                {changes.into_iter().map(button).collect_view()}
            </div>
            <p class="small effect" data-testid="effect">{said}</p>
        </div>
    }
}

/// Both answers in a sentence.
fn words(outcome: &Outcome, looked: &Looked) -> String {
    let (Some(plain), Some(edited)) = (outcome.plain.first(), outcome.edited.first()) else {
        return "There is no answer.".into();
    };
    let share = |share: f32| words::percent(share);
    if plain.class == edited.class {
        let now = share(edited.probability);
        return format!(
            "{} still, {now} instead of {}.",
            looked.label(plain.class),
            share(plain.probability)
        );
    }
    format!(
        "{}, {}, instead of {}, {}.",
        looked.label(edited.class),
        share(edited.probability),
        looked.label(plain.class),
        share(plain.probability)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        arch::lenet5,
        protocol::{look::Which, photo::Ranked},
    };

    #[test]
    fn both_answers_are_told() {
        let labels = (0..10).map(|class| class.to_string()).collect();
        let looked = Looked::new(Which::Digit, "LeNet-5".into(), lenet5::modern(), labels);
        let outcome = |class| Outcome {
            plain: vec![Ranked { class: 3, probability: 0.9 }],
            edited: vec![Ranked { class, probability: 0.5 }],
            computed: 1,
            rows: 7,
        };
        assert_eq!(words(&outcome(3), &looked), "3 still, 50.0\u{a0}% instead of 90.0\u{a0}%.");
        assert_eq!(words(&outcome(8), &looked), "8, 50.0\u{a0}%, instead of 3, 90.0\u{a0}%.");
    }
}
