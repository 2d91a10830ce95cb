//! The network and the last answer in figures.

use super::{reader::Reader, reading::Reading};
use crate::{
    arch,
    ui::{engine::Engine, words},
};
use leptos::prelude::*;

/// One line of figures.
#[component]
pub fn Facts(
    /// What is being read.
    reader: Reader,
    /// Who reads it.
    engine: Engine,
) -> impl IntoView {
    let network = Memo::new(move |_| engine.network.with(|name| arch::find(name.as_ref()?).ok()));
    let count =
        move |of: fn(&arch::Network) -> String| network.with(|network| network.as_ref().map(of));
    let time = move |of: fn(&Reading) -> f64| {
        reader.reading.with(|reading| {
            reading.as_ref().map_or_else(
                || "\u{2013} ms".to_owned(),
                |reading| words::milliseconds(of(reading)),
            )
        })
    };
    let device = move || format!("on the {}, with all maps", engine.device_kind());
    let accuracy = move || {
        let share = engine.weights.with(|weights| weights.accuracy)?;
        Some(view! {
            <span data-testid="accuracy">"weights: "<b>{format!("{:.2}\u{a0}%", 100.0 * share)}</b>" of the MNIST test set right"</span>
        })
    };
    view! {
        <p class="facts" data-testid="facts">
            <span><b>{move || count(|it| words::thousands(it.parameters()))}</b>" parameters"</span>
            <span><b>{move || count(|it| words::thousands(it.macs()))}</b>" multiply-adds"</span>
            <span><b data-testid="device-time">{move || time(|reading| reading.device_ms)}</b>" "{device}</span>
            <span><b data-testid="whole-time">{move || time(|reading| reading.whole_ms)}</b>" from stroke to answer"</span>
            {accuracy}
        </p>
    }
}
