//! The place of a feature map that is pointed at.

use super::{
    field::{Field, field},
    reader::Reader,
    tiles,
};
use crate::{arch::Network, protocol::FeatureMaps, ui::words};
use leptos::prelude::*;

/// A place in a feature map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Number of the layer.
    pub layer: usize,
    /// Number of the map, or of the unit.
    pub channel: usize,
    /// Column and row; the strongest place if none is given.
    pub at: Option<(usize, usize)>,
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

    /// The place and its value in words.
    pub fn words(&self, network: &Network, reader: Reader) -> Option<String> {
        let side = self.field(network, reader)?.side;
        with_maps(reader, self.layer, |maps| {
            let (x, y) = self.place(maps);
            let value =
                tiles::value_at(maps, self.channel, (x, y)).map(words::value).unwrap_or_default();
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

/// Looks at the newest maps of a layer, if there are any.
pub fn with_maps<T>(
    reader: Reader,
    layer: usize,
    view: impl FnOnce(&FeatureMaps) -> T,
) -> Option<T> {
    reader.reading.with(|reading| Some(view(reading.as_ref()?.answer.maps.get(layer)?)))
}
