//! Bytes of maps and kernels as pictures in a network's colours.

use super::tiles::Pixels;
use crate::{
    protocol::look::{Kernels, Map, Picturing},
    ui::{mosaic::Mosaic, ramp::ramp},
};
use std::sync::Arc;

/// 256 colours.
pub type Colours = Arc<[[u8; 3]]>;

/// The colours of a network, by its name in the style sheet.
pub fn colours(net: &str) -> Colours {
    ramp(net).into()
}

/// A map's pixels.
pub fn map_pixels(map: &Map, colours: &Colours) -> Pixels {
    let colour = |pixel: &u8| {
        let [red, green, blue] = colours.get(usize::from(*pixel)).copied().unwrap_or_default();
        [red, green, blue, 255]
    };
    map.pixels.iter().flat_map(colour).collect()
}

/// Units side by side. Few stand in one row, many in twice as many columns as rows.
pub fn units(count: usize) -> Mosaic {
    let columns = match count {
        0..=16 => count.max(1),
        _ => ((2 * count) as f64).sqrt().ceil() as usize,
    };
    Mosaic { tiles: count, tile: [5, 5], columns: columns.min(64), gap: 1 }
}

/// How the kernel of one map lies: a picture for each channel that it sees, or, where a picture is a
/// single pixel, one for all; `pattern` is the width of pictures that are drawn in units.
pub fn kernel_mosaic([height, width, depth]: [usize; 3], pattern: Option<usize>) -> Mosaic {
    match pattern {
        Some(columns) if height * width == 1 && depth % columns == 0 => {
            Mosaic { tiles: 1, tile: [columns, depth / columns], columns: 1, gap: 1 }
        }
        _ if depth == 1 => Mosaic { tiles: 1, tile: [width, height], columns: 1, gap: 1 },
        _ => {
            // Few in one row; many three times as wide as high.
            let columns = match depth {
                0..=12 => depth,
                _ => ((3 * depth) as f64).sqrt().ceil() as usize,
            };
            // Single pixels need no gaps to be told apart.
            let gap = usize::from(height * width > 1);
            Mosaic { tiles: depth, tile: [width, height], columns: columns.clamp(1, 64), gap }
        }
    }
}

/// The columns and the pixels of the kernel at a place of the list: in colour, or as a grey picture for each channel that it sees.
pub fn kernel_picture(
    kernels: &Kernels,
    place: usize,
    pattern: Option<usize>,
) -> Option<(usize, Pixels)> {
    let (_, _, picture) = kernels.kernels.get(place)?;
    let [height, width, depth] = kernels.shape.map(|size| size as usize);
    let byte = |at: usize| picture.pixels.get(at).copied().unwrap_or(128);
    if picture.picturing == Picturing::Colour {
        let pixel = |at: usize| [byte(3 * at), byte(3 * at + 1), byte(3 * at + 2), 255];
        return Some((width, (0..height * width).flat_map(pixel).collect()));
    }
    let mosaic = kernel_mosaic([height, width, depth], pattern);
    let [columns, rows] = mosaic.tile;
    let pixels = mosaic.pixels(|tile, place| [byte(tile * columns * rows + place); 3]);
    Some((mosaic.size()[0], pixels))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::look::Picture as Bytes;

    #[test]
    fn maps_take_the_networks_colours() {
        let map = Map { channel: 0, range: [0.0; 3], pixels: vec![0, 255, 128, 0] };
        let pixels = map_pixels(&map, &colours("resnet"));
        assert_eq!((&pixels[..4], &pixels[4..8]), (&[0, 0, 0, 255][..], &[255; 4][..]));
        assert_ne!(pixels[8], pixels[10], "in the middle it has a colour");
    }

    #[test]
    fn units_stand_in_a_row_or_in_a_field() {
        assert_eq!((units(10).columns, units(10).rows()), (10, 1));
        assert_eq!((units(84).columns, units(84).rows()), (13, 7));
        assert_eq!((units(4096).columns, units(4096).rows()), (64, 64));
        assert_eq!(units(0).tiles, 0);
    }

    #[test]
    fn kernels_are_laid_out() {
        assert_eq!(kernel_mosaic([5, 5, 6], None).size(), [35, 5]);
        assert_eq!(kernel_mosaic([3, 3, 48], None).columns, 12);
        assert_eq!(kernel_mosaic([1, 1, 64], None).size(), [14, 5]);
        assert_eq!(kernel_mosaic([1, 1, 84], Some(7)).size(), [7, 12]);
        let bytes = |picturing, pixels| (3, 0.5, Bytes { picturing, pixels });
        let colour = Kernels {
            row: "conv1".into(),
            shape: [1, 2, 3],
            kernels: vec![bytes(Picturing::Colour, vec![1, 2, 3, 4, 5, 6])],
        };
        assert_eq!(kernel_picture(&colour, 0, None), Some((2, vec![1, 2, 3, 255, 4, 5, 6, 255])));
        assert_eq!(kernel_picture(&colour, 1, None), None);
        let grey = Kernels {
            shape: [1, 2, 2],
            kernels: vec![bytes(Picturing::Grey, vec![1, 2, 3, 4])],
            ..colour
        };
        let (width, pixels) = kernel_picture(&grey, 0, None).unwrap();
        let reds: Vec<_> = pixels.chunks(4).map(|it| it[0]).collect();
        assert_eq!((width, reds), (5, vec![1, 2, 0, 3, 4]));
    }
}
