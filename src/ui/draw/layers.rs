//! Every layer, live: one canvas a map, and where a map looked.

use super::{
    field::{Field, field},
    ramp::ramp,
    reader::Reader,
    tiles,
};
use crate::{
    arch::{Network, Summary},
    protocol::FeatureMaps,
    ui::{dom, words},
};
use leptos::{
    html::{Button, Canvas},
    prelude::*,
};
use std::sync::Arc;
use web_sys::{KeyboardEvent, PointerEvent};

/// A place in a feature map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Number of the layer.
    layer: usize,
    /// Number of the map, or of the unit.
    channel: usize,
    /// Column and row; the strongest place if none is given.
    at: Option<(usize, usize)>,
}

impl Spot {
    fn place(&self, maps: &FeatureMaps) -> (usize, usize) {
        self.at.unwrap_or_else(|| tiles::strongest(maps, self.channel))
    }

    /// The part of the input that it looked at.
    pub fn field(&self, network: &Network, reader: Reader) -> Option<Field> {
        with_maps(reader, self.layer, |maps| {
            let (x, y) = self.place(maps);
            field(network, self.layer, x, y)
        })
    }

    fn words(&self, network: &Network, reader: Reader) -> Option<String> {
        let side = self.field(network, reader)?.side;
        with_maps(reader, self.layer, |maps| {
            let (x, y) = self.place(maps);
            let value = tiles::value_at(maps, self.channel, (x, y)).map(words::value).unwrap_or_default();
            let layer = words::layer(&maps.layer);
            let number = self.channel + 1;
            if maps.shape[0] * maps.shape[1] == 1 {
                return format!("{layer}, unit {number}: {value}. It looks at the whole input.");
            }
            format!(
                "{layer}, map {number}, column {}, row {}: {value}. It looks at the marked {side} \u{d7} {side} pixels.",
                x + 1,
                y + 1
            )
        })
    }
}

fn with_maps<T>(reader: Reader, layer: usize, view: impl FnOnce(&FeatureMaps) -> T) -> Option<T> {
    reader.reading.with(|reading| Some(view(reading.as_ref()?.answer.maps.get(layer)?)))
}

/// The feature maps of every layer of the network.
#[component]
pub fn Layers(
    /// What is being read.
    reader: Reader,
    /// The network that reads it.
    network: Memo<Option<Network>>,
    /// The place that is pointed at.
    spot: RwSignal<Option<Spot>>,
) -> impl IntoView {
    let hint = move || {
        let told = network.with(|network| spot.get()?.words(network.as_ref()?, reader));
        told.unwrap_or_else(|| "Point at a map to see where it looked.".into())
    };
    let ramp: Arc<[[u8; 3]]> = ramp().into();
    let layers = move || {
        let rows = network.with(|network| network.as_ref().map(Network::summary).unwrap_or_default());
        let ramp = ramp.clone();
        let layer = move |(number, row)| view! { <Layer reader number row spot ramp=ramp.clone() /> };
        rows.into_iter().enumerate().map(layer).collect_view()
    };
    view! {
        <section class="card evidence" aria-labelledby="layers">
            <div class="row spread">
                <h2 id="layers">"Every layer, live"</h2>
                <p class="small hint" data-testid="spot">{hint}</p>
            </div>
            <div class="layers">{layers}</div>
        </section>
    }
}

/// Maps side by side: close to a square, as the design has it; units in twelve rows.
fn columns(channels: usize, spatial: bool) -> usize {
    match (spatial, channels) {
        (true, 0..=6) => 3,
        (true, _) => 4,
        (false, 0..=12) => 2,
        (false, _) => channels.div_ceil(12),
    }
}

