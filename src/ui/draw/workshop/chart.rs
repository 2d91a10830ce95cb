//! Probability curves over a slider's range, with the places where the answer flips.

use super::curves::{Curves, Stretch};
use crate::ui::words;
use leptos::prelude::*;

/// The picture's own units; it is stretched to its place.
const BOX: [f32; 2] = [600.0, 200.0];

/// Words under the picture are so much of its width apart at least.
const APART: f32 = 0.17;

/// The curves as a picture, a sentence and a table.
#[component]
pub fn Chart(
    /// The answers; nothing while there are none.
    curves: Memo<Option<Curves>>,
    /// Where the slider is.
    now: Signal<f32>,
) -> impl IntoView {
    let with = move |look: fn(&Curves) -> String| {
        curves.with(|curves| curves.as_ref().map(look).unwrap_or_default())
    };
    let heading = move || {
        with(|curves| {
            let [low, high] = curves.knob.range().map(|at| curves.knob.words(at));
            format!("{}, {low} to {high}", curves.knob.title())
        })
    };
    let sentence = move || with(Curves::words);
    let along =
        move || curves.with(|curves| curves.as_ref().map_or(0.0, |curves| curves.along(now.get())));
    let here = move || format!("left:{:.2}%", 100.0 * along());
    let end = |high: bool| {
        move || {
            curves.with(|curves| {
                let knob = curves.as_ref()?.knob;
                Some(knob.words(knob.range()[usize::from(high)]))
            })
        }
    };
    view! {
        <figure class="curves" data-testid="workshop-curves">
            <h3>{heading}</h3>
            <p data-testid="workshop-flips">{sentence}</p>
            <div class="plot">
                <svg
                    viewBox=format!("0 0 {} {}", BOX[0], BOX[1])
                    preserveAspectRatio="none"
                    role="img"
                    aria-label=move || format!("Probability of each digit. {}", sentence())
                >
                    <path class="grid" d="M0 0H600M0 100H600M0 200H600" />
                    {move || curves.with(|curves| curves.as_ref().map(lines))}
                </svg>
                <i class="here" style=here aria-hidden="true"></i>
                {move || curves.with(|curves| curves.as_ref().map(labels))}
                <span class="scale-top" aria-hidden="true">"100 %"</span>
                <span class="scale-low" aria-hidden="true">"0"</span>
            </div>
            <p class="plot-ends small" aria-hidden="true"><span>{end(false)}</span><span>{end(true)}</span></p>
            <details>
                <summary>"The same as a table"</summary>
                <table data-testid="workshop-table">
                    <caption class="unseen">{heading}</caption>
                    <thead><tr><th scope="col">"From"</th><th scope="col">"to"</th><th scope="col">"read as"</th><th scope="col">"at most"</th></tr></thead>
                    <tbody>{move || curves.with(|curves| curves.as_ref().map(rows))}</tbody>
                </table>
            </details>
        </figure>
    }
}

/// A line a digit that is likely somewhere; the one at rest in the network's colour.
fn lines(curves: &Curves) -> impl IntoView + use<> {
    let home = curves.flips().map(|flips| flips.home);
    let line = |(rank, (digit, _)): (usize, (usize, [f32; 2]))| {
        let class =
            if Some(digit) == home { "home".into() } else { format!("other o{}", rank % 4) };
        view! { <path class=class d=curves.path(digit, BOX) /> }
    };
    let flips = curves.flips().unwrap_or_default().sides;
    let flip = |(at, _): (f32, usize)| {
        let x = format!("{:.1}", BOX[0] * curves.along(at));
        view! { <line class="flip" x1=x.clone() x2=x y1="0" y2="200" /> }
    };
    let flips = flips.into_iter().flatten().map(flip).collect_view();
    // The line of the digit at rest is drawn last, over the others.
    let mut seen: Vec<_> = curves.seen().into_iter().enumerate().collect();
    seen.sort_by_key(|(_, (digit, _))| Some(*digit) == home);
    (flips, seen.into_iter().map(line).collect_view())
}

/// Each line's digit at its highest point.
fn labels(curves: &Curves) -> impl IntoView + use<> {
    let home = curves.flips().map(|flips| flips.home);
    let label = |(digit, [at, share]): (usize, [f32; 2])| {
        // A label stays on the picture.
        let left = 100.0 * curves.along(at).clamp(0.02, 0.98);
        let top = 100.0 * (1.0 - share).clamp(0.0, 0.9);
        let style = format!("left:{left:.2}%; top:{top:.2}%");
        view! { <b class="peak" class:home=Some(digit) == home style=style aria-hidden="true">{digit}</b> }
    };
    let peaks = curves.seen().into_iter().map(label).collect_view();
    (peaks, flip_labels(curves))
}

/// Under the picture, where the answer flips, unless the words would lie over one another.
fn flip_labels(curves: &Curves) -> impl IntoView + use<> {
    let mut taken: Vec<f32> = vec![0.0, 1.0]; // the ends of the range have words of their own
    let mut labels = Vec::new();
    for (at, _) in curves.flips().unwrap_or_default().sides.into_iter().rev().flatten() {
        let place = curves.along(at);
        if taken.iter().all(|other| (place - other).abs() > APART) {
            taken.push(place);
            let style = format!("left:{:.2}%", 100.0 * place);
            labels.push(view! { <span class="flip-at" style=style aria-hidden="true">{curves.knob.words(at)}</span> });
        }
    }
    labels.collect_view()
}

fn rows(curves: &Curves) -> impl IntoView + use<> {
    let row = |stretch: Stretch| {
        let [from, to] = curves.ends(&stretch);
        view! { <tr><td>{from}</td><td>{to}</td><td>{stretch.digit}</td><td>{words::percent(stretch.most)}</td></tr> }
    };
    curves.stretches().into_iter().map(row).collect_view()
}
