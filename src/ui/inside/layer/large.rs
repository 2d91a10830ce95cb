//! One map, large: its pixels can be pointed at, and tell what they see.

use super::{
    desk::Desk,
    maps::summary,
    open::{Open, area_words, square},
    pad::{By, Pad},
    paint::{Colours, map_pixels},
};
use crate::{
    arch::Area,
    ui::{
        dom,
        inside::input::{InputView, place as at},
        words,
    },
};
use leptos::{html::Canvas, prelude::*};

/// The chosen map, the chosen pixel, and its receptive field.
#[component]
pub fn Large(
    /// What the room is about.
    desk: Desk,
    /// The network's colours.
    colours: Memo<Colours>,
) -> impl IntoView {
    let spatial =
        Memo::new(move |_| desk.open.with(|open| open.as_ref().is_some_and(Open::is_spatial)));
    let title = move || {
        let channel = desk.channel.get()?;
        desk.open.with(|open| {
            let open = open.as_ref()?;
            Some(words::sentence(&open.one(channel)).trim_end_matches('.').to_owned())
        })
    };
    let figures = move || {
        let open = desk.open.get()?;
        let channel = desk.channel.get()?;
        desk.with_chosen(|map| summary(&open.one(channel), map))
    };
    view! {
        <section class="saw-part" aria-labelledby="saw-one">
            <h4 id="saw-one">{move || title().unwrap_or_else(|| "One of them".into())}</h4>
            <div class="saw-one" class:alone=move || !spatial.get()>
                <Show when=move || spatial.get()>
                    <MapPad desk colours />
                </Show>
                <div class="saw-told">
                    <Pixel desk />
                    // Where the input above is out of sight, it is here once more.
                    <Show when=move || spatial.get() && dom::is_narrow()>
                        <InputView lab=desk.lab />
                    </Show>
                    <Show when=move || spatial.get()>
                        <p class="small">{figures}</p>
                        <p class="small" id="saw-pad-help">
                            "Point at a pixel, or go with the arrow keys: what it sees is marked on the input. Press to hold it. Point at the input: the pixels that see that place are framed here."
                        </p>
                    </Show>
                </div>
            </div>
        </section>
    }
}

/// The map to point at.
#[component]
fn MapPad(desk: Desk, colours: Memo<Colours>) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let size = Memo::new(move |_| desk.open.with(|open| open.as_ref().map_or([1, 1], Open::size)));
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else { return };
        let (width, colours) = (size.get()[1], colours.get());
        match desk.with_chosen(|map| map_pixels(map, &colours)) {
            Some(pixels) => dom::fill(&canvas, width, &pixels),
            None => dom::wipe(&canvas),
        }
    });
    let label = move || {
        let Some((open, channel)) = desk.open.get().zip(desk.channel.get()) else {
            return "A map".into();
        };
        let size = square(open.size());
        format!("{} of {}, {size} pixels", open.one(channel), open.name())
    };
    let go = move |(place, by): ([usize; 2], By)| {
        let spot = untrack(|| desk.spot());
        let same = untrack(|| desk.place.get()) == Some(place);
        match by {
            By::Hover | By::Drag if same => {}
            By::Hover if spot.held => {}
            By::Hover => desk.choose_pixel(place, false),
            By::Drag => desk.choose_pixel(place, true),
            By::Press => desk.choose_pixel(place, !(spot.held && same)),
            By::Keys => {
                desk.choose_pixel(place, true);
                desk.lab.live.say(untrack(|| seen_words(desk)).unwrap_or_default());
            }
        }
    };
    // Maps are square, as the inputs are.
    let side = move || size.get()[0] as f64;
    let chosen = move || {
        let [row, column] = desk.place.get()?;
        Some(at(Area::pixel(row, column), side()))
    };
    let seeing = move || {
        let pointed = desk.lab.pointed.get()?;
        let seen = desk.open.with(|open| open.as_ref()?.seen_by(pointed))?;
        Some(view! { <i class="saw-seeing" data-testid="saw-seeing" style=at(seen, side())></i> })
    };
    view! {
        <Pad
            canvas
            size
            place=desk.place
            go=Callback::new(go)
            label=Signal::derive(label)
            help="saw-pad-help"
            name="saw-pad"
        >
            <i
                class="saw-at"
                class:held=move || desk.spot().held
                hidden=move || desk.place.get().is_none()
                style=chosen
            ></i>
            {seeing}
        </Pad>
    }
}

/// The chosen pixel, or unit, in figures.
#[component]
fn Pixel(desk: Desk) -> impl IntoView {
    let value = move || desk.worked().map(|worked| words::value(worked.output));
    let place = move || {
        let spatial = desk.open.with(|open| open.as_ref().map(Open::is_spatial))?;
        let [row, column] = desk.place.get()?;
        Some(match spatial {
            true => format!("row {}, column {}", row + 1, column + 1),
            false => "its number".into(),
        })
    };
    view! {
        <dl class="saw-figures">
            <div>
                <dt>{move || place().unwrap_or_else(|| "no pixel yet".into())}</dt>
                <dd data-testid="saw-value">{move || value().unwrap_or_else(|| "\u{2013}".into())}</dd>
            </div>
            <div>
                <dt>"sees of the input"</dt>
                <dd class="words" data-testid="saw-field">{move || field_words(desk).unwrap_or_else(|| "\u{2013}".into())}</dd>
            </div>
        </dl>
    }
}

/// `rows 3 to 7, columns 9 to 13`, or that it is everything.
fn field_words(desk: Desk) -> Option<String> {
    let field = desk.field()?;
    let side = desk.open.with(|open| open.as_ref().map(|open| open.looked.side()))?;
    Some(match field == Area::whole(side, side) {
        true => "all of it".into(),
        false => area_words(field),
    })
}

/// Where the chosen pixel is.
fn pixel_words(desk: Desk) -> Option<String> {
    let [row, column] = desk.place.get()?;
    Some(format!("Row {}, column {}", row + 1, column + 1))
}

/// Where the chosen pixel is, and what it sees.
fn seen_words(desk: Desk) -> Option<String> {
    Some(format!("{}. It sees {}.", pixel_words(desk)?, field_words(desk)?))
}
