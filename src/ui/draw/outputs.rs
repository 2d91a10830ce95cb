//! The row of outputs under a drawing of several digits, as in the paper's section VII: what the
//! network says at each window, the darker the surer.

use super::reader::Reader;
use crate::protocol::Answer;
use leptos::prelude::*;

/// Outputs less likely than this are not shown.
const FAINT: f32 = 0.05;
/// Of two that are closer than this part of the row, only the surer is shown: they would lie over
/// one another.
const APART: f32 = 0.04;

/// An output where it is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shown {
    x: f32,
    digit: u8,
    share: f32,
    /// Whether it is what a digit of the number is read as.
    own: bool,
    /// Whether it is that of the digit whose bars are shown.
    current: bool,
}

/// The row. It keeps its place while there is one digit or none.
#[component]
pub fn Outputs(
    /// What is being read.
    reader: Reader,
) -> impl IntoView {
    let output = |it: Shown| {
        view! {
            <b
                class:middle=it.own
                class:current=it.current
                style:left=format!("{:.2}%", 100.0 * it.x)
                style:opacity=format!("{:.2}", it.share)
            >
                {it.digit}
            </b>
        }
    };
    let outputs = move || {
        reader.reading.with(|reading| {
            let answer =
                &reading.as_ref().filter(|reading| reading.answer.digits.len() > 1)?.answer;
            Some(shown(answer).into_iter().map(output).collect_view())
        })
    };
    // The answer says the same in words.
    view! { <div class="outputs" data-testid="outputs" aria-hidden="true">{outputs}</div> }
}

/// The outputs that have a place of their own, those of the number's digits first.
fn shown(answer: &Answer) -> Vec<Shown> {
    let digits = answer.digits.iter().enumerate();
    let all = digits.flat_map(|(place, digit)| {
        digit.outputs.iter().enumerate().map(move |(index, output)| {
            let own = index == digit.own;
            let current = own && place == answer.shown;
            Shown { x: output.x, digit: output.digit, share: output.share, own, current }
        })
    });
    thinned(all.filter(|it| it.share > FAINT).collect())
}

/// Without those that would lie over a surer one. Those of the number's digits stay.
fn thinned(mut all: Vec<Shown>) -> Vec<Shown> {
    all.sort_by(|a, b| b.own.cmp(&a.own).then(b.share.total_cmp(&a.share)));
    let mut kept: Vec<Shown> = Vec::new();
    for it in all {
        if it.own || kept.iter().all(|other| (other.x - it.x).abs() >= APART) {
            kept.push(it);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_too_close_the_surer_stays() {
        let it = |x, share, own| Shown { x, digit: 1, share, own, current: false };
        let all = vec![
            it(0.10, 0.3, false),
            it(0.12, 0.6, false),
            it(0.15, 0.5, false),
            it(0.30, 0.2, true),
            it(0.32, 0.9, false),
            it(0.33, 0.1, true),
        ];
        let kept: Vec<f32> = thinned(all).iter().map(|it| it.x).collect();
        assert_eq!(kept, [0.30, 0.33, 0.12]);
    }
}
