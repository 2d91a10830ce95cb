//! The answer as the network is, and as it is with the changes.

use super::{failed::Failed, lab::Lab, looked::Looked, marks};
use crate::{
    protocol::{
        look::{Outcome, Which},
        photo::Ranked,
    },
    ui::{dom, words},
};
use leptos::prelude::*;

/// As many classes are listed.
const LISTED: usize = 5;

/// The likeliest classes; where something is changed, both answers.
#[component]
pub fn Verdict(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let shown = move || {
        let (Some(outcome), Some(looked)) = (lab.outcome(), lab.looked.get()) else {
            // What went wrong is told below.
            let coming = lab.outcome.error.with(Option::is_none);
            return coming
                .then(|| view! { <p class="small">"The answer comes here."</p> })
                .into_any();
        };
        let changed = !lab.edits.with(Vec::is_empty);
        let lines = lines(&outcome, changed);
        let before = before(&outcome, &lines);
        let bounds = [&outcome.plain, &outcome.edited].map(|list| bound(list));
        let shares = shares(looked.network.classes());
        let line = |line: Line| {
            view! { <Place lab looked=looked.clone() line changed bounds=bounds.clone() /> }
        };
        view! {
            <table class="verdict" class:changed=changed>
                <caption class="unseen">"The likeliest classes"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Class"</th>
                        <th scope="col">{if changed { "as it is" } else { "share" }}</th>
                        {changed.then(|| view! { <th scope="col">"changed"</th> })}
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(line).collect_view()}</tbody>
                {before.map(|before| view! { <tfoot title="The likeliest without the changes">{line(before)}</tfoot> })}
            </table>
            <p class="small">{shares}</p>
        }
        .into_any()
    };
    let of_digits = Memo::new(move |_| {
        lab.looked.with(|it| it.as_ref().is_some_and(|it| it.which == Which::Digit))
    });
    let count = move || lab.edits.with(|edits| marks::count(edits));
    let cost = move || {
        let outcome = lab.outcome()?;
        let time = words::milliseconds(lab.outcome.ms.get());
        (count() > 0 && lab.outcome.is_current()).then(|| {
            format!("{} of {} rows computed anew, {time}.", outcome.computed, outcome.rows)
        })
    };
    view! {
        <section
            class="verdict-box"
            aria-labelledby="inside-answer"
            data-testid="inside-verdict"
            data-current=move || lab.outcome.is_current().to_string()
        >
            <div class="row spread">
                <h3 id="inside-answer" tabindex="-1">"Its answer"</h3>
                <Show when=move || { count() > 0 }>
                    <button
                        type="button"
                        class="quiet"
                        data-testid="inside-reset"
                        on:click=move |_| {
                            // The button goes with the last change.
                            dom::hand_focus_on("[data-testid=inside-reset]", "#inside-answer");
                            lab.edits.set(Vec::new());
                            lab.live.say("The network is whole again.");
                        }
                    >
                        {move || match count() {
                            1 => "Undo the change".into(),
                            count => format!("Undo all {}", words::changes(count)),
                        }}
                    </button>
                </Show>
            </div>
            // The page's own answer counts in what is no digit.
            <Show when=move || of_digits.get()><p class="small">"Among the ten digits."</p></Show>
            {shown}
            <p class="small cost">{cost}</p>
            <Failed found=lab.outcome what="The answer" />
        </section>
    }
}

/// A class in both answers.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    class: u32,
    plain: Option<f32>,
    edited: Option<f32>,
}

impl Line {
    fn of(outcome: &Outcome, class: u32) -> Self {
        let share = |list: &[Ranked]| {
            list.iter().find(|ranked| ranked.class == class).map(|ranked| ranked.probability)
        };
        Self { class, plain: share(&outcome.plain), edited: share(&outcome.edited) }
    }
}

/// The first of the answer that counts, with what the other one says of them.
fn lines(outcome: &Outcome, changed: bool) -> Vec<Line> {
    let first = if changed { &outcome.edited } else { &outcome.plain };
    first.iter().take(LISTED).map(|ranked| Line::of(outcome, ranked.class)).collect()
}

/// The likeliest class of the network as it is, where the changes have driven it out of the list.
fn before(outcome: &Outcome, lines: &[Line]) -> Option<Line> {
    let class = outcome.plain.first()?.class;
    lines.iter().all(|line| line.class != class).then(|| Line::of(outcome, class))
}

/// What all shares that an answer does not name are below: `< 0.4 %`.
fn bound(list: &[Ranked]) -> String {
    let last = list.last().map_or(0.0, |ranked| ranked.probability);
    format!("< {}", words::percent(((1000.0 * last).floor() + 1.0) / 1000.0))
}

/// How scores become the shares of so many classes.
fn shares(classes: usize) -> String {
    format!(
        "Share = e^score / \u{3a3} e^score over all {} classes. The shares add up to 100\u{a0}% whatever is \
         shown: by itself none is the chance of being right.",
        words::thousands(classes)
    )
}

#[component]
fn Place(
    lab: Lab,
    looked: Looked,
    line: Line,
    changed: bool,
    bounds: [String; 2],
) -> impl IntoView {
    let Line { class, plain, edited } = line;
    let label = looked.label(class);
    let name = looked.labels.get(class as usize).unwrap_or(&label);
    let title = format!("{name}: ask about this class");
    let [under_plain, under_edited] = bounds;
    let cell = |share: Option<f32>, under: String| {
        let unnamed = share.is_none().then_some("Not among the ten likeliest");
        view! { <td title=unnamed>{share.map_or(under, words::percent)}</td> }
    };
    let current = move || lab.class() == Some(class);
    let length = if changed { edited } else { plain }.unwrap_or_default();
    view! {
        <tr class:asked=current>
            <th scope="row">
                <button
                    type="button"
                    class="class-name"
                    aria-pressed=move || current().to_string()
                    title=title
                    on:click=move |_| lab.chosen.set(Some(class))
                >
                    {label}
                </button>
            </th>
            {cell(plain, under_plain)}
            {changed.then(|| cell(edited, under_edited))}
            <td class="bar" aria-hidden="true"><i style:--share=format!("{length:.4}")></i></td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_follow_the_answer_that_counts() {
        let ranked = |class, probability| Ranked { class, probability };
        let outcome = Outcome {
            plain: vec![ranked(3, 0.9), ranked(5, 0.1)],
            edited: vec![ranked(5, 0.8), ranked(7, 0.2)],
            computed: 1,
            rows: 2,
        };
        let classes =
            |changed| lines(&outcome, changed).iter().map(|line| line.class).collect::<Vec<_>>();
        assert_eq!((classes(false), classes(true)), (vec![3, 5], vec![5, 7]));
        assert_eq!(lines(&outcome, true)[1], Line { class: 7, plain: None, edited: Some(0.2) });
        // Who led without the changes has fallen out of the list.
        let was = Line { class: 3, plain: Some(0.9), edited: None };
        assert_eq!(before(&outcome, &lines(&outcome, true)), Some(was));
        assert_eq!(before(&outcome, &lines(&outcome, false)), None);
    }

    #[test]
    fn what_is_not_named_is_below_the_last_that_is() {
        let below = |probability| bound(&[Ranked { class: 0, probability }]);
        assert_eq!([below(0.0034), below(0.0)], ["< 0.4\u{a0}%", "< 0.1\u{a0}%"]);
    }
}
