//! The inside of the network that reads the drawing.

use super::{reader::Reader, sheet::Sheet};
use crate::{
    arch::Network,
    protocol::look::{Subject, Which},
    ui::{
        Page,
        engine::{Engine, Phase},
        inside::{Inside, Lab, Looked, Shown, Tour},
        live::Live,
        preview::Preview,
        samples,
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// The digit that the tour shows to who has drawn none.
const SAMPLE: u8 = 2;

/// The laboratory for the digit that is shown.
pub fn lab(reader: Reader, engine: Engine, live: Live, network: Memo<Option<Network>>) -> Lab {
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
    // Here it is, once it has a network.
    let ready = Memo::new(move |_| engine.phase.with(|phase| *phase == Phase::Ready));
    Lab::new(engine, live, ready, looked, subject, shown)
}

/// What the network made of the drawing, taken apart.
#[component]
pub fn Inner(
    /// What is being read.
    reader: Reader,
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let sample = move |()| {
        if reader.sheet.with_untracked(Sheet::is_empty)
            && let Some(sample) = samples::all().into_iter().find(|it| it.digit == SAMPLE)
        {
            reader.change(|sheet| sheet.place(sample.picture.to_vec()));
        }
    };
    view! {
        <Tour lab page=Page::Draw is_loaded=|_| true sample />
        <Inside lab nothing="Draw a digit first." />
    }
}
