//! Pooling.

use super::share::for_each_block;
use super::simd::vectorised;
use super::{Float, numbers, sizes, tensor};
use crate::arch::Window;
use pulp::{Simd, WithSimd};
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

/// What becomes of a window's values.
#[derive(Clone, Copy)]
enum Fold {
    Largest,
    /// Their sum over so much; over their number where there is nothing.
    Mean(Option<f32>),
}

/// The largest value of each window.
pub(super) fn max(input: &Float, window: Window) -> Float {
    let [_, height, width, _] = sizes(input);
    pool(input, [spans(height, window), spans(width, window)], Fold::Largest)
}

/// The mean of each window; padding counts as zeros.
pub(super) fn average(input: &Float, window: Window) -> Float {
    let [_, height, width, _] = sizes(input);
    let area = (window.kernel * window.kernel) as f32;
    pool(input, [spans(height, window), spans(width, window)], Fold::Mean(Some(area)))
}

/// The mean of `side` x `side` parts.
pub(super) fn adaptive_average(input: &Float, side: usize) -> Float {
    let [_, height, width, _] = sizes(input);
    let spans = [height, width].map(|length| {
        (0..side).map(|i| i * length / side..((i + 1) * length).div_ceil(side)).collect()
    });
    pool(input, spans, Fold::Mean(None))
}

/// Folds the pixels of each window, channel by channel.
fn pool(input: &Float, [rows, columns]: [Vec<Range<usize>>; 2], fold: Fold) -> Float {
    let [batch, height, width, channels] = sizes(input);
    let line = width * channels;
    let pixels = numbers(input);
    let mut output = vec![0.0; batch * rows.len() * columns.len() * channels];
    // Each of its values is looked at as often as windows overlap.
    let values = |spans: &[Range<usize>]| spans.iter().map(Range::len).sum::<usize>();
    let products = batch * values(&rows) * values(&columns) * channels;
    for_each_block(&mut output, columns.len() * channels, products, |at, output| {
        let (picture, row) = (at / rows.len(), &rows[at % rows.len()]);
        let lines = (picture * height + row.start) * line..(picture * height + row.end) * line;
        let lines = &pixels[lines];
        vectorised(Line { lines, line, columns: &columns, channels, fold, output });
    });
    tensor(output, [batch, rows.len(), columns.len(), channels])
}

/// A line of outputs.
struct Line<'a> {
    /// The lines of input that the windows see, each so long.
    lines: &'a [f32],
    line: usize,
    columns: &'a [Range<usize>],
    channels: usize,
    fold: Fold,
    output: &'a mut [f32],
}

impl WithSimd for Line<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { lines, line, columns, channels, fold, output } = self;
        let start = match fold {
            Fold::Largest => f32::NEG_INFINITY,
            Fold::Mean(_) => 0.0,
        };
        for (column, output) in columns.iter().zip(output.chunks_exact_mut(channels)) {
            output.fill(start);
            let (outputs, rest) = S::as_mut_simd_f32s(output);
            for line in lines.chunks_exact(line) {
                let window = &line[column.start * channels..column.end * channels];
                for pixel in window.chunks_exact(channels) {
                    let (pixels, others) = S::as_simd_f32s(pixel);
                    for (total, value) in outputs.iter_mut().zip(pixels) {
                        *total = match fold {
                            Fold::Largest => simd.max_f32s(*total, *value),
                            Fold::Mean(_) => simd.add_f32s(*total, *value),
                        };
                    }
                    for (total, value) in rest.iter_mut().zip(others) {
                        *total = match fold {
                            Fold::Largest => total.max(*value),
                            Fold::Mean(_) => *total + value,
                        };
                    }
                }
            }
            if let Fold::Mean(area) = fold {
                let seen = lines.len() / line * column.len();
                let scale = 1.0 / area.unwrap_or(seen as f32);
                output.iter_mut().for_each(|total| *total *= scale);
            }
        }
    }
}
