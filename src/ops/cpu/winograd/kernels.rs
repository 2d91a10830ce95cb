//! Kernels brought into the places of tiles, and back.

use super::super::product::pack;
use super::super::sweep::PANEL;
use super::PLACES;

/// A weight `[3, 3, C, O]` as `[panels, 16, C, PANEL]`: `G g G^T` for each pair of maps.
pub(in crate::ops::cpu) fn arrange(weight: &[f32], channels: usize, outputs: usize) -> Vec<f32> {
    let plane = channels * outputs;
    let mut places = vec![0.0; PLACES * plane];
    let line = |[a, b, c]: [f32; 3]| {
        let (ends, middle) = (0.5 * (a + c), 0.5 * b);
        [a, ends + middle, ends - middle, c]
    };
    for at in 0..plane {
        let kernel: [[f32; 3]; 3] =
            std::array::from_fn(|y| std::array::from_fn(|x| weight[(3 * y + x) * plane + at]));
        let rows = kernel.map(line);
        for x in 0..4 {
            for (y, value) in line(rows.map(|row| row[x])).into_iter().enumerate() {
                places[(4 * y + x) * plane + at] = value;
            }
        }
    }
    let panels = outputs.div_ceil(PANEL);
    let mut arranged = Vec::with_capacity(panels * PLACES * channels * PANEL);
    let packed: Vec<Vec<f32>> =
        places.chunks_exact(plane).map(|place| pack(place, channels, outputs, 1)).collect();
    for panel in 0..panels {
        for place in &packed {
            arranged.extend(&place[panel * channels * PANEL..][..channels * PANEL]);
        }
    }
    arranged
}

/// One output's kernel `[3, 3, C]` among weights that [`arrange`] gave, but for rounding.
pub(in crate::ops::cpu) fn kernel(arranged: &[f32], channels: usize, output: usize) -> Vec<f32> {
    let (lines, _) = arranged.as_chunks::<PANEL>();
    let lines = &lines[output / PANEL * PLACES * channels..][..PLACES * channels];
    let line = |[a, b, c, d]: [f32; 4]| [a, b - c, d];
    let mut kernel = vec![0.0; 9 * channels];
    for channel in 0..channels {
        let place = |at: usize| lines[at * channels + channel][output % PANEL];
        let rows: [[f32; 3]; 4] =
            std::array::from_fn(|y| line(std::array::from_fn(|x| place(4 * y + x))));
        for x in 0..3 {
            for (y, value) in line(rows.map(|row| row[x])).into_iter().enumerate() {
                kernel[(3 * y + x) * channels + channel] = value;
            }
        }
    }
    kernel
}
