//! The row of outputs under a drawing of several digits, as in the paper's section VII: what the
//! network says at each window, the darker the surer.

use super::reader::Reader;
use crate::protocol::Output;
use leptos::prelude::*;

/// Outputs less likely than this are not shown.
const FAINT: f32 = 0.05;

/// Of two outputs nearer than this, as a part of the row, the surer is shown: they would lie on each other.
const NEAR: f32 = 0.04;

/// Which of these outputs can be seen beside the others, by their places, shares, and whether they are a
/// digit's own, which are the answer and always seen. The first of equals.
fn seen(outputs: &[(f32, f32, bool)]) -> Vec<bool> {
    let all = || outputs.iter().enumerate();
    let covers = |(at, (x, share, answer)): (usize, &(f32, f32, bool)), one: usize| {
        let (place, own, _) = outputs[one];
        let surer = *answer || *share > own || *share == own && at < one;
        at != one && surer && (x - place).abs() < NEAR
    };
    all().map(|(one, output)| output.2 || !all().any(|other| covers(other, one))).collect()
}

/// The row. It keeps its place while there is one digit or none.
#[component]
pub fn Outputs(
    /// What is being read.
    reader: Reader,
) -> impl IntoView {
    let outputs = move || {
        reader.reading.with(|reading| {
            let answer =
                &reading.as_ref().filter(|reading| reading.answer.digits.len() > 1)?.answer;
            let all: Vec<_> = answer
                .digits
                .iter()
                .enumerate()
                .flat_map(|(place, digit)| {
                    let outputs = digit.outputs.iter().enumerate();
                    outputs.map(move |(index, output)| (place, index == digit.own, output))
                })
                .filter(|(_, _, output)| output.share > FAINT)
                .collect();
            let places: Vec<_> =
                all.iter().map(|(_, own, output)| (output.x, output.share, *own)).collect();
            let seen = all.into_iter().zip(seen(&places)).filter(|(_, seen)| *seen);
            let output = |((place, own, output), _)| {
                let output: &Output = output;
                view! {
                    <b
                        class:middle=own
                        class:current=own && place == answer.shown
                        style:left=format!("{:.2}%", 100.0 * output.x)
                        style:opacity=format!("{:.2}", output.share)
                    >
                        {output.digit}
                    </b>
                }
            };
            Some(seen.map(output).collect_view())
        })
    };
    // The answer says the same in words.
    view! { <div class="outputs" data-testid="outputs" aria-hidden="true">{outputs}</div> }
}

#[cfg(test)]
mod tests {
    use super::seen;

    #[test]
    fn of_outputs_that_would_cover_each_other_the_surer_is_seen() {
        let faint = |x, share| (x, share, false);
        assert_eq!(
            seen(&[faint(0.20, 0.3), faint(0.21, 0.4), faint(0.5, 0.1)]),
            [false, true, true]
        );
        assert_eq!(seen(&[faint(0.2, 0.3), faint(0.2, 0.3)]), [true, false], "one of equals");
        let own = |x, share| (x, share, true);
        assert_eq!(seen(&[own(0.2, 0.5), faint(0.23, 0.8), own(0.22, 0.9)]), [true, false, true]);
        assert!(seen(&[]).is_empty());
    }
}
