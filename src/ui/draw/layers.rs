//! Every layer, live: one canvas a map, and where a map looked.

use super::{
    reader::Reader,
    spot::{Spot, with_maps},
    tile::Tile,
    tiles,
};
use crate::{
    arch::{Network, Summary},
    ui::{dom, later::Later, ramp::ramp, words},
};
use leptos::{
    html::{Button, Canvas},
    prelude::*,
};
use std::sync::Arc;

/// A layer's outline: how its maps are laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// Number of the layer.
    pub number: usize,
    /// Its name as people read it.
    pub name: String,
    /// `[H, W, C]`.
    pub shape: [usize; 3],
    /// Whether its maps have rows and columns; otherwise it has units, all in one picture.
    pub spatial: bool,
    /// Maps or units side by side.
    pub columns: usize,
}

impl Outline {
    fn new(number: usize, row: &Summary) -> Self {
        let [height, width, channels] = row.output;
        let spatial = height * width > 1;
        // Maps close to a square, units in at most twelve rows.
        let columns = match (spatial, channels) {
            (true, 0..=6) => 3,
            (true, _) => 4,
            (false, 0..=10) => 1,
            (false, _) => channels.div_ceil(12),
        };
        Self { number, name: words::layer(&row.name), shape: row.output, spatial, columns }
    }

    /// How many pictures there are.
    pub fn tiles(&self) -> usize {
        if self.spatial { self.shape[2] } else { 1 }
    }

    /// Places in a picture: columns and rows.
    pub fn places(&self) -> (usize, usize) {
        match self.spatial {
            true => (self.shape[1], self.shape[0]),
            false => (self.columns, self.shape[2].div_ceil(self.columns)),
        }
    }

    /// Pixels of a picture: width and height.
    pub fn pixels(&self) -> (usize, usize) {
        let (columns, rows) = self.places();
        if self.spatial {
            (columns, rows)
        } else {
            (columns * tiles::UNIT - 1, rows * tiles::UNIT - 1)
        }
    }
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
        let hint = if dom::is_touched() { "Tap a map" } else { "Point at a map" };
        told.unwrap_or_else(|| format!("{hint} to see where it looked."))
    };
    let ramp: Arc<[[u8; 3]]> = ramp("lenet").into();
    let layers = move || {
        let rows =
            network.with(|network| network.as_ref().map(Network::summary).unwrap_or_default());
        let ramp = ramp.clone();
        let layer = move |(number, row): (usize, Summary)| {
            view! { <Layer reader outline=Outline::new(number, &row) row spot ramp=ramp.clone() /> }
        };
        rows.into_iter().enumerate().map(layer).collect_view()
    };
    view! {
        <section class="card evidence" aria-labelledby="layers">
            <div class="row spread">
                <h2 id="layers">"Every layer, live"</h2>
                <p class="small hint" id="spot" data-testid="spot">{hint}</p>
            </div>
            // There are many pictures.
            <div class="layers"><Later>{layers.clone()}</Later></div>
        </section>
    }
}

#[component]
fn Layer(
    reader: Reader,
    outline: Outline,
    row: Summary,
    spot: RwSignal<Option<Spot>>,
    ramp: Arc<[[u8; 3]]>,
) -> impl IntoView {
    let Outline { number, spatial, columns, .. } = outline;
    let canvases: Vec<NodeRef<Canvas>> = (0..outline.tiles()).map(|_| NodeRef::new()).collect();
    let buttons: Vec<NodeRef<Button>> = (0..outline.tiles()).map(|_| NodeRef::new()).collect();
    let buttons = StoredValue::new(buttons);
    let current = RwSignal::new(0);
    let limits = Memo::new(move |_| with_maps(reader, number, tiles::scale));
    let width = outline.pixels().0;
    let painted = canvases.clone();
    Effect::new(move |_| {
        let drawn = with_maps(reader, number, |maps| {
            for (channel, canvas) in painted.iter().enumerate() {
                let pixels = match spatial {
                    true => tiles::map_pixels(maps, channel, &ramp),
                    false => tiles::unit_pixels(maps, columns, &ramp),
                };
                if let Some(canvas) = canvas.get() {
                    dom::fill(&canvas, width, &pixels);
                }
            }
        });
        if drawn.is_none() {
            painted.iter().filter_map(|canvas| canvas.get()).for_each(|canvas| dom::wipe(&canvas));
        }
    });
    let name = outline.name.clone();
    let tiles = canvases.into_iter().enumerate().map(|(channel, canvas)| {
        view! { <Tile reader outline=outline.clone() channel canvas buttons current spot /> }
    });
    let limit =
        move |pick: fn((f32, f32)) -> f32| limits.get().map(|limits| words::value(pick(limits)));
    view! {
        <div
            class="layer"
            class:units=!spatial
            data-testid=format!("map-{}", row.name)
            data-maximum=move || limits.get().map(|limits| limits.1.to_string())
        >
            <h3>
                <span class="layer-name">{name.clone()}</span>
                " "
                <span class="layer-shape">{words::shape(row.output)}</span>
            </h3>
            <div class="maps" role="group" aria-label=format!("Feature maps of {name}") style:--n=columns.to_string()>
                {tiles.collect_view()}
            </div>
            <p class="scale" class:none=move || limits.get().is_none()>
                <span>{move || limit(|limits| limits.0)}</span>
                <i aria-hidden="true"></i>
                <span>{move || limit(|limits| limits.1)}</span>
            </p>
        </div>
    }
}
