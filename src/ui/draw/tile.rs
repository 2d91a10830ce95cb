//! One picture of a layer: a map, or all units of a layer without rows and columns.

use super::{
    layers::Outline,
    reader::Reader,
    spot::{Spot, with_maps},
    tiles,
};
use crate::{
    protocol::FeatureMaps,
    ui::{dom, words},
};
use leptos::{
    html::{Button, Canvas},
    prelude::*,
};
use web_sys::{KeyboardEvent, PointerEvent};

/// A picture to point at. One of a layer's pictures is in the order of the Tab key, the arrow keys
/// go to the others.
#[component]
pub fn Tile(
    /// What is being read.
    reader: Reader,
    /// The layer.
    outline: Outline,
    /// Number of the picture.
    channel: usize,
    /// Its canvas.
    canvas: NodeRef<Canvas>,
    /// All the layer's pictures.
    buttons: StoredValue<Vec<NodeRef<Button>>>,
    /// The picture that is in the order of the Tab key.
    current: RwSignal<usize>,
    /// The place that is pointed at.
    spot: RwSignal<Option<Spot>>,
) -> impl IntoView {
    let Outline { number, spatial, columns, .. } = outline;
    let channels = outline.shape[2];
    let title = if spatial {
        format!("{}, map {} of {channels}", outline.name, channel + 1)
    } else {
        format!("{}, {channels} units", outline.name)
    };
    // The figures follow when the pen rests, not sixty times a second.
    let label = Memo::new(move |before: Option<&String>| {
        if !reader.rests.get() {
            return before.cloned().unwrap_or_else(|| title.clone());
        }
        let figures = with_maps(reader, number, |maps| {
            let (maximum, mean) = if spatial {
                tiles::maximum_and_mean(maps, channel)
            } else {
                maximum_and_mean_of_units(maps)
            };
            format!(": maximum {}, mean {}", words::value(maximum), words::value(mean))
        });
        format!("{title}{}", figures.unwrap_or_default())
    });
    let (across, down) = outline.places();
    let point = move |event: PointerEvent| {
        let Some(canvas) = canvas.get_untracked() else { return };
        let [y, x] = dom::cell(&canvas, &event, [down, across]);
        let unit = y * columns + x;
        spot.set(match spatial {
            true => Some(Spot { layer: number, channel, at: Some((x, y)) }),
            false => {
                (unit < channels).then_some(Spot { layer: number, channel: unit, at: Some((0, 0)) })
            }
        });
    };
    let mine = move |spot: Spot| spot.layer == number && (!spatial || spot.channel == channel);
    let choose = move |_| {
        current.set(channel);
        // A pointer gives the focus too, and has said where.
        if spot.get_untracked().is_some_and(mine) {
            return;
        }
        let unit = with_maps(reader, number, strongest_unit);
        let channel = if spatial { channel } else { unit.unwrap_or_default() };
        spot.set(Some(Spot { layer: number, channel, at: None }));
    };
    let leave = move || {
        // Not if another picture has been pointed at meanwhile.
        if spot.get_untracked().is_some_and(mine) {
            spot.set(None);
        }
    };
    let gone = move |event: PointerEvent| {
        if dom::is_gone(&event) {
            leave();
        }
    };
    let key = move |event: KeyboardEvent| {
        if dom::is_shortcut(&event) {
            return;
        }
        let next = match event.key().as_str() {
            "ArrowLeft" => channel.checked_sub(1),
            "ArrowRight" => Some(channel + 1),
            "ArrowUp" => channel.checked_sub(columns),
            "ArrowDown" => Some(channel + columns),
            _ => return,
        };
        event.prevent_default();
        let button = next.and_then(|next| buttons.with_value(|buttons| buttons.get(next).copied()));
        if let Some(button) = button.and_then(|button| button.get_untracked()) {
            // Fails only for elements that are not on the page.
            let _ = button.focus();
        }
    };
    // Where it looked is told of the one picture that is meant.
    let described = move || spot.get().is_some_and(mine).then_some("spot");
    let button = buttons.with_value(|buttons| buttons.get(channel).copied()).unwrap_or_default();
    let (width, height) = outline.pixels();
    view! {
        <button
            type="button"
            class="map"
            node_ref=button
            aria-label=label
            aria-describedby=described
            tabindex=move || if current.get() == channel { "0" } else { "-1" }
            on:pointermove=point
            on:pointerdown=point
            on:pointerleave=gone
            on:pointercancel=move |_| leave()
            on:focus=choose
            on:blur=move |_| leave()
            on:keydown=key
        >
            <canvas node_ref=canvas width=width height=height aria-hidden="true"></canvas>
        </button>
    }
}

fn maximum_and_mean_of_units(maps: &FeatureMaps) -> (f32, f32) {
    let mean = maps.values.iter().sum::<f32>() / maps.values.len().max(1) as f32;
    (maps.values.iter().copied().fold(f32::NEG_INFINITY, f32::max), mean)
}

fn strongest_unit(maps: &FeatureMaps) -> usize {
    maps.values.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(unit, _)| unit)
}
