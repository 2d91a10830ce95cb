//! What the page's address names and is not here, offered before everything else.

use super::{
    card::slot_name,
    networks::{Invited, Wanted, is_here},
    studio::Studio,
};
use crate::{
    protocol::photo::{Slot, WeightsEntry},
    ui::words,
};
use leptos::prelude::*;

/// The offer; nothing where there is nothing to offer.
#[component]
pub fn Invitation(
    /// The networks.
    studio: Studio,
    /// Which of them.
    which: Slot,
) -> impl IntoView {
    let net = slot_name(which);
    let invited = Memo::new(move |_| studio.networks.with(|networks| networks.invited(which)));
    let shown = move |invited: Invited| {
        let (heading, words, take) = match invited {
            Invited::Listed(entry) => (
                format!("This address asks for {}", entry.title),
                format!("{}. Nothing is downloaded unasked.", facts(&entry)),
                Some(view! { <Take studio which entry /> }),
            ),
            Invited::Unlisted(id) => (
                "This address asks for other weights".into(),
                format!("It names \"{id}\", which this page does not list."),
                None,
            ),
        };
        view! {
            <div class="notice invited" data-testid="notice" data-kind=format!("invited-{net}")>
                <h3>{heading}</h3>
                <p class="small">{words}</p>
                <div class="row">
                    {take}
                    <button type="button" class="quiet" data-testid=format!("decline-{net}") on:click=move |_| studio.leave(which)>"Leave it"</button>
                </div>
            </div>
        }
    };
    move || invited.get().map(shown)
}

#[component]
fn Take(studio: Studio, which: Slot, entry: WeightsEntry) -> impl IntoView {
    let (verb, wanted) = (verb(&entry), Wanted::listed(&entry));
    let size = words::bytes(entry.bytes);
    view! {
        <button type="button" class="main" data-testid=format!("take-{}", entry.id) on:click=move |_| studio.want(which, wanted.clone())>
            {format!("{verb} {size}")}
        </button>
    }
}

/// What a click on an entry does.
pub fn verb(entry: &WeightsEntry) -> &'static str {
    if is_here(entry) { "Use" } else { "Download" }
}

/// What an entry weighs, under which licence it is, where it comes from, how often it is right.
pub fn facts(entry: &WeightsEntry) -> String {
    let size = words::bytes(entry.bytes);
    let from = match &entry.host {
        None => "comes with the page".to_owned(),
        Some(_) if entry.stored => "kept on this machine".into(),
        Some(host) => format!("from {host}"),
    };
    let right = entry.accuracy.map(|[top1, _]| format!(", {} right", words::percent(top1)));
    format!("{size}, {}, {from}{}", entry.licence, right.unwrap_or_default())
}
