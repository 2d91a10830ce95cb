//! Feature maps as pictures: values to colours, and where the strongest value is.

use crate::{protocol::FeatureMaps, ui::mosaic::Mosaic};

/// Lowest and highest value of a layer: black and white. Black is 0 where nothing is negative.
pub fn scale(maps: &FeatureMaps) -> (f32, f32) {
    let finite = maps.values.iter().copied().filter(|value| value.is_finite());
    finite.fold((0.0, 0.0), |(low, high), value| (value.min(low), value.max(high)))
}

/// One map as red, green, blue, opacity.
pub fn map_pixels(maps: &FeatureMaps, channel: usize, ramp: &[[u8; 3]]) -> Vec<u8> {
    let colour = colours(scale(maps), ramp);
    channel_values(maps, channel).flat_map(|value| opaque(colour(value))).collect()
}

/// Side of a unit's square in [`unit_pixels`], with the gap to the next.
pub const UNIT: usize = 6;

/// Units without rows and columns, as squares with gaps, `columns` in a row.
pub fn unit_pixels(maps: &FeatureMaps, columns: usize, ramp: &[[u8; 3]]) -> Vec<u8> {
    let colour = colours(scale(maps), ramp);
    let mosaic = Mosaic { tiles: maps.values.len(), tile: [UNIT - 1; 2], columns, gap: 1 };
    mosaic.pixels(|unit, _| maps.values.get(unit).map_or([0; 3], |value| colour(*value)))
}

/// The largest value and the mean of one map.
pub fn maximum_and_mean(maps: &FeatureMaps, channel: usize) -> (f32, f32) {
    let count = (maps.shape[0] * maps.shape[1]).max(1) as f32;
    let maximum = channel_values(maps, channel).fold(f32::NEG_INFINITY, f32::max);
    (maximum, channel_values(maps, channel).sum::<f32>() / count)
}

/// Column and row of the largest value of one map.
pub fn strongest(maps: &FeatureMaps, channel: usize) -> (usize, usize) {
    let best = channel_values(maps, channel).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    let place = best.map_or(0, |(place, _)| place);
    (place % maps.shape[1].max(1), place / maps.shape[1].max(1))
}

/// The value of a map at a column and row.
pub fn value_at(maps: &FeatureMaps, channel: usize, (x, y): (usize, usize)) -> Option<f32> {
    let [_, width, channels] = maps.shape;
    maps.values.get((y * width + x) * channels + channel).copied()
}

fn channel_values(maps: &FeatureMaps, channel: usize) -> impl Iterator<Item = f32> {
    maps.values.iter().copied().skip(channel).step_by(maps.shape[2].max(1))
}

fn colours((low, high): (f32, f32), ramp: &[[u8; 3]]) -> impl Fn(f32) -> [u8; 3] {
    let steps = 255.0 / (high - low).max(1e-12);
    move |value| ramp.get(((value - low) * steps).round() as usize).copied().unwrap_or([0; 3])
}

fn opaque([red, green, blue]: [u8; 3]) -> [u8; 4] {
    [red, green, blue, 255]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::ramp::greys;

    fn maps() -> FeatureMaps {
        let values = vec![0.0, -1.0, 1.0, 0.5, 3.0, 0.0, 2.0, 1.0];
        FeatureMaps { layer: "c1".into(), shape: [2, 2, 2], values }
    }

    #[test]
    fn the_scale_spans_the_layer_and_zero() {
        assert_eq!(scale(&maps()), (-1.0, 3.0));
        let rectified = FeatureMaps { values: vec![0.5; 8], ..maps() };
        assert_eq!(scale(&rectified), (0.0, 0.5));
        let odd = FeatureMaps { values: vec![f32::NAN, f32::INFINITY], ..maps() };
        assert_eq!(scale(&odd), (0.0, 0.0));
        assert_eq!(map_pixels(&odd, 0, &greys()).len(), 4, "and nothing breaks");
    }

    #[test]
    fn maps_are_taken_apart_by_channel() {
        let pixels = map_pixels(&maps(), 0, &greys());
        let reds: Vec<_> = pixels.iter().step_by(4).copied().collect();
        assert_eq!(reds, [64, 128, 255, 191]);
        assert_eq!(maximum_and_mean(&maps(), 0), (3.0, 1.5));
        assert_eq!(strongest(&maps(), 0), (0, 1));
        assert_eq!(value_at(&maps(), 1, (1, 0)), Some(0.5));
        assert_eq!(value_at(&maps(), 1, (9, 9)), None);
    }

    #[test]
    fn units_lie_in_rows_with_gaps() {
        let units =
            FeatureMaps { layer: "f6".into(), shape: [1, 1, 3], values: vec![0.0, 1.0, 2.0] };
        let pixels = unit_pixels(&units, 2, &greys());
        assert_eq!(pixels.len(), 4 * 11 * 11);
        let opacity = |x: usize, y: usize| pixels[4 * (y * 11 + x) + 3];
        assert_eq!((opacity(0, 0), opacity(5, 0), opacity(6, 0)), (255, 0, 255));
        assert_eq!((opacity(0, 6), opacity(6, 6)), (255, 0), "the last place is empty");
    }
}
