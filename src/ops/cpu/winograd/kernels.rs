//! Kernels brought into the places of tiles, and back.

use super::super::sweep::PANEL;
use super::PLACES;

/// A weight `[3, 3, C, O]` as `[panels, 16, C, PANEL]`: `G g G^T` for each pair of maps.
pub(in crate::ops::cpu) fn arrange(weight: &[f32], channels: usize, outputs: usize) -> Vec<f32> {
    let mut arranged = vec![0.0; outputs.div_ceil(PANEL) * PLACES * channels * PANEL];
    let line = |[a, b, c]: [f32; 3]| {
        let (ends, middle) = (0.5 * (a + c), 0.5 * b);
        [a, ends + middle, ends - middle, c]
    };
    for (panel, arranged) in arranged.chunks_exact_mut(PLACES * channels * PANEL).enumerate() {
        let width = PANEL.min(outputs - panel * PANEL);
        for channel in 0..channels {
            let taps: [&[f32]; 9] = std::array::from_fn(|tap| {
                &weight[(tap * channels + channel) * outputs + panel * PANEL..][..width]
            });
            let mut places = [[0.0; PANEL]; PLACES];
            for lane in 0..width {
                let rows: [[f32; 3]; 3] =
                    std::array::from_fn(|y| std::array::from_fn(|x| taps[3 * y + x][lane]));
                let rows = rows.map(line);
                for x in 0..4 {
                    for (y, value) in line(rows.map(|row| row[x])).into_iter().enumerate() {
                        places[4 * y + x][lane] = value;
                    }
                }
            }
            for (place, lanes) in places.iter().enumerate() {
                arranged[(place * channels + channel) * PANEL..][..PANEL].copy_from_slice(lanes);
            }
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
