//! Many small pictures as one: tiles side by side, with gaps between them.

/// How the tiles lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mosaic {
    /// How many there are.
    pub tiles: usize,
    /// Columns and rows of pixels in a tile.
    pub tile: [usize; 2],
    /// Tiles side by side.
    pub columns: usize,
    /// Pixels between two tiles.
    pub gap: usize,
}

impl Mosaic {
    /// Tiles one below the other.
    pub fn rows(&self) -> usize {
        self.tiles.div_ceil(self.columns.max(1))
    }

    /// Columns and rows of pixels in all.
    pub fn size(&self) -> [usize; 2] {
        let [width, height] = self.tile;
        let side =
            |count: usize, length: usize| (count * (length + self.gap)).saturating_sub(self.gap);
        [side(self.columns, width), side(self.rows(), height)]
    }

    /// `[height, width, 4]`: red, green, blue and opacity. `colour` gives a tile's pixel, counted
    /// from the upper left row by row; what is no tile is clear.
    pub fn pixels(&self, colour: impl Fn(usize, usize) -> [u8; 3]) -> Vec<u8> {
        let ([width, height], [wide, high]) = (self.tile, self.size());
        let columns = self.columns.max(1);
        let mut pixels = vec![0; 4 * wide * high];
        for tile in 0..self.tiles {
            let [left, top] =
                [tile % columns * (width + self.gap), tile / columns * (height + self.gap)];
            for place in 0..width * height {
                let at = 4 * ((top + place / width) * wide + left + place % width);
                let [red, green, blue] = colour(tile, place);
                pixels[at..at + 4].copy_from_slice(&[red, green, blue, 255]);
            }
        }
        pixels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_lie_side_by_side_with_gaps() {
        let mosaic = Mosaic { tiles: 3, tile: [2, 1], columns: 2, gap: 1 };
        assert_eq!((mosaic.size(), mosaic.rows()), ([5, 3], 2));
        let pixels = mosaic.pixels(|tile, place| [(10 * tile + place) as u8; 3]);
        let reds: Vec<_> =
            pixels.chunks(4).map(|it| if it[3] == 255 { it[0] } else { 99 }).collect();
        assert_eq!(reds, [0, 1, 99, 10, 11, 99, 99, 99, 99, 99, 20, 21, 99, 99, 99]);
        let none = Mosaic { tiles: 0, tile: [5, 5], columns: 0, gap: 1 };
        assert_eq!((none.size(), none.pixels(|_, _| [0; 3]).len()), ([0, 0], 0));
    }
}
