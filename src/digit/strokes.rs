//! Pen strokes to ink: a round pen, antialiased by distance.

use super::{BOX, Grey};

/// Width of the pen, in pixels of the 20 x 20 box: with it, other people's pen strokes prepared
/// here carry as much ink as MNIST's pictures do (see `docs/training.md`).
pub const PEN: f32 = 2.4;

/// Raster pixels per pixel of the box; the reduction averages the rest of the antialiasing.
const DETAIL: f32 = 4.0;

/// Raster pixels along the longer side of the ink.
const RASTER: f32 = BOX as f32 * DETAIL;

/// A drawing with a longer side below this, in the unit of its points, is not enlarged to fill the
/// box: a tap with a trembling hand is a dot and no line.
const SMALLEST: f64 = 0.04;

/// The ink of a drawing: `strokes` are lists of points `[x, y]`, in the unit square with y
/// downwards, though any range will do. Points that are not finite are left out. None if there is
/// no point at all.
///
/// The pen's width follows from the size of the drawing, so that a small drawing and a large one
/// give the same picture. A stroke of one point is a dot.
pub fn rasterise(strokes: &[Vec<[f32; 2]>]) -> Option<Grey> {
    rasterise_with(strokes, PEN, |_, _| 1.0)
}

/// [`rasterise`] with another pen, for training: `pen` instead of [`PEN`], and at each point (by
/// the indices of its stroke and within it) so much of it as `pressure` says, up to 1.
pub fn rasterise_with(
    strokes: &[Vec<[f32; 2]>],
    pen: f32,
    pressure: impl Fn(usize, usize) -> f32,
) -> Option<Grey> {
    let finite = |point: &[f32; 2]| point.iter().all(|value| value.is_finite());
    // In f64, where the distance of the furthest two f32 still has room.
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for point in strokes.iter().flatten().filter(|point| finite(point)) {
        for axis in 0..2 {
            low[axis] = low[axis].min(point[axis].into());
            high[axis] = high[axis].max(point[axis].into());
        }
    }
    let longer = (high[0] - low[0]).max(high[1] - low[1]);
    if longer < 0.0 {
        return None; // not a single point
    }
    let radius = pen * DETAIL / 2.0;
    let scale = f64::from(RASTER - 2.0 * radius) / longer.max(SMALLEST);
    let size = |axis: usize| (((high[axis] - low[axis]) * scale) as f32 + 2.0 * radius).ceil();
    let mut canvas = Canvas::new(size(0) as usize + 2, size(1) as usize + 2, radius);
    for (number, stroke) in strokes.iter().enumerate() {
        let mut last: Option<[f32; 2]> = None;
        let mut skipped = None;
        for (index, point) in stroke.iter().enumerate().filter(|(_, point)| finite(point)) {
            let place = [0, 1]
                .map(|axis| ((f64::from(point[axis]) - low[axis]) * scale) as f32 + radius + 1.0);
            let width = pressure(number, index);
            match last {
                // A pen reports far more points than the picture has pixels.
                Some(from) if distance_squared(from, place) < 1.0 => {
                    skipped = Some((from, place, width));
                }
                from => {
                    canvas.line(from.unwrap_or(place), place, width);
                    (last, skipped) = (Some(place), None);
                }
            }
        }
        if let Some((from, to, width)) = skipped {
            canvas.line(from, to, width);
        }
    }
    Some(canvas.ink())
}

fn distance_squared(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

/// The squared distance from each pixel's centre to the nearest line, where it is within reach; in
/// the measure of that line's own width.
pub(super) struct Canvas {
    width: usize,
    height: usize,
    radius: f32,
    nearest: Vec<f32>,
}

impl Canvas {
    /// Blank, of so many pixels, for a pen of this radius.
    pub(super) fn new(width: usize, height: usize, radius: f32) -> Self {
        Self { width, height, radius, nearest: vec![f32::INFINITY; width * height] }
    }

    /// A line of so much of the pen's width.
    pub(super) fn line(&mut self, from: [f32; 2], to: [f32; 2], width: f32) {
        let reach = self.radius + 0.5;
        let per_width = 1.0 / (width * width).clamp(1e-3, 1.0);
        let along = [to[0] - from[0], to[1] - from[1]];
        let per_length = 1.0 / (along[0] * along[0] + along[1] * along[1]).max(1e-12);
        let pixels = |low: f32, high: f32, end: usize| {
            // Casts from f32 saturate, so that nothing here can leave the canvas.
            ((low - reach) as usize).min(end)..((high + reach).ceil() as usize).min(end)
        };
        for row in pixels(from[1].min(to[1]), from[1].max(to[1]), self.height) {
            let y = row as f32 + 0.5;
            // Only the part of the line that comes near this row matters for it.
            let at = |edge: f32| ((edge - from[1]) / along[1]).clamp(0.0, 1.0);
            let (a, b) =
                if along[1].abs() > 1e-6 { (at(y - reach), at(y + reach)) } else { (0.0, 1.0) };
            let ends = [from[0] + a * along[0], from[0] + b * along[0]];
            let columns = pixels(ends[0].min(ends[1]), ends[0].max(ends[1]), self.width);
            let start = columns.start;
            for (i, nearest) in self.nearest[row * self.width..][columns].iter_mut().enumerate() {
                let offset = [(start + i) as f32 + 0.5 - from[0], y - from[1]];
                let t =
                    ((offset[0] * along[0] + offset[1] * along[1]) * per_length).clamp(0.0, 1.0);
                let away = [offset[0] - t * along[0], offset[1] - t * along[1]];
                *nearest = nearest.min((away[0] * away[0] + away[1] * away[1]) * per_width);
            }
        }
    }

    /// Whether the pen covers the middle of the pixel with this place. Places outside it does not.
    pub(super) fn holds(&self, [x, y]: [f32; 2]) -> bool {
        // A cast makes 0 of what lies before.
        let (column, row) = (x as usize, y as usize);
        x >= 0.0
            && y >= 0.0
            && column < self.width
            && self
                .nearest
                .get(row * self.width + column)
                .is_some_and(|&squared| squared <= self.radius * self.radius)
    }

    /// How much of each pixel the pen covers: all within its radius, falling off over one pixel.
    fn ink(self) -> Grey {
        let cover = |&squared: &f32| (self.radius + 0.5 - squared.sqrt()).clamp(0.0, 1.0);
        let values = self.nearest.iter().map(cover).collect();
        // As many as the pen is drawn for, so that a dot stays a dot.
        Grey { width: self.width, height: self.height, values, finest: DETAIL }
    }
}
