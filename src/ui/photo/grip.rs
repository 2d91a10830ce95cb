//! Hands on the picture: pointers and keys become moves of the crop.

use crate::image::{Crop, Preprocessing};

/// What a hand did: moved by shares of the picture, zoomed by a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// Right and down, in shares of the picture.
    pub by: [f64; 2],
    /// Above 1: closer.
    pub zoom: f64,
}

impl Pull {
    /// The crop after it.
    pub fn of(self, crop: Crop) -> Crop {
        Crop {
            x: crop.x + self.by[0] as f32,
            y: crop.y + self.by[1] as f32,
            zoom: crop.zoom * self.zoom as f32,
        }
    }
}

/// The pointers that hold the picture, in pixels of the page. One moves, two zoom as well.
#[derive(Clone, Debug, Default)]
pub struct Grip(Vec<(i32, [f64; 2])>);

impl Grip {
    /// A pointer takes hold. A third one is not needed.
    pub fn hold(&mut self, pointer: i32, at: [f64; 2]) -> bool {
        let free = self.0.len() < 2 && self.0.iter().all(|(other, _)| *other != pointer);
        if free {
            self.0.push((pointer, at));
        }
        free
    }

    /// A pointer lets go.
    pub fn release(&mut self, pointer: i32) {
        self.0.retain(|(other, _)| *other != pointer);
    }

    /// Whether nobody holds it.
    pub fn is_free(&self) -> bool {
        self.0.is_empty()
    }

    /// A pointer moved over a picture that is shown at `size` pixels.
    pub fn moves(&mut self, pointer: i32, at: [f64; 2], size: [f64; 2]) -> Option<Pull> {
        let place = self.0.iter().position(|(other, _)| *other == pointer)?;
        let before = self.0[place].1;
        self.0[place].1 = at;
        let count = self.0.len() as f64;
        let by = [0, 1].map(|axis| (at[axis] - before[axis]) / count / size[axis].max(1.0));
        let other = self.0.iter().find(|(other, _)| *other != pointer);
        let zoom = other.map_or(1.0, |(_, other)| {
            let distance = |from: [f64; 2]| (from[0] - other[0]).hypot(from[1] - other[1]);
            distance(at).max(1.0) / distance(before).max(1.0)
        });
        Some(Pull { by, zoom })
    }
}

/// The crop after a key: arrows move by a tenth of its side, with shift by a hundredth; plus and
/// minus zoom; zero goes back to the middle. Nothing for other keys.
pub fn key(
    name: &str,
    shift: bool,
    crop: Crop,
    size: [usize; 2],
    how: &Preprocessing,
) -> Option<Crop> {
    let step = if shift { 0.01 } else { 0.1 };
    let placement = how.place(size, crop);
    let [right, down] = placement.resized.map(|side| step * placement.side as f64 / side as f64);
    let pull = |x: f64, y: f64, zoom: f64| Some(Pull { by: [x, y], zoom }.of(crop));
    match name {
        "ArrowLeft" => pull(-right, 0.0, 1.0),
        "ArrowRight" => pull(right, 0.0, 1.0),
        "ArrowUp" => pull(0.0, -down, 1.0),
        "ArrowDown" => pull(0.0, down, 1.0),
        "+" | "=" => pull(0.0, 0.0, 1.1),
        "-" | "_" => pull(0.0, 0.0, 1.0 / 1.1),
        "0" | "Home" => Some(Crop::default()),
        _ => None,
    }
}

/// Least and most zoom of a picture.
pub fn zooms(size: [usize; 2], how: &Preprocessing) -> [f32; 2] {
    [0.0, f32::MAX].map(|zoom| Crop { zoom, ..Crop::default() }.clamped(size, how).zoom)
}

/// Where on a slider from 0 to 1 a zoom is: as much further for every doubling.
pub fn slide(zoom: f32, [least, most]: [f32; 2]) -> f32 {
    let share = (zoom / least).ln() / (most / least).ln();
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
}

/// The zoom at a place of that slider.
pub fn unslide(share: f32, [least, most]: [f32; 2]) -> f32 {
    least * (most / least).powf(share.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pointer_moves_and_two_zoom() {
        let mut grip = Grip::default();
        assert!(grip.hold(1, [10.0, 10.0]) && !grip.hold(1, [0.0, 0.0]));
        assert_eq!(
            grip.moves(1, [30.0, 5.0], [200.0, 100.0]),
            Some(Pull { by: [0.1, -0.05], zoom: 1.0 })
        );
        assert!(grip.hold(2, [30.0, 105.0]) && !grip.hold(3, [0.0, 0.0]));
        let pull = grip.moves(2, [30.0, 205.0], [200.0, 100.0]);
        assert_eq!(pull, Some(Pull { by: [0.0, 0.5], zoom: 2.0 }));
        assert_eq!(grip.moves(9, [0.0, 0.0], [200.0, 100.0]), None);
        grip.release(1);
        grip.release(2);
        assert!(grip.is_free());
    }

    #[test]
    fn keys_move_by_tenths_of_the_crop() {
        let how = Preprocessing::imagenet();
        let size = [512, 256];
        let moved = key("ArrowRight", false, Crop::default(), size, &how);
        let expected = 0.5 + 0.1 * 224.0 / 512.0;
        assert!(moved.is_some_and(|crop| (crop.x - expected as f32).abs() < 1e-6 && crop.y == 0.5));
        assert_eq!(
            key("0", false, Crop { x: 0.1, y: 0.2, zoom: 3.0 }, size, &how),
            Some(Crop::default())
        );
        assert_eq!(key("a", false, Crop::default(), size, &how), None);
    }

    #[test]
    fn the_slider_spans_all_zooms() {
        let how = Preprocessing::imagenet();
        let range = zooms([640, 480], &how);
        assert_eq!(range, [0.875, 16.0]);
        for share in [0.0, 0.3, 1.0] {
            assert!((slide(unslide(share, range), range) - share).abs() < 1e-6);
        }
        assert_eq!(slide(1.0, [1.0, 1.0]), 0.0);
    }
}
