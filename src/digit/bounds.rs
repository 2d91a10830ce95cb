//! Where strokes lie.

use serde::{Deserialize, Serialize};

/// The smallest upright rectangle around some points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Left and top.
    pub low: [f32; 2],
    /// Right and bottom.
    pub high: [f32; 2],
}

impl Bounds {
    /// Around all points that are finite; None if there are none.
    pub fn of(strokes: &[Vec<[f32; 2]>]) -> Option<Self> {
        let finite = |point: &&[f32; 2]| point.iter().all(|value| value.is_finite());
        let mut points = strokes.iter().flatten().filter(finite);
        let &first = points.next()?;
        Some(points.fold(Self { low: first, high: first }, |bounds, point| Self {
            low: [0, 1].map(|axis| bounds.low[axis].min(point[axis])),
            high: [0, 1].map(|axis| bounds.high[axis].max(point[axis])),
        }))
    }
}
