//! What a timing says: four figures, every run as a dot, every layer as a row.

use super::{Statistics, Timing};
use crate::{
    arch,
    ui::{dom, live::Live, words},
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
    let network = arch::find(&timing.settings.network).ok();
    let title =
        network.as_ref().map_or(timing.settings.network.clone(), |network| network.title.into());
    let device = timing
        .device
        .as_ref()
        .map_or(String::new(), |device| format!("{}, {}", device.name, device.api));
    let figures = [
        ("median", "Median", statistics.median),
        ("first", "First run", timing.result.first_ms),
        ("ninetieth", "90th percentile", statistics.ninetieth),
        ("fastest", "Fastest", statistics.fastest),
    ];
    let figure = |(name, label, time): (&'static str, &'static str, f64)| {
        view! {
            <div><dt>{label}</dt><dd data-testid=name data-value=time.to_string()>{words::milliseconds(time)}</dd></div>
        }
    };
    let copied = RwSignal::new(false);
    let text = as_text(&timing, &title, &device, &statistics);
    let copy = move |_| {
        if dom::copy(&text) {
            copied.set(true);
            live.say("Copied.");
        }
    };
    let count = timing.result.times.len();
    view! {
        <div class="row spread">
            <h2>{title}</h2>
            <p class="small">{format!("{count} runs on {device}; weights laid out in {}", words::milliseconds(timing.result.create_ms))}</p>
        </div>
        <dl class="figures">{figures.map(figure).into_iter().collect_view()}</dl>
        <Strip times=timing.result.times.clone() statistics />
        <LayerTable timing=timing.clone() />
        <div class="row"><button type="button" data-testid="copy" on:click=copy>{move || if copied.get() { "Copied" } else { "Copy as text" }}</button></div>
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
    let dots = times.iter().enumerate().map(|(run, time)| {
        let y = 5.0 + 50.0 * (run as f64 + 0.5) / rows;
        // A line without length and with a round end: a dot that stays round however the strip is stretched.
        view! { <path class="dot" d=format!("M{:.1} {y:.1}h0", place(*time)) /> }
    });
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
                {line(median, "median")} {line(ninetieth, "ninetieth")} {dots.collect_view()}
            </svg>
            <figcaption class="small">
                <span>{words::milliseconds(fastest)}</span>
                <span>{words::milliseconds(slowest)}</span>
                <span class="key">"Each dot a run, the first at the top; lines: median, 90th percentile"</span>
            </figcaption>
        </figure>
    }
}

/// Each layer alone.
#[component]
fn LayerTable(timing: Timing) -> impl IntoView {
    let rows =
        arch::find(&timing.settings.network).map(|network| network.summary()).unwrap_or_default();
    let whole: f64 = timing.result.layers.iter().map(|(_, time)| time).sum();
    let row = move |(name, time): &(String, f64)| {
        let summary = rows.iter().find(|row| row.name == *name);
        let shape = summary.map(|row| words::shape(row.output));
        let macs = summary.map(|row| row.macs).filter(|macs| *macs > 0);
        // Multiply-adds in a millisecond, divided by a thousand: millions a second.
        let speed = macs.map(|macs| format!("{:.0}", macs as f64 / time.max(1e-9) / 1e3));
        let share = 100.0 * time / whole.max(1e-9);
        view! {
            <tr>
                <th scope="row">{words::layer(name)}</th>
                <td>{words::milliseconds(*time)}</td>
                <td class="share"><span class="meter"><i style:--p=format!("{share:.1}%")></i></span></td>
                <td>{shape}</td>
                <td>{macs.map(words::count)}</td>
                <td>{speed}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Layers">
            <table data-testid="layers">
                <caption class="small">"Each layer alone, the mean of several launches. They need not add up to the whole: a device can overlap layers."</caption>
                <thead>
                    <tr>
                        <th scope="col">"Layer"</th>
                        <th scope="col">"Time"</th>
                        <th scope="col"><span class="unseen">"Share"</span></th>
                        <th scope="col">"Output"</th>
                        <th scope="col">"Multiply-adds"</th>
                        <th scope="col">"Million a second"</th>
                    </tr>
                </thead>
                <tbody>{timing.result.layers.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn as_text(timing: &Timing, title: &str, device: &str, statistics: &Statistics) -> String {
    let mut text = format!(
        "{title} on {device}: median {:.3} ms, first {:.3}, 90 % {:.3}, fastest {:.3}, {} runs\n",
        statistics.median,
        timing.result.first_ms,
        statistics.ninetieth,
        statistics.fastest,
        timing.result.times.len()
    );
    for (layer, time) in &timing.result.layers {
        text.push_str(&format!("{}\t{time:.3} ms\n", words::layer(layer)));
    }
    text
}
