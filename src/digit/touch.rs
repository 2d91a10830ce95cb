//! Whether strokes touch.

use super::Bounds;
use super::strokes::Canvas;

/// Strokes touch that come so near each other, of the drawing's height: half a pen's width. What a
/// hand joins it joins with such a slack.
const NEAR: f32 = 0.06;

/// Pixels along the drawing's height.
const PIXELS: f32 = 64.0;

/// Pen strokes, without a copy.
pub(super) type Borrowed<'a> = Vec<&'a [[f32; 2]]>;

/// Whether any of `one`, which lie in `bounds`, comes near any of `other`. `height` is the drawing's,
/// a twentieth of its width at least.
pub(super) fn touch(one: &Borrowed, bounds: &Bounds, other: &Borrowed, height: f32) -> bool {
    let radius = NEAR * PIXELS;
    let scale = f64::from(PIXELS) / f64::from(height);
    let Bounds { low, high } = bounds;
    let along = |axis: usize, value: f32| {
        ((f64::from(value) - f64::from(low[axis])) * scale) as f32 + radius + 1.0
    };
    let places = |stroke: &&[[f32; 2]]| -> Vec<[f32; 2]> {
        let finite = |point: &&[f32; 2]| point.iter().all(|value| value.is_finite());
        let place = |point: &[f32; 2]| [0, 1].map(|axis| along(axis, point[axis]));
        stroke.iter().filter(finite).map(place).collect()
    };
    let size = |axis: usize| (along(axis, high[axis]) + radius + 1.0).ceil() as usize;
    let mut canvas = Canvas::new(size(0), size(1), radius);
    for stroke in one.iter().map(places) {
        steps(&stroke).for_each(|[from, to]| canvas.line(from, to, 1.0));
    }
    other.iter().map(places).any(|stroke| {
        steps(&stroke).any(|[from, to]| {
            let count = (to[0] - from[0]).hypot(to[1] - from[1]).ceil().max(1.0);
            let at = |step: usize| {
                [0, 1].map(|axis| from[axis] + step as f32 / count * (to[axis] - from[axis]))
            };
            (0..=count as usize).any(|step| canvas.holds(at(step)))
        })
    })
}

/// From each place to the next; from the only one to itself.
fn steps(places: &[[f32; 2]]) -> impl Iterator<Item = [[f32; 2]; 2]> {
    let dot = places.first().filter(|_| places.len() == 1).map(|&place| [place; 2]);
    dot.into_iter().chain(places.windows(2).map(|pair| [pair[0], pair[1]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touching(one: &[[f32; 2]], other: &[[f32; 2]], height: f32) -> bool {
        let bounds = Bounds::of(&[one.to_vec()]).expect("points");
        let found = touch(&vec![one], &bounds, &vec![other], height);
        let bounds = Bounds::of(&[other.to_vec()]).expect("points");
        assert_eq!(found, touch(&vec![other], &bounds, &vec![one], height), "either way");
        found
    }

    #[test]
    fn strokes_touch_where_they_cross_or_end_on_each_other() {
        let bar = [[0.5, 0.0], [0.5, 1.0]];
        assert!(touching(&bar, &[[0.0, 0.3], [1.0, 0.6]], 1.0), "across");
        assert!(touching(&bar, &[[0.53, 0.5], [1.0, 0.6]], 1.0), "an end on it");
        assert!(touching(&bar, &[[0.53, 0.5]], 1.0), "a dot on it");
        assert!(!touching(&bar, &[[0.58, 0.5], [1.0, 0.6]], 1.0), "near it");
        assert!(!touching(&bar, &[[0.5, 1.2], [0.5, 2.0]], 1.0), "below it");
        // The measure is the drawing, whatever its unit.
        assert!(touching(&bar, &[[0.58, 0.5], [1.0, 0.6]], 2.0));
    }

    #[test]
    fn no_coordinates_are_too_much() {
        let far = [[f32::MIN, f32::MIN], [f32::NAN, 0.0], [f32::MAX, f32::MAX]];
        assert!(touching(&far, &[[0.0, 0.0]], f32::INFINITY));
        assert!(!touching(&[[0.0; 2]], &[[f32::MIN_POSITIVE, 0.0]], f32::MIN_POSITIVE / 20.0));
    }
}
