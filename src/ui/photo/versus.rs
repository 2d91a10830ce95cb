//! Both networks in figures, side by side.

use super::{
    ledger::{Answered, SLOTS},
    studio::Studio,
};
use crate::{
    protocol::photo::{LoadedNetwork, Slot},
    ui::words,
};
use leptos::prelude::*;

/// A line of the table: its name, and what it says of a network and of its last answers.
type Line = (&'static str, &'static str, fn(&LoadedNetwork, &Answered) -> Option<String>);

const LINES: [Line; 7] = [
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

/// The table.
#[component]
pub fn Versus(
    /// The networks and their answers.
    studio: Studio,
) -> impl IntoView {
    let device = Memo::new(move |_| {
        studio.engine.device.with(|device| match device {
            Some(device) if device.gpu => "GPU",
            Some(_) => "CPU",
            None => "device",
        })
    });
    let batch = Memo::new(move |_| {
        let times = |slot| studio.ledger.with(|ledger| ledger.of(slot).times);
        SLOTS.into_iter().filter_map(times).map(|(_, _, count)| count).max().unwrap_or(1)
    });
    let caption = move || match batch.get() {
        0 | 1 => "Side by side".to_owned(),
        count => format!("Side by side; times a photo, of {count} as one batch"),
    };
    let line = move |(name, heading, of): Line| {
        let heading = move || match name {
            "device" => format!("{heading}{}", device.get()),
            _ => heading.to_owned(),
        };
        let cell = move |slot: Slot| {
            let text = Memo::new(move |_| {
                let text = studio.networks.with(|networks| {
                    let network = networks.loaded(slot)?;
                    studio.ledger.with(|ledger| of(network, ledger.of(slot)))
                });
                text.unwrap_or_else(|| "\u{2013}".into())
            });
            view! { <td data-testid=format!("{name}-{}", super::card::slot_name(slot))>{text}</td> }
        };
        view! { <tr><th scope="row">{heading}</th>{SLOTS.map(cell).into_iter().collect_view()}</tr> }
    };
    view! {
        <div class="card versus">
            <table data-testid="versus">
                <caption class="unseen">{caption}</caption>
                <thead>
                    <tr>
                        <td class="small">{caption}</td>
                        <th scope="col">{move || studio.title(Slot::AlexNet)}</th>
                        <th scope="col">{move || studio.title(Slot::ResNet)}</th>
                    </tr>
                </thead>
                <tbody>{LINES.map(line).into_iter().collect_view()}</tbody>
            </table>
        </div>
    }
}
