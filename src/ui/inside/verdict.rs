//! The answer as the network is, and as it is with the changes.

use super::{lab::Lab, looked::Looked};
use crate::{
    protocol::{look::Outcome, photo::Ranked},
    ui::words,
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
            return view! { <p class="small">"The answer comes here."</p> }.into_any();
        };
        let changed = !lab.edits.with(Vec::is_empty);
        let lines = lines(&outcome, changed);
        let line = |line: Line| view! { <Place lab looked=looked.clone() line changed /> };
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
            </table>
        }
        .into_any()
    };
    let count = move || lab.edits.with(Vec::len);
    let cost = move || {
        let outcome = lab.outcome()?;
        let time = words::milliseconds(lab.outcome.ms.get());
        (count() > 0 && lab.outcome.is_current()).then(|| {
            format!("{} of {} layers computed anew, {time}.", outcome.computed, outcome.rows)
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
                <h3 id="inside-answer">"Its answer"</h3>
                <Show when=move || { count() > 0 }>
                    <button
                        type="button"
                        class="quiet"
                        data-testid="inside-reset"
                        on:click=move |_| {
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
            {shown}
            <p class="small cost">{cost}</p>
            {move || lab.outcome.error.get().map(|error| view! { <p class="small bad-words" role="alert">{words::sentence(&error.to_string())}</p> })}
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

/// The first of the answer that counts, with what the other one says of them.
fn lines(outcome: &Outcome, changed: bool) -> Vec<Line> {
    let of = |list: &[Ranked], class: u32| {
        list.iter().find(|ranked| ranked.class == class).map(|ranked| ranked.probability)
    };
    let first = if changed { &outcome.edited } else { &outcome.plain };
    let line = |ranked: &Ranked| Line {
        class: ranked.class,
        plain: of(&outcome.plain, ranked.class),
        edited: of(&outcome.edited, ranked.class),
    };
    first.iter().take(LISTED).map(line).collect()
}

#[component]
fn Place(lab: Lab, looked: Looked, line: Line, changed: bool) -> impl IntoView {
    let Line { class, plain, edited } = line;
    let share = |share: Option<f32>| share.map_or_else(|| "below".into(), words::percent);
    let current = move || lab.class() == Some(class);
    let length = if changed { edited } else { plain }.unwrap_or_default();
    view! {
        <tr class:asked=current>
            <th scope="row">
                <button
                    type="button"
                    class="class-name"
                    aria-pressed=move || current().to_string()
                    title="Ask about this class"
                    on:click=move |_| lab.chosen.set(Some(class))
                >
                    {looked.label(class)}
                </button>
            </th>
            <td>{share(plain)}</td>
            {changed.then(|| view! { <td>{share(edited)}</td> })}
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
    }
}
