//! Pictures that the page holds to show them.

/// A picture, in the size in which it is shown at most.
#[derive(Debug, PartialEq, Eq)]
pub struct Preview {
    /// Pixels in a row.
    pub width: usize,
    /// `[height, width, 4]` RGBA values.
    pub pixels: Vec<u8>,
}

impl Preview {
    /// Of grey values from 0 to 1, `[H, W]`, as the page's feature maps have them: black is 0.
    pub fn of_greys(width: usize, values: &[f32]) -> Self {
        let grey = |value: &f32| {
            let grey = (255.0 * value.clamp(0.0, 1.0)).round() as u8;
            [grey, grey, grey, 255]
        };
        Self { width, pixels: values.iter().flat_map(grey).collect() }
    }

    /// Number of rows.
    pub fn height(&self) -> usize {
        self.pixels.len() / 4 / self.width.max(1)
    }
}
