//! The row of outputs under a drawing of several digits, as in the paper's section VII: what the
//! network says at each window, the darker the surer.

use super::reader::Reader;
use leptos::prelude::*;

/// Outputs less likely than this are not shown.
const FAINT: f32 = 0.05;

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
            let digits = answer.digits.iter().enumerate();
            let row = digits.map(|(place, digit)| {
                let (own, shown) = (digit.own, place == answer.shown);
                let outputs = digit.outputs.iter().enumerate();
                outputs
                    .filter(|(_, output)| output.share > FAINT)
                    .map(|(index, output)| {
                        view! {
                            <b
                                class:middle=index == own
                                class:current=shown && index == own
                                style:left=format!("{:.2}%", 100.0 * output.x)
                                style:opacity=format!("{:.2}", output.share)
                            >
                                {output.digit}
                            </b>
                        }
                    })
                    .collect_view()
            });
            Some(row.collect_view())
        })
    };
    // The answer says the same in words.
    view! { <div class="outputs" data-testid="outputs" aria-hidden="true">{outputs}</div> }
}
