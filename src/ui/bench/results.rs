//! What a timing says: its figures, every run as a dot, every layer as a bar.

use super::{
    Timing,
    layers::{LayerTable, layers},
    report,
};
use crate::{
    protocol::Statistics,
    ui::{copy::CopyButtons, live::Live, words},
};
use leptos::prelude::*;

/// The outcome of one timing.
#[component]
pub fn Results(
    /// The timing.
    timing: Timing,
    /// The screen reader's voice.
    live: Live,
) -> impl IntoView {
    let Some(statistics) = Statistics::of(&timing.result.times) else {
        return view! { <p>"The engine gave no times."</p> }.into_any();
    };
    let Timing { network, settings, result, .. } = &timing;
    let figures = [
        ("median", "Median", statistics.median),
        ("first", "First run", result.first_ms),
        ("ninetieth", "90th percentile", statistics.ninetieth),
        ("fastest", "Fastest", statistics.fastest),
    ];
    let on_gpu = result.gpu_ms.map(|ms| ("gpu", "On the GPU", ms));
    let figure = |(name, label, time): (&'static str, &'static str, f64)| {
        view! {
            <div><dt>{label}</dt><dd data-testid=name data-value=time.to_string()>{words::milliseconds(time)}</dd></div>
        }
    };
    let rate = 1e3 * f64::from(settings.batch) / statistics.median.max(1e-9);
    let asked = settings.runs as usize;
    let few = match result.times.len() < asked {
        true => format!(" {} were asked for; a timing ends after a minute.", words::runs(asked)),
        false => String::new(),
    };
    let about = format!(
        "{} of {} ({}) on {}, with {}; laid out in {}.{few}",
        words::runs(result.times.len()),
        words::inputs(settings.batch),
        words::shape(network.input),
        timing.device(),
        if result.made_up {
            "made-up weights: the same work, answers without a meaning"
        } else {
            "bundled weights"
        },
        words::milliseconds(result.create_ms),
    );
    // Where there is no clipboard, the table can be selected.
    let take = |name, label, text: String| (name, label, Signal::derive(move || text.clone()));
    let texts = vec![
        take("copy", "Copy as text", report::text(&timing)),
        take("copy-json", "Copy as JSON", format!("{:#}\n", report::json(&timing))),
    ];
    view! {
        <div class="row spread">
            <h2>{network.title}</h2>
            <p class="small">{about}</p>
        </div>
        <dl class="figures">
            {figures.into_iter().chain(on_gpu).map(figure).collect_view()}
            <div><dt>"Inputs a second"</dt><dd data-testid="rate">{words::figures(rate)}</dd></div>
        </dl>
        <Strip times=result.times.clone() statistics />
        <LayerTable layers=layers(&timing) />
        <CopyButtons texts instead="table" live />
    }
    .into_any()
}

/// Every run as a dot between the fastest and the slowest.
#[component]
fn Strip(times: Vec<f64>, statistics: Statistics) -> impl IntoView {
    let Statistics { fastest, slowest, median, ninetieth } = statistics;
    let place = move |time: f64| 6.0 + 588.0 * (time - fastest) / (slowest - fastest).max(1e-9);
    // Runs one after the other from top to bottom, so that a trend can be seen.
    let rows = times.len().max(1) as f64;
    // Lines without length and with round ends: dots that stay round however the strip is stretched. All are one
    // path: an element for each of thousands keeps the page from answering.
    let dot = |(run, time): (usize, &f64)| {
        let y = 5.0 + 50.0 * (run as f64 + 0.5) / rows;
        format!("M{:.1} {y:.1}h0", place(*time))
    };
    let dots: String = times.iter().enumerate().map(dot).collect();
    let label = format!(
        "All runs from {} to {}, median {}",
        words::milliseconds(fastest),
        words::milliseconds(slowest),
        words::milliseconds(median)
    );
    let line = move |time: f64, class: &'static str| {
        let x = format!("{:.1}", place(time));
        view! { <line class=class x1=x.clone() x2=x y1="0" y2="60" /> }
    };
    view! {
        <figure class="strip">
            <svg viewBox="0 0 600 60" role="img" aria-label=label preserveAspectRatio="none">
                {line(median, "median")} {line(ninetieth, "ninetieth")} <path class="dot" d=dots />
            </svg>
            <figcaption class="small">
                <span>{words::milliseconds(fastest)}</span>
                <span>{words::milliseconds(slowest)}</span>
                <span class="legend">"Each dot a run, the first at the top; lines: median, 90th percentile"</span>
            </figcaption>
        </figure>
    }
}
