//! All maps of the row, or all its units, with their scale.

use super::{
    controls::Controls,
    desk::Desk,
    open::Open,
    order::last_page,
    paint::{self, Colours},
    scale::ScaleBar,
    tiles::{Said, Tiles},
    units::Units,
};
use crate::{
    protocol::look::Map,
    ui::{inside::failed::Failed, words},
};
use leptos::prelude::*;
use std::sync::Arc;

/// The pictures, the controls above them, the scale and the pages below.
#[component]
pub fn Maps(
    /// What the room is about.
    desk: Desk,
    /// The network's colours.
    colours: Memo<Colours>,
) -> impl IntoView {
    // What is laid out anew only when another row is opened, or another page.
    let laid = Memo::new(move |_| {
        let open = desk.open.get()?;
        Some((open, desk.shown()))
    });
    let pictures = move || {
        let (open, shown) = laid.get()?;
        Some(match open.is_spatial() {
            true => view! { <MapTiles desk colours open start=shown.start count=shown.len() /> }
                .into_any(),
            false => view! { <Units desk colours open /> }.into_any(),
        })
    };
    let title = move || {
        desk.open.with(|open| match open {
            Some(open) if !open.is_spatial() => "Its units",
            _ => "Its maps",
        })
    };
    view! {
        <section class="saw-part" aria-labelledby="saw-maps">
            <div class="row spread">
                <h4 id="saw-maps">{title}</h4>
                <Controls desk />
            </div>
            <Failed found=desk.maps what="The maps" />
            {pictures}
            <div class="row spread saw-below">
                <ScaleBar desk colours />
                <Pages desk />
            </div>
            <p class="small" data-testid="saw-status">{move || status(desk)}</p>
        </section>
    }
}

#[component]
fn MapTiles(
    desk: Desk,
    colours: Memo<Colours>,
    open: Open,
    start: usize,
    count: usize,
) -> impl IntoView {
    let [height, width] = open.size();
    let picture = move |place: usize| {
        let colours = colours.get();
        desk.with_map(start + place, |map| paint::map_pixels(map, &colours))
    };
    let number = move |place: usize| {
        desk.with_map(start + place, |map| words::thousands(map.channel as usize + 1))
    };
    let name = open.name();
    let title = format!("Feature maps of {name}");
    let label = move |place: usize| {
        let told = desk.with_map(start + place, |map| summary(&open.one(map.channel), map));
        told.unwrap_or_else(|| format!("A map of {name}"))
    };
    let said = Said {
        label: Arc::new(label),
        caption: Arc::new(move |place| number(place).unwrap_or_default()),
    };
    let chosen = Signal::derive(move || {
        let channel = desk.channel.get()?;
        (0..count).find(|place| desk.with_map(start + place, |map| map.channel) == Some(channel))
    });
    let choose = move |place: usize| {
        if let Some(channel) = untrack(|| desk.with_map(start + place, |map| map.channel)) {
            desk.choose_map(channel);
        }
    };
    view! {
        <Tiles
            title
            count
            size=[width, height]
            said
            picture=Arc::new(picture)
            chosen
            choose=Callback::new(choose)
            name="saw-map"
        />
    }
}

/// The figures of a map: `Map 3: maximum 1.31, mean 0.20`.
pub fn summary(one: &str, map: &Map) -> String {
    let [_, maximum, mean] = map.range.map(words::value);
    words::sentence(&format!("{one}: maximum {maximum}, mean {mean}"))
}

/// What was read, or is being read.
fn status(desk: Desk) -> String {
    let Some(open) = desk.open.get() else { return String::new() };
    let read = desk.with_maps(|maps| maps.range.map(words::value));
    match read {
        Some([least, maximum, mean]) => format!(
            "{}: {}, from {least} to {maximum}, mean {mean}. Read in {}.",
            open.name(),
            open.all(),
            words::milliseconds(desk.maps.ms.get()),
        ),
        None if desk.maps.error.with(Option::is_some) => String::new(),
        None => format!("Reading {}.", open.all()),
    }
}

/// The pages of maps, where there are several.
#[component]
fn Pages(desk: Desk) -> impl IntoView {
    let count = move || {
        desk.open.with(|open| match open {
            Some(open) if open.is_spatial() => open.channels(),
            _ => 0,
        })
    };
    let several = Memo::new(move |_| last_page(count()) > 0);
    let turn = move |by: isize| {
        let page = untrack(|| desk.page()).saturating_add_signed(by);
        if page <= last_page(untrack(count)) {
            desk.turn(page);
            let shown = untrack(|| desk.shown());
            desk.lab.live.say(format!("Places {} to {}.", shown.start + 1, shown.end));
        }
    };
    let place = move || {
        let shown = desk.shown();
        let number = |number: usize| words::thousands(number);
        format!("{} to {} of {}", number(shown.start + 1), number(shown.end), number(count()))
    };
    let ends = move |last: bool| {
        let at_end = match last {
            true => desk.page() >= last_page(count()),
            false => desk.page() == 0,
        };
        at_end.then_some("true")
    };
    view! {
        <Show when=move || several.get()>
            <div class="row saw-pages">
                <button
                    type="button"
                    data-testid="saw-page-before"
                    aria-label="The maps before these"
                    aria-disabled=move || ends(false)
                    on:click=move |_| turn(-1)
                >
                    "\u{2039}"
                </button>
                <span class="small" data-testid="saw-page">{place}</span>
                <button
                    type="button"
                    data-testid="saw-page-after"
                    aria-label="The maps after these"
                    aria-disabled=move || ends(true)
                    on:click=move |_| turn(1)
                >
                    "\u{203a}"
                </button>
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_in_a_sentence() {
        let map = Map { channel: 2, range: [-1.0, 1.314, 0.2], pixels: vec![] };
        assert_eq!(summary("map 3", &map), "Map 3: maximum 1.31, mean 0.20.");
    }
}
