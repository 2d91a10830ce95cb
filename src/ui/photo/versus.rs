//! Both networks in figures, side by side.

use super::{
    card::slot_name,
    ledger::{Answered, SLOTS},
    studio::Studio,
};
use crate::{
    protocol::photo::{LoadedNetwork, Slot},
    ui::{
        settings::Settings,
        versus::{Line, Versus},
        words,
    },
};
use leptos::prelude::*;

/// A figure: its name in tests, its heading, and what it is of a network and of its last answers.
type Figure = (&'static str, &'static str, fn(&LoadedNetwork, &Answered) -> Option<String>);

const FIGURES: [Figure; 7] = [
    ("prepare", "Time to prepare", |_, answered| {
        answered.times.map(|(prepare, _, count)| words::milliseconds(prepare / count.max(1) as f64))
    }),
    ("device", "Time on the ", |_, answered| {
        answered.times.map(|(_, device, count)| words::milliseconds(device / count.max(1) as f64))
    }),
    ("macs", "Multiply-adds", |network, _| Some(words::millions(network.macs))),
    ("parameters", "Parameters", |network, _| Some(words::millions(network.parameters))),
    ("bytes", "Weights", |network, _| Some(words::bytes(network.bytes))),
    ("peak", "Memory of the program, at most", |network, _| {
        (network.peak_bytes > 0).then(|| words::bytes(network.peak_bytes))
    }),
    ("accuracy", "Right on its validation pictures", |network, _| {
        network.accuracy.map(|[top1, _]| words::percent(top1))
    }),
];

/// The table, and where the times of their layers are.
#[component]
pub fn PhotoVersus(
    /// The networks and their answers.
    studio: Studio,
) -> impl IntoView {
    let batch = Memo::new(move |_| {
        let times = |slot| studio.ledger.with(|ledger| ledger.of(slot).times);
        SLOTS.into_iter().filter_map(times).map(|(_, _, count)| count).max().unwrap_or(1)
    });
    let caption = Signal::derive(move || match batch.get() {
        0 | 1 => "Side by side".to_owned(),
        count => format!("Side by side; times a photo, of {count} as one batch"),
    });
    let line = move |(name, heading, of): Figure| {
        let cell = move |slot: Slot| -> Signal<Option<String>> {
            let text = Memo::new(move |_| {
                studio.networks.with(|networks| {
                    let network = networks.loaded(slot)?;
                    studio.ledger.with(|ledger| of(network, ledger.of(slot)))
                })
            });
            text.into()
        };
        let line = Line::new(name, heading, SLOTS.map(cell).into());
        if name != "device" {
            return line;
        }
        let heading = move || format!("{heading}{}", studio.engine.device_kind());
        Line { heading: Signal::derive(heading), ..line }
    };
    let columns =
        SLOTS.map(|slot| (slot_name(slot), Signal::derive(move || studio.title(slot)))).into();
    let link = move |slot: Slot| {
        let network =
            move || studio.networks.with(|networks| Some(networks.loaded(slot)?.network.clone()));
        move || {
            let network = network()?;
            let address = Settings::elsewhere("bench.html", |bench| bench.network = network);
            Some(
                view! { <a href=address data-testid=format!("times-{}", slot_name(slot))>{studio.title(slot)}</a> },
            )
        }
    };
    let any = move || {
        studio.networks.with(|networks| SLOTS.iter().any(|slot| networks.loaded(*slot).is_some()))
    };
    view! {
        <div class="card versus">
            <Versus caption columns lines=FIGURES.map(line).into() />
            <Show when=any>
                <p class="small row">"Time of each layer: "{SLOTS.map(link).into_iter().collect_view()}</p>
            </Show>
        </div>
    }
}
