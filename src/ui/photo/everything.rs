//! Every photo's answer in a table, to look over, copy and keep.

use super::{report::Report, studio::Studio};
use crate::{
    protocol::photo::Slot,
    ui::{
        apart::{apart, fetched},
        dom, save, words,
    },
};
use leptos::prelude::*;

apart! {
    fn table(studio: Studio) -> AnyView {
        view! { <Table studio /> }.into_any()
    }
}

/// The table, where there is something to put into it.
#[component]
pub fn Everything(
    /// The photos and their answers.
    studio: Studio,
) -> impl IntoView {
    let some = Memo::new(move |_| studio.album.with(|album| !album.photos().is_empty()));
    view! {
        <Show when=move || some.get()>{fetched(move || table(studio))}</Show>
    }
}

#[component]
fn Table(studio: Studio) -> impl IntoView {
    let numbers = Memo::new(move |_| {
        studio.album.with(|album| album.photos().iter().map(|p| p.number).collect::<Vec<_>>())
    });
    let copied = RwSignal::new(false);
    Effect::new(move |_| {
        studio.ledger.track();
        copied.set(false);
    });
    let copy = move |_| {
        let text = report(studio, |report| report.text());
        leptos::task::spawn_local(async move {
            if dom::copy(&text).await {
                copied.set(true);
                studio.live.say("Copied.");
            } else {
                studio.miss(
                    "The browser has no clipboard for this page. Select the table instead.".into(),
                );
            }
        });
    };
    let save = move |_| {
        let json = report(studio, |report| format!("{:#}\n", report.json()));
        if save::json("triptych-answers.json", &json).is_none() {
            studio.miss(
                "The browser did not take the file. Copy the answers as text instead.".into(),
            );
        }
    };
    view! {
            <section class="card everything" aria-labelledby="everything">
                <div class="row">
                    <h2 id="everything">"All answers"</h2>
                    <div class="row push">
                        <button type="button" data-testid="copy" on:click=copy>
                            {move || if copied.get() { "Copied" } else { "Copy as text" }}
                        </button>
                        <button type="button" data-testid="save" on:click=save>"Download JSON"</button>
                    </div>
                </div>
                <div class="scroll" tabindex="0" role="region" aria-label="Table of all answers">
                    <table data-testid="all">
                        <thead>
                            <tr>
                                <th scope="col">"Photo"</th>
                                <th scope="col">{move || studio.title(Slot::AlexNet)}</th>
                                <th scope="col">{move || studio.title(Slot::ResNet)}</th>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=move || numbers.get() key=|number| *number let:number><Line studio number /></For>
                        </tbody>
                    </table>
                </div>
            </section>
    }
}

/// One photo.
#[component]
fn Line(studio: Studio, number: u32) -> impl IntoView {
    let name = studio.album.with_untracked(|album| {
        album.photo(number).map_or_else(String::new, |photo| photo.name.clone())
    });
    let chosen = Memo::new(move |_| {
        studio.album.with(|album| album.selected().is_some_and(|photo| photo.number == number))
    });
    let cell = move |slot: Slot| {
        let first = Memo::new(move |_| studio.first(slot, number));
        let old = move || first.with(Option::is_some) && !studio.is_current(slot, number);
        let said = move || match first.get() {
            Some((label, share)) => {
                let share = words::percent(share);
                view! { <span>{label}</span>" "<span class="value">{share}</span> }.into_any()
            }
            None => "\u{2013}".into_any(),
        };
        view! { <td class:faded=old>{said}</td> }
    };
    view! {
        <tr class:chosen=chosen data-testid=format!("row-{number}")>
            <th scope="row">
                <button type="button" class="quiet" on:click=move |_| studio.album.update(|album| album.select(number))>{name}</button>
            </th>
            {Slot::ALL.map(cell).into_iter().collect_view()}
        </tr>
    }
}

fn report(studio: Studio, write: impl FnOnce(&Report) -> String) -> String {
    studio.album.with_untracked(|album| {
        studio.ledger.with_untracked(|ledger| {
            studio.networks.with_untracked(|networks| {
                studio.engine.device.with_untracked(|device| {
                    write(&Report { album, ledger, networks, device: device.as_ref() })
                })
            })
        })
    })
}