#[component]
fn Layer(reader: Reader, number: usize, row: Summary, spot: RwSignal<Option<Spot>>, ramp: Arc<[[u8; 3]]>) -> impl IntoView {
    let [height, width, channels] = row.output;
    let spatial = height * width > 1;
    let columns = columns(channels, spatial);
    let tiles = if spatial { channels } else { 1 };
    let canvases: Vec<NodeRef<Canvas>> = (0..tiles).map(|_| NodeRef::new()).collect();
    let buttons: Vec<NodeRef<Button>> = (0..tiles).map(|_| NodeRef::new()).collect();
    let current = RwSignal::new(0);
    let limits = Memo::new(move |_| with_maps(reader, number, tiles::scale));
    let name = words::layer(&row.name);

    let painted = canvases.clone();
    Effect::new(move |_| {
        let drawn = with_maps(reader, number, |maps| {
            for (channel, canvas) in painted.iter().enumerate() {
                let Some(canvas) = canvas.get() else { continue };
                if spatial {
                    dom::fill(&canvas, width, &tiles::map_pixels(maps, channel, &ramp));
                } else {
                    dom::fill(&canvas, columns * tiles::UNIT - 1, &tiles::unit_pixels(maps, columns, &ramp));
                }
            }
        });
        if drawn.is_none() {
            painted.iter().filter_map(|canvas| canvas.get()).for_each(|canvas| canvas.set_width(canvas.width()));
        }
    });

    let tile = {
        let name = name.clone();
        move |channel: usize| {
            let (canvas, button) = (canvases[channel], buttons[channel]);
            let title = if spatial {
                format!("{name}, map {} of {channels}", channel + 1)
            } else {
                format!("{name}, {channels} units")
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
                        let mean = maps.values.iter().sum::<f32>() / channels.max(1) as f32;
                        (maps.values.iter().copied().fold(f32::NEG_INFINITY, f32::max), mean)
                    };
                    format!(": maximum {}, mean {}", words::value(maximum), words::value(mean))
                });
                format!("{title}{}", figures.unwrap_or_default())
            });
            let point = move |event: PointerEvent| {
                let Some(canvas) = canvas.get_untracked() else { return };
                let frame = canvas.get_bounding_client_rect();
                let part = |at: i32, start: f64, size: f64, count: usize| {
                    let place = (f64::from(at) - start) / size.max(1.0) * count as f64;
                    (place.max(0.0) as usize).min(count.saturating_sub(1))
                };
                let rows = if spatial { height } else { channels.div_ceil(columns) };
                let x = part(event.client_x(), frame.left(), frame.width(), if spatial { width } else { columns });
                let y = part(event.client_y(), frame.top(), frame.height(), rows);
                spot.set(if spatial {
                    Some(Spot { layer: number, channel, at: Some((x, y)) })
                } else {
                    let channel = y * columns + x;
                    (channel < channels).then_some(Spot { layer: number, channel, at: Some((0, 0)) })
                });
            };
            let choose = move || {
                current.set(channel);
                let unit = with_maps(reader, number, |maps| {
                    let best = maps.values.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
                    best.map_or(0, |(unit, _)| unit)
                });
                let channel = if spatial { channel } else { unit.unwrap_or_default() };
                spot.set(Some(Spot { layer: number, channel, at: None }));
            };
            let buttons = buttons.clone();
            let key = move |event: KeyboardEvent| {
                let next = match event.key().as_str() {
                    "ArrowLeft" => channel.checked_sub(1),
                    "ArrowRight" => Some(channel + 1),
                    "ArrowUp" => channel.checked_sub(columns),
                    "ArrowDown" => Some(channel + columns),
                    _ => return,
                };
                event.prevent_default();
                if let Some(next) = next.and_then(|next| buttons.get(next)).and_then(|button| button.get_untracked()) {
                    // Fails only for elements that are not on the page.
                    let _ = next.focus();
                }
            };
            view! {
                <button
                    type="button"
                    class="map"
                    node_ref=button
                    aria-label=label
                    tabindex=move || if current.get() == channel { "0" } else { "-1" }
                    on:pointermove=point
                    on:pointerleave=move |_| spot.set(None)
                    on:focus=move |_| choose()
                    on:blur=move |_| spot.set(None)
                    on:keydown=key
                >
                    <canvas
                        node_ref=canvas
                        width=if spatial { width } else { columns * tiles::UNIT - 1 }
                        height=if spatial { height } else { channels.div_ceil(columns) * tiles::UNIT - 1 }
                        aria-hidden="true"
                    ></canvas>
                </button>
            }
        }
    };
    let limit = move |pick: fn((f32, f32)) -> f32| limits.get().map(|limits| words::value(pick(limits)));
    view! {
        <div class="layer" class:units=!spatial data-testid=format!("map-{}", row.name) data-maximum=move || limits.get().map(|limits| limits.1.to_string())>
            <h3><span class="layer-name">{name.clone()}</span>" "<span class="layer-shape">{words::shape(row.output)}</span></h3>
            <div class="maps" role="group" aria-label=format!("Feature maps of {name}") style:--n=columns.to_string() style:--units=columns.to_string()>
                {(0..tiles).map(tile).collect_view()}
            </div>
            <p class="scale" class:none=move || limits.get().is_none()>
                <span>{move || limit(|limits| limits.0)}</span>
                <i aria-hidden="true"></i>
                <span>{move || limit(|limits| limits.1)}</span>
            </p>
        </div>
    }
}
