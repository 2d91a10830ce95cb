//! Rows of small pictures, each row on one canvas: browsers make a layer of every canvas, and many
//! layers are slow.

use super::tiles::Pixels;
use std::ops::Range;

/// A picture is at least so large on its canvas, so that gaps are narrow beside it.
const LEAST: usize = 56;
/// Between two pictures, in pixels of the canvas, for each of which there are [`LEAST`].
const GAP: usize = 5;
/// Pictures in a row, where there is room and where there is not.
const COLUMNS: [usize; 2] = [10, 6];
/// A picture is at most so wide on the page, in pixels of the style sheet.
const WIDEST: usize = 104;

/// How the pictures lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strip {
    /// Pictures in a row.
    pub columns: usize,
    tile: [usize; 2],
    /// Pixels of the canvas along the side of a picture's pixel.
    scale: usize,
}

impl Strip {
    /// For so many pictures of these columns and rows, on a narrow page or a wide one.
    pub fn new(count: usize, tile: [usize; 2], narrow: bool) -> Self {
        let columns = COLUMNS[usize::from(narrow)].min(count.max(1));
        let scale = LEAST.div_ceil(tile[0].max(1));
        Self { columns, tile, scale }
    }

    /// Rows for so many pictures.
    pub fn rows(self, count: usize) -> usize {
        count.div_ceil(self.columns)
    }

    /// The pictures in a row, of so many in all.
    pub fn places(self, row: usize, count: usize) -> Range<usize> {
        let start = (row * self.columns).min(count);
        start..count.min(start + self.columns)
    }

    fn gap(self) -> usize {
        self.tile[0] * self.scale * GAP / LEAST
    }

    /// Columns and rows of pixels of a row's canvas.
    pub fn size(self) -> [usize; 2] {
        let [width, height] = self.tile.map(|side| side * self.scale);
        [self.columns * width + (self.columns - 1) * self.gap(), height]
    }

    /// What the style sheet has to know: how many are in a row, the gap as a share of the row, the
    /// canvas's shape, how wide all may become.
    pub fn style(self) -> String {
        let [width, height] = self.size();
        format!(
            "--columns: {}; --gap: {:.4}%; --row: {width} / {height}; max-width: {}px",
            self.columns,
            100.0 * self.gap() as f64 / width as f64,
            self.columns * WIDEST,
        )
    }

    /// A row's canvas, `[height, width, 4]`, with these pictures; clear where there is none.
    pub fn pixels(self, pictures: &[Option<Pixels>]) -> Pixels {
        let ([wide, high], [width, height]) = (self.size(), self.tile);
        let mut pixels = vec![0; 4 * wide * high];
        let pitch = width * self.scale + self.gap();
        for (place, picture) in pictures.iter().enumerate() {
            let Some(picture) = picture.as_ref().filter(|it| it.len() == 4 * width * height) else {
                continue;
            };
            for (row, line) in picture.chunks_exact(4 * width).enumerate() {
                let wider: Pixels = line
                    .chunks_exact(4)
                    .flat_map(|pixel| std::iter::repeat_n(pixel, self.scale).flatten().copied())
                    .collect();
                for y in row * self.scale..(row + 1) * self.scale {
                    let start = 4 * (y * wide + place * pitch);
                    if let Some(part) = pixels.get_mut(start..start + wider.len()) {
                        part.copy_from_slice(&wider);
                    }
                }
            }
        }
        pixels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_lie_in_rows() {
        let strip = Strip::new(64, [28, 28], false);
        assert_eq!((strip.columns, strip.rows(64), strip.places(6, 64)), (10, 7, 60..64));
        assert_eq!(strip.size(), [10 * 56 + 9 * 5, 56]);
        assert_eq!(Strip::new(64, [28, 28], true).columns, 6);
        let few = Strip::new(3, [112, 112], false);
        assert_eq!((few.columns, few.size()), (3, [3 * 112 + 2 * 10, 112]));
        assert!(few.style().contains("--columns: 3;") && few.style().ends_with("312px"));
        assert_eq!(Strip::new(0, [0, 0], false).rows(0), 0);
    }

    #[test]
    fn small_pictures_are_painted_larger() {
        let strip = Strip::new(2, [28, 28], false);
        let picture = |red: u8| Some([red, 0, 0, 255].repeat(28 * 28));
        let pixels = strip.pixels(&[picture(1), picture(2)]);
        let red = |x: usize, y: usize| pixels[4 * (y * strip.size()[0] + x)];
        assert_eq!([red(0, 0), red(55, 55), red(56, 0), red(61, 0), red(116, 55)], [1, 1, 0, 2, 2]);
        let none = strip.pixels(&[None, Some(vec![9; 3])]);
        assert!(none.iter().all(|byte| *byte == 0), "what does not fit is left out");
    }
}
