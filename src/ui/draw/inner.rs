//! The inside of the network that reads the drawing.

use super::reader::Reader;
use crate::{
    arch::Network,
    protocol::look::{Subject, Which},
    ui::{
        engine::Engine,
        inside::{Inside, Lab, Looked, Shown},
        live::Live,
        preview::Preview,
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// What the network made of the drawing, taken apart.
#[component]
pub fn Inner(
    /// What is being read.
    reader: Reader,
    /// The engine.
    engine: Engine,
    /// The screen reader's voice.
    live: Live,
    /// The network.
    network: Memo<Option<Network>>,
) -> impl IntoView {
    let looked = Memo::new(move |_| {
        let network = network.get()?;
        let labels = (0..network.classes()).map(|class| class.to_string()).collect();
        Some(Looked::new(Which::Digit, network.title.into(), network, labels))
    });
    // The input as the network got it; nothing while an answer of another network stands there.
    let input = move || {
        let side = network.with(|network| network.as_ref().map(|network| network.input[0]))?;
        reader.reading.with(|reading| {
            let input = reading.as_ref().map(|reading| &reading.answer.input)?;
            (input.len() == side * side).then(|| (side, input.clone()))
        })
    };
    let subject = Memo::new(move |_| input().map(|(_, input)| Subject::Digit(input)));
    let shown = Memo::new(move |_| {
        let (side, input) = input()?;
        let preview = Arc::new(Preview::of_greys(side, &input));
        Some(Shown { preview, part: [0.0, 0.0, 1.0, 1.0] })
    });
    let lab = Lab::new(engine, live, looked, subject, shown);
    view! { <Inside lab nothing="Draw a digit first." /> }
}
