//! How large the numbers are from block to block: as the network is, with the changes, and with every
//! skip connection cut.

use super::{
    plot::{Axis, across, line},
    sizes::{size, stage_marks, the_point, told},
};
use crate::{
    protocol::look::{Finding, Norm, Question},
    ui::{
        dom,
        inside::{failed::Failed, lab::Lab},
        words,
    },
};
use leptos::{html::Div, prelude::*};
use web_sys::PointerEvent;

/// The frame of the drawing; the style sheet stretches it.
const FRAME: (f64, f64) = (1000.0, 300.0);

/// What the plot shows.
const BLOCKS: &str = "Root of the mean square after each block.";
const ROWS: &str = "Root of the mean square after each layer.";

/// A line of the plot.
type Series = (&'static str, &'static str, fn(&Norm) -> Option<f32>);

const SERIES: [Series; 3] = [
    ("bare", "without any skip", |norm| norm.without_skips),
    ("plain", "as it is", |norm| Some(norm.plain)),
    ("edited", "with your changes", |norm| Some(norm.edited)),
];

/// The plot, its legend, what it shows in words and its numbers as a table.
#[component]
pub fn Norms(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let found = lab.find(|| Some(Question::Norms));
    let norms = Memo::new(move |_| match found.finding.get() {
        Some(Finding::Norms(norms)) if found.is_of_this() => norms,
        _ => Vec::new(),
    });
    let changed = Memo::new(move |_| lab.edits.with(|edits| !edits.is_empty()));
    let shown = Memo::new(move |_| {
        let is = |(name, _, of): &Series| {
            let there = norms.with(|norms| norms.iter().any(|norm| of(norm).is_some()));
            there && (*name != "edited" || changed.get())
        };
        SERIES.iter().filter(|series| is(series)).map(|(name, ..)| *name).collect::<Vec<_>>()
    });
    let series =
        move || SERIES.into_iter().filter(move |(name, ..)| shown.with(|it| it.contains(name)));
    let axis = Memo::new(move |_| {
        norms.with(|norms| {
            let numbers = series().flat_map(|(_, _, of)| norms.iter().filter_map(of));
            Axis::new(numbers)
        })
    });
    let pointed = RwSignal::new(None::<usize>);
    let frame = NodeRef::<Div>::new();
    let point = move |event: PointerEvent| {
        let count = norms.with_untracked(Vec::len);
        if let Some(frame) = frame.get_untracked().filter(|_| count > 0) {
            pointed.set(Some(dom::cell(&frame, &event, [1, count])[1]));
        }
    };
    let gone = move |event: PointerEvent| {
        if dom::is_gone(&event) {
            pointed.set(None);
        }
    };
    let lines = move || {
        let axis = axis.get();
        norms.with(|norms| {
            let path = |(name, _, of): Series| {
                let places: Vec<Option<f64>> =
                    norms.iter().map(|norm| axis.place(of(norm)?)).collect();
                let class = format!("norm-line norm-{name}");
                view! { <path class=class d=line(&places, FRAME.0, FRAME.1) /> }
            };
            series().map(path).collect_view()
        })
    };
    let grid = move || {
        let tick = |(at, _): (f64, String)| {
            let y = format!("{:.1}", (1.0 - at) * FRAME.1);
            view! { <line class="norm-grid" x1="0" x2=FRAME.0.to_string() y1=y.clone() y2=y /> }
        };
        axis.get().ticks().into_iter().map(tick).collect_view()
    };
    let labels = move || {
        let tick = |(at, text): (f64, String)| {
            view! { <span style:bottom=format!("{:.2}%", 100.0 * at)>{text}</span> }
        };
        axis.get().ticks().into_iter().map(tick).collect_view()
    };
    let marks = move || {
        norms.with(|norms| {
            let mark = |(at, name): (usize, String)| {
                view! { <span style:--at=format!("{:.2}%", 100.0 * at as f64 / norms.len().max(1) as f64)>{name}</span> }
            };
            stage_marks(norms).into_iter().map(mark).collect_view()
        })
    };
    let guide = move || {
        let count = norms.with(Vec::len);
        pointed.get().filter(|at| *at < count).map(|at| {
            view! { <i class="guide" style:left=format!("{:.2}%", 100.0 * across(at, count))></i> }
        })
    };
    let reading = move || {
        let at = pointed.get()?;
        norms.with(|norms| norms.get(at).map(|norm| told(norm, changed.get())))
    };
    let point_words = move || norms.with(|norms| the_point(norms));
    let blocks = Memo::new(move |_| {
        norms.with(|norms| norms.iter().any(|norm| norm.without_skips.is_some()))
    });
    let what = move || if blocks.get() { BLOCKS } else { ROWS };
    let label = move || format!("{} {}", what(), point_words().unwrap_or_default());
    let here = move || match (reading(), norms.with(Vec::is_empty)) {
        (Some(told), _) => told.into_any(),
        (None, true) => "The sizes come with the answer.".into_any(),
        // A saved picture goes without the hint.
        (None, false) => {
            let hint = if dom::is_touched() { "Tap one" } else { "Point at one" };
            view! { {what()} " " <span class="hint">{hint}" to read it."</span> }.into_any()
        }
    };
    let legend = move || {
        let item = |(name, title, _): Series| {
            view! { <li><i class=format!("swatch norm-{name}") aria-hidden="true"></i>{title}</li> }
        };
        series().map(item).collect_view()
    };
    view! {
        <figure class="norms" data-figure="" data-testid="norms" data-current=move || found.is_current().to_string()>
            <ul class="legend-of-lines small">{legend}</ul>
            <div class="norm-plot">
                <div class="plot-ticks small" aria-hidden="true">{labels}</div>
                <div
                    class="plot-frame"
                    node_ref=frame
                    on:pointermove=point
                    on:pointerdown=point
                    on:pointerleave=gone
                    on:pointercancel=move |_| pointed.set(None)
                >
                    <svg viewBox=format!("0 0 {} {}", FRAME.0, FRAME.1) preserveAspectRatio="none" role="img" aria-label=label>
                        {grid} {lines}
                    </svg>
                    {guide}
                </div>
                <div class="plot-marks small" aria-hidden="true">{marks}</div>
            </div>
            <figcaption class="small" data-testid="norm-here">{here}</figcaption>
        </figure>
        <Failed found what="The sizes" />
        <p data-testid="norm-point">{point_words}</p>
        <Table norms changed />
    }
}

#[component]
fn Table(norms: Memo<Vec<Norm>>, changed: Memo<bool>) -> impl IntoView {
    let bare = move || norms.with(|norms| norms.iter().any(|norm| norm.without_skips.is_some()));
    let row = move |norm: Norm| {
        let cell = |value: f32| view! { <td>{size(value)}</td> };
        view! {
            <tr>
                <th scope="row">{words::layer(&norm.row)}</th>
                {cell(norm.plain)}
                {changed.get().then(|| cell(norm.edited))}
                {norm.without_skips.map(cell)}
            </tr>
        }
    };
    view! {
        <details data-testid="norm-table">
            <summary>"The sizes as a table"</summary>
            <div class="numbers-frame" role="region" aria-label="Sizes after each block" tabindex="0">
                <table class="numbers">
                    <thead>
                        <tr>
                            <th scope="col">"After"</th>
                            <th scope="col">"as it is"</th>
                            {move || changed.get().then(|| view! { <th scope="col">"with your changes"</th> })}
                            {move || bare().then(|| view! { <th scope="col">"without any skip"</th> })}
                        </tr>
                    </thead>
                    <tbody>{move || norms.get().into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
}
