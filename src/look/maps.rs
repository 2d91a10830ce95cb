//! Feature maps as pictures.

use super::{Inside, output};
use crate::device::read;
use crate::error::Error;
use crate::network::Model;
use crate::protocol::look::{Levels, Map, Maps};

impl Inside {
    /// The maps of a row with the largest mean, at most `most` of them; all where that is 0.
    pub(super) async fn maps(
        &self,
        model: &Model,
        row: &str,
        levels: Levels,
        most: usize,
    ) -> Result<Maps, Error> {
        let map = output(&self.edited, model.network().row(row)?)?;
        let [_, height, width, channels] = map.dims();
        let values = read(map.clone()).await?;
        Ok(Maps {
            row: row.into(),
            shape: [height, width, channels].map(|size| size as u32),
            range: range(values.iter().copied()),
            maps: pictures(&values, channels, levels, most),
        })
    }
}

/// Smallest, largest and mean.
fn range(values: impl Iterator<Item = f32>) -> [f32; 3] {
    let (mut least, mut largest, mut sum, mut count) = (f32::INFINITY, f32::NEG_INFINITY, 0.0, 0);
    for value in values {
        least = least.min(value);
        largest = largest.max(value);
        sum += f64::from(value);
        count += 1;
    }
    if count == 0 { [0.0; 3] } else { [least, largest, (sum / f64::from(count)) as f32] }
}

/// Maps `[H, W, C]` as pictures, the one with the largest mean first.
fn pictures(values: &[f32], channels: usize, levels: Levels, most: usize) -> Vec<Map> {
    let map = |channel: usize| values.iter().copied().skip(channel).step_by(channels.max(1));
    let mut ranges: Vec<_> = (0..channels).map(|channel| (channel, range(map(channel)))).collect();
    ranges.sort_by(|(_, a), (_, b)| b[2].total_cmp(&a[2]));
    if most > 0 {
        ranges.truncate(most);
    }
    let of_layer = range(values.iter().copied());
    let picture = |(channel, range): (usize, [f32; 3])| {
        let (black, white) = match levels {
            Levels::Map => (range[0], range[1]),
            Levels::Layer => (of_layer[0], of_layer[1]),
            Levels::Fixed(black, white) => (black, white),
        };
        // A map that is the same everywhere is black.
        let scale = if white > black { 255.0 / (white - black) } else { 0.0 };
        let pixels = map(channel).map(|value| ((value - black) * scale).round() as u8).collect();
        Map { channel: channel as u32, range, pixels }
    };
    ranges.into_iter().map(picture).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_sorted_and_scaled() {
        // Two maps of 1 x 3 pixels.
        let values = [0.0, 10.0, 1.0, 30.0, 2.0, 20.0];
        let maps = pictures(&values, 2, Levels::Map, 0);
        assert_eq!(maps[0].channel, 1);
        assert_eq!((maps[0].range, &maps[0].pixels[..]), ([10.0, 30.0, 20.0], &[0, 255, 128][..]));
        assert_eq!(maps[1].pixels, [0, 128, 255]);
        let layer = pictures(&values, 2, Levels::Layer, 1);
        assert_eq!((layer.len(), &layer[0].pixels[..]), (1, &[85, 255, 170][..]));
        let fixed = pictures(&values, 2, Levels::Fixed(0.0, 1.0), 0);
        assert_eq!(fixed[1].pixels, [0, 255, 255]);
        let even = pictures(&[3.0; 4], 1, Levels::Map, 0);
        assert_eq!(even[0].pixels, [0; 4]);
    }
}
