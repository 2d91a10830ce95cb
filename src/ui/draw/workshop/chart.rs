//! Probability curves over a slider's range, with the places where the answer flips.

use super::curves::{Curves, Stretch};
use crate::ui::words;
use leptos::prelude::*;

/// The picture's own units; it is stretched to its place.
const BOX: [f32; 2] = [600.0, 200.0];

/// Words under the picture are so much of its width apart at least: on a wide one, on a narrow one.
const APART: [f32; 2] = [0.17, 0.34];

/// What a label over a line takes of a narrow picture: of its width, of its height.
const LABEL: [f32; 2] = [0.11, 0.13];

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
    let seen = curves.seen();
    let peak = |&(_, [at, share]): &(usize, [f32; 2])| [curves.along(at), 1.0 - share];
    let places = apart(seen.iter().map(peak).collect());
    let label = |((digit, _), [left, top]): ((usize, _), [f32; 2])| {
        let style = format!("left:{:.2}%; top:{:.2}%", 100.0 * left, 100.0 * top);
        view! { <b class="peak" class:home=Some(digit) == home style=style aria-hidden="true">{digit}</b> }
    };
    let peaks = seen.into_iter().zip(places).map(label).collect_view();
    (peaks, flip_labels(curves))
}

/// Where labels for these points stand, parts of the picture's width and height: on the picture, and
/// each below those before it that it would cover.
fn apart(points: Vec<[f32; 2]>) -> Vec<[f32; 2]> {
    let mut taken: Vec<[f32; 2]> = Vec::new();
    for [x, y] in points {
        let mut place = [x.clamp(0.02, 0.98), y.clamp(0.0, 0.9)];
        let covers = |place: [f32; 2], other: &&[f32; 2]| {
            (0..2).all(|axis| (other[axis] - place[axis]).abs() < LABEL[axis])
        };
        // Each step goes below one more of them.
        while let Some(other) = taken.iter().find(|other| covers(place, other)) {
            place[1] = other[1] + 1.001 * LABEL[1]; // roundings do not hold it there
        }
        taken.push(place);
    }
    taken
}

/// Under the picture, where the answer flips, unless the words would lie over one another.
fn flip_labels(curves: &Curves) -> impl IntoView + use<> {
    let mut taken: Vec<f32> = vec![0.0, 1.0]; // the ends of the range have words of their own
    let mut labels = Vec::new();
    for (at, _) in curves.flips().unwrap_or_default().sides.into_iter().rev().flatten() {
        let place = curves.along(at);
        let room = taken.iter().map(|other| (place - other).abs()).fold(1.0, f32::min);
        if room > APART[0] {
            taken.push(place);
            let style = format!("left:{:.2}%", 100.0 * place);
            labels.push(view! { <span class="flip-at" class:close=room < APART[1] style=style aria-hidden="true">{curves.knob.words(at)}</span> });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_do_not_cover_one_another() {
        assert_eq!(apart(vec![[0.5, 0.2], [0.9, 0.2]]), [[0.5, 0.2], [0.9, 0.2]]);
        let places = apart(vec![[0.5, 0.0], [0.52, 0.02], [0.48, 0.05], [0.55, 0.1]]);
        assert_eq!(
            places.iter().map(|place| place[0]).collect::<Vec<_>>(),
            [0.5, 0.52, 0.48, 0.55]
        );
        for (index, a) in places.iter().enumerate() {
            let covered = |b: &[f32; 2]| (0..2).all(|axis| (a[axis] - b[axis]).abs() < LABEL[axis]);
            assert!(!places[..index].iter().any(covered), "{places:?}");
        }
    }
}
