//! Skip connections, branches and channels taken away, and what is left.

mod blocks;
mod channels;
mod ideas;
mod norms;
mod plot;
mod ranking;
mod silence;
mod sizes;
mod switches;

use super::{
    depths::{Depths, Told},
    lab::Lab,
    marks,
};
use crate::{
    arch::Edit,
    protocol::look::{Outcome, Which},
    ui::{inside::Looked, later::Later, words},
};
use channels::Channels;
use ideas::{NORMS, SKIPS};
use leptos::prelude::*;
use norms::Norms;
use switches::Switches;

/// The room.
#[component]
pub fn ChangeRoom(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let stages = Memo::new(move |_| {
        lab.looked.with(|it| {
            it.as_ref().map(|it| blocks::stages(&it.network, &it.rows)).unwrap_or_default()
        })
    });
    let residual = Memo::new(move |_| stages.with(|stages| !stages.is_empty()));
    tell_answers(lab);
    let none = move || lab.looked.with(|it| it.as_ref().map(without_skips)).unwrap_or_default();
    // What there is comes first.
    view! {
        <Answer lab />
        <Show when=move || residual.get()>
            <section class="change-part" aria-labelledby="change-skips">
                <h3 id="change-skips">"Skip connections"</h3>
                <Depths told=SKIPS />
                <Switches lab stages />
            </section>
            <Later><Sizes lab told=Some(NORMS) /></Later>
        </Show>
        <Later>
            <section class="change-part" aria-labelledby="change-channels">
                <h3 id="change-channels">"Maps, one by one"</h3>
                <Channels lab />
            </section>
        </Later>
        <Show when=move || !residual.get()>
            <Later><Sizes lab told=None /></Later>
            <section class="change-part" aria-labelledby="change-skips">
                <h3 id="change-skips">"Skip connections"</h3>
                <p class="small" data-testid="no-skips">{none}</p>
            </section>
        </Show>
    }
}

/// The answer in a sentence that stays in view, for windows without room for the answer itself beside the switches.
#[component]
fn Answer(lab: Lab) -> impl IntoView {
    let said = Memo::new(move |before: Option<&Option<String>>| {
        if lab.outcome.error.with(Option::is_some) {
            return Some("The answer did not come.".into());
        }
        // The last one stands until the next.
        answered(lab).or_else(|| before.cloned().flatten())
    });
    view! { <p class="small change-answer" data-testid="change-answer">{move || said.get()}</p> }
}

#[component]
fn Sizes(lab: Lab, told: Option<Told>) -> impl IntoView {
    view! {
        <section class="change-part" aria-labelledby="change-norms">
            <h3 id="change-norms">"How large the numbers are"</h3>
            {told.map(|told| view! { <Depths told /> })}
            <Norms lab />
        </section>
    }
}

/// What a network without skip connections is like, and where there are such with them.
fn without_skips(looked: &Looked) -> String {
    let elsewhere = match looked.which {
        Which::Digit => ", on the Photo page",
        Which::Photo(_) => "",
    };
    format!(
        "{} has none: each layer takes only what the one before it gives. ResNets have them{elsewhere}.",
        looked.title
    )
}

/// Tells a screen reader each answer to another set of changes, once it is there.
fn tell_answers(lab: Lab) {
    Effect::new(move |told: Option<Vec<Edit>>| {
        let edits = lab.edits.get();
        let told = told.unwrap_or_else(|| edits.clone());
        if !lab.outcome.is_current() || told == edits {
            return told;
        }
        if let Some(words) = untrack(|| answered(lab)) {
            lab.tell(words);
        }
        edits
    });
}

/// The newest answer in a sentence; nothing while it is not to the changes as they are.
fn answered(lab: Lab) -> Option<String> {
    let changes = lab.edits.with(|edits| marks::count(edits));
    let outcome = lab.outcome().filter(|_| lab.outcome.is_current())?;
    lab.looked.with(|looked| Some(answer(&outcome, changes, looked.as_ref()?)))
}

/// `With 2 changes: Tabby 45.0 %. As it is: Tabby 98.0 %.`
fn answer(outcome: &Outcome, changes: usize, looked: &Looked) -> String {
    let first = |list: &[crate::protocol::photo::Ranked]| {
        list.first().map_or_else(String::new, |ranked| {
            format!("{} {}", looked.label(ranked.class), words::percent(ranked.probability))
        })
    };
    match changes {
        0 => format!("As it is: {}.", first(&outcome.plain)),
        _ => format!(
            "With {}: {}. As it is: {}.",
            words::changes(changes),
            first(&outcome.edited),
            first(&outcome.plain)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        arch::find,
        protocol::photo::{Ranked, Slot},
    };

    #[test]
    fn resnets_are_on_the_photo_page() {
        let of = |which| {
            let network = find("lenet5").unwrap();
            let labels = Vec::<String>::new().into();
            without_skips(&Looked::new(which, "LeNet-5".into(), network, labels))
        };
        assert!(of(Which::Digit).ends_with("ResNets have them, on the Photo page."));
        assert!(of(Which::Photo(Slot::AlexNet)).ends_with("ResNets have them."));
    }

    #[test]
    fn answers_are_told_with_and_without_changes() {
        let ranked = |class, probability| vec![Ranked { class, probability }];
        let outcome =
            Outcome { plain: ranked(7, 0.98), edited: ranked(1, 0.45), computed: 3, rows: 8 };
        let labels: Vec<String> = (0..10).map(|class| class.to_string()).collect();
        let network = find("lenet5").unwrap();
        let looked = Looked::new(Which::Digit, "LeNet-5".into(), network, labels.into());
        assert_eq!(
            answer(&outcome, 2, &looked),
            "With 2 changes: 1 45.0\u{a0}%. As it is: 7 98.0\u{a0}%."
        );
        assert_eq!(answer(&outcome, 0, &looked), "As it is: 7 98.0\u{a0}%.");
    }
}
