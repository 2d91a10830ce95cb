//! In which order maps are shown, on pages, and what their colours mean.

use crate::protocol::look::{Levels, Map};
use std::ops::Range;

/// Maps on a page.
pub const PAGE: usize = 64;

/// Which map comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The one with the largest mean.
    Strongest,
    /// The first of the layer.
    Number,
}

/// The maps' places in their list, in the order in which they are shown.
pub fn arranged(maps: &[Map], order: Order) -> Vec<usize> {
    let mut places: Vec<_> = (0..maps.len()).collect();
    if order == Order::Number {
        places.sort_by_key(|&place| maps.get(place).map(|map| map.channel));
    }
    places
}

/// The last page of so many maps, counted from 0.
pub fn last_page(count: usize) -> usize {
    count.saturating_sub(1) / PAGE
}

/// The maps on a page; the last page's if there are not so many.
pub fn on_page(count: usize, page: usize) -> Range<usize> {
    let start = page.min(last_page(count)) * PAGE;
    start..count.min(start + PAGE)
}

/// What is black and what is white.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Each map's own smallest and largest number.
    Map,
    /// The layer's.
    Layer,
    /// Two numbers that a visitor sets.
    Fixed,
}

impl Scale {
    /// As the engine is asked. Units have no range of their own: theirs is the layer's.
    pub fn levels(self, spatial: bool, fixed: [f32; 2]) -> Levels {
        match self {
            Self::Map if spatial => Levels::Map,
            Self::Map | Self::Layer => Levels::Layer,
            Self::Fixed => Levels::Fixed(fixed[0], fixed[1]),
        }
    }
}

/// The row and column of a map's largest number, `[H, W]` with `width` columns.
pub fn brightest(pixels: &[u8], width: usize) -> [usize; 2] {
    // Of equals the first, as one reads.
    let best = pixels.iter().enumerate().max_by_key(|&(place, pixel)| (*pixel, usize::MAX - place));
    let place = best.map_or(0, |(place, _)| place);
    [place / width.max(1), place % width.max(1)]
}

/// A number for a scale that a visitor sees and sets: two figures that mean something.
pub fn rounded(number: f32) -> f32 {
    if number == 0.0 || !number.is_finite() {
        return 0.0;
    }
    let step = 10.0_f32.powf(number.abs().log10().floor() - 1.0);
    (number / step).round() * step
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(channel: u32) -> Map {
        Map { channel, range: [0.0; 3], pixels: vec![] }
    }

    #[test]
    fn by_number_or_as_they_come() {
        let maps = [map(2), map(0), map(1)];
        assert_eq!(arranged(&maps, Order::Strongest), [0, 1, 2]);
        assert_eq!(arranged(&maps, Order::Number), [1, 2, 0]);
    }

    #[test]
    fn every_map_is_on_one_page() {
        assert_eq!((on_page(64, 0), last_page(64)), (0..64, 0));
        assert_eq!((on_page(65, 1), last_page(65)), (64..65, 1));
        assert_eq!(on_page(65, 9), 64..65);
        assert_eq!((on_page(0, 3), last_page(0)), (0..0, 0));
        assert_eq!(last_page(2048), 31);
    }

    #[test]
    fn units_share_their_scale() {
        assert_eq!(Scale::Map.levels(true, [0.0; 2]), Levels::Map);
        assert_eq!(Scale::Map.levels(false, [0.0; 2]), Levels::Layer);
        assert_eq!(Scale::Fixed.levels(false, [-1.0, 2.0]), Levels::Fixed(-1.0, 2.0));
        assert_eq!([0.123_f32, -47.9, 0.0, f32::NAN].map(rounded), [0.12, -48.0, 0.0, 0.0]);
    }

    #[test]
    fn the_brightest_pixel_is_the_first_of_its_kind() {
        assert_eq!(brightest(&[0, 9, 9, 3], 2), [0, 1]);
        assert_eq!(brightest(&[], 0), [0, 0]);
    }
}
