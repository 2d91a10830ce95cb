//! Both networks in figures, side by side.

use super::{
    card::slot_name,
    ledger::{Answered, Times},
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

const FIGURES: [Figure; 6] = [
    ("prepare", "Time to prepare", |_, answered| {
        answered.times.map(|times| a_photo(times.prepare, times))
    }),
    ("device", "Time on the ", |_, answered| {
        answered.times.map(|times| a_photo(times.device, times))
    }),
    ("macs", "Multiply-adds", |network, _| Some(words::millions(network.macs))),
    ("parameters", "Parameters", |network, _| Some(words::millions(network.parameters))),
    ("bytes", "Weights", |network, _| Some(words::bytes(network.bytes))),
    ("accuracy", "Right on its validation pictures", |network, _| {
        network.accuracy.map(|[top1, _]| words::percent(top1))
    }),
];

/// A photo's part of the time for all.
fn a_photo(all: f64, times: Times) -> String {
    words::milliseconds(all / times.photos.max(1) as f64)
}

/// What the table shows, and of how many photos its times are.
fn caption(times: &[Times]) -> String {
    let most = |of: fn(&Times) -> usize| times.iter().map(of).max().unwrap_or(1);
    let photos = most(|times| times.photos);
    if photos < 2 {
        return "Side by side".to_owned();
    }
    let how = match times.iter().all(|times| times.at_once >= times.photos) {
        true => " as one batch".to_owned(),
        false => format!(", at most {} at once", most(|times| times.at_once)),
    };
    format!("Side by side; times a photo, of {photos}{how}")
}

/// The table, and where the times of their layers are.
#[component]
pub fn PhotoVersus(
    /// The networks and their answers.
    studio: Studio,
) -> impl IntoView {
    let caption = Signal::derive(move || {
        let times = |slot| studio.ledger.with(|ledger| ledger.of(slot).times);
        caption(&Slot::ALL.into_iter().filter_map(times).collect::<Vec<_>>())
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
        let line = Line::new(name, heading, Slot::ALL.map(cell).into());
        if name != "device" {
            return line;
        }
        let heading = move || format!("{heading}{}", studio.engine.device_kind());
        Line { heading: Signal::derive(heading), ..line }
    };
    let columns =
        Slot::ALL.map(|slot| (slot_name(slot), Signal::derive(move || studio.title(slot)))).into();
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
        studio
            .networks
            .with(|networks| Slot::ALL.iter().any(|slot| networks.loaded(*slot).is_some()))
    };
    view! {
        <div class="card versus">
            <Versus caption columns lines=FIGURES.map(line).into() />
            <Show when=any>
                <p class="small row">"Time of each layer: "{Slot::ALL.map(link).into_iter().collect_view()}</p>
            </Show>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caption_says_what_ran_at_once() {
        let ran = |photos, at_once| Times { prepare: 1.0, device: 2.0, photos, at_once };
        assert_eq!(caption(&[]), "Side by side");
        assert_eq!(caption(&[ran(1, 1), ran(1, 1)]), "Side by side");
        let eight = caption(&[ran(8, 8), ran(8, 8)]);
        assert_eq!(eight, "Side by side; times a photo, of 8 as one batch");
        let nine = caption(&[ran(9, 8), ran(9, 8)]);
        assert_eq!(nine, "Side by side; times a photo, of 9, at most 8 at once");
        let large = caption(&[ran(8, 2)]);
        assert_eq!(large, "Side by side; times a photo, of 8, at most 2 at once");
    }
}
