//! Pooling.

use super::{Float, numbers, simd::vectorised, sizes, tensor};
use crate::arch::Window;
use std::ops::Range;

/// The pixels along one axis that each output sees.
fn spans(length: usize, window: Window) -> Vec<Range<usize>> {
    let Window { kernel, stride, padding } = window;
    let span = |at: usize| {
        let start = at * stride;
        start.saturating_sub(padding)..(start + kernel).saturating_sub(padding).min(length)
    };
    (0..window.output(length)).map(span).collect()
}

/// The largest value of each window.
pub(super) fn max(input: &Float, window: Window) -> Float {
    let [_, height, width, _] = sizes(input);
    let larger = |a: f32, b: f32| if b > a { b } else { a };
    let spans = [spans(height, window), spans(width, window)];
    pool(input, spans, f32::NEG_INFINITY, larger, |_| 1.0)
}

/// The mean of each window; padding counts as zeros.
pub(super) fn average(input: &Float, window: Window) -> Float {
    let [_, height, width, _] = sizes(input);
    let area = (window.kernel * window.kernel) as f32;
    let spans = [spans(height, window), spans(width, window)];
    pool(input, spans, 0.0, |a, b| a + b, |_| 1.0 / area)
}

/// The mean of `side` x `side` parts.
pub(super) fn adaptive_average(input: &Float, side: usize) -> Float {
    let [_, height, width, _] = sizes(input);
    let spans = [height, width].map(|length| {
        (0..side).map(|i| i * length / side..((i + 1) * length).div_ceil(side)).collect()
    });
    pool(input, spans, 0.0, |a, b| a + b, |area| 1.0 / area as f32)
}

/// Folds the pixels of each window, channel by channel, and multiplies with `scale` of their number.
fn pool(
    input: &Float,
    [rows, columns]: [Vec<Range<usize>>; 2],
    start: f32,
    fold: impl Fn(f32, f32) -> f32,
    scale: impl Fn(usize) -> f32,
) -> Float {
    let [batch, height, width, channels] = sizes(input);
    let pixels = numbers(input);
    let mut output = vec![start; batch * rows.len() * columns.len() * channels];
    let outputs = output.chunks_exact_mut(channels);
    let places = (0..batch).flat_map(|picture| rows.iter().map(move |row| (picture, row)));
    let places = places.flat_map(|place| columns.iter().map(move |column| (place, column)));
    for (((picture, row), column), output) in places.zip(outputs) {
        let scale = scale(row.len() * column.len());
        vectorised(
            #[inline(always)]
            || {
                for y in row.clone() {
                    let line = (picture * height + y) * width;
                    let span = (line + column.start) * channels..(line + column.end) * channels;
                    for pixel in pixels[span].chunks_exact(channels) {
                        for (total, &value) in output.iter_mut().zip(pixel) {
                            *total = fold(*total, value);
                        }
                    }
                }
                output.iter_mut().for_each(|total| *total *= scale);
            },
        );
    }
    tensor(output, [batch, rows.len(), columns.len(), channels])
}
