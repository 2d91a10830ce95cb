//! The arithmetic of one number of a row's output, worked through.

use super::{Inside, kernels, output, wrong};
use crate::arch::{Area, LocalResponseNorm, Op, Pooling, Span};
use crate::device::{read, read_all};
use crate::error::Error;
use crate::network::Model;
use crate::protocol::look::{Arithmetic, Worked};
use burn::tensor::Tensor;

/// Where the numbers come from that one is made of.
struct Window {
    /// What of the row's input it covers.
    area: Area,
    /// Rows and columns of padding before that.
    before: [usize; 2],
    /// Rows, columns and channels, padding included.
    shape: [usize; 3],
    /// The first channel.
    first: usize,
}

impl Inside {
    /// How the number at a pixel of a channel of a row came about.
    pub(super) async fn worked(
        &self,
        model: &Model,
        name: &str,
        [y, x]: [u32; 2],
        channel: u32,
    ) -> Result<Worked, Error> {
        let network = model.network();
        let row = network.row(name)?;
        let pixel = Area::pixel(y as usize, x as usize);
        let place = [y as usize, x as usize, channel as usize];
        let summary = &network.summary()[row];
        let there = || wrong(format!("a place in {:?}", summary.output), format!("{place:?}"));
        let area = network.window_area(row, pixel).ok_or_else(there)?;
        let field = network.receptive_field(row, pixel).ok_or_else(there)?;
        if place[2] >= summary.output[2] {
            return Err(there());
        }
        let op = &network.rows[row].op;
        let window = Window::new(op, summary.input, summary.output[2], area, place);
        let (input, add) = model.taken(&self.edited, row).ok_or_else(there)?;
        let output = read(number(output(&self.edited, row)?, place)).await?;
        let numbers = read(input.slice([
            0..1,
            area.rows.start..area.rows.end,
            area.columns.start..area.columns.end,
            window.first..window.first + window.shape[2],
        ]));
        let numbers = numbers.await?;
        let edits = self.edited.edits();
        let (arithmetic, sum) = match op {
            _ if edits.branch_cut(row) => {
                let add = add.ok_or_else(there)?;
                (Arithmetic::Same, first(&read(number(&add, place)).await?))
            }
            Op::Pool { pooling, window } => {
                let pooling = edits.pooling(row).unwrap_or(*pooling);
                (Arithmetic::Pooled(pooling), pool(pooling, &numbers, window.kernel.pow(2)))
            }
            Op::AdaptiveAvgPool { .. } => {
                let mean = pool(Pooling::Average, &numbers, numbers.len());
                (Arithmetic::Pooled(Pooling::Average), mean)
            }
            Op::LocalResponseNorm(options) if !edits.off(row) => {
                normalise(options, &numbers, place[2] - window.first)
            }
            Op::LocalResponseNorm(_) | Op::Dropout { .. } => {
                (Arithmetic::Same, numbers.get(place[2] - window.first).copied().unwrap_or(0.0))
            }
            Op::Conv2d { .. } | Op::Subsample { .. } | Op::Linear { .. } | Op::Rbf { .. } => {
                let weights = || model.kernel(row, place[2]);
                let (kernel, bias) = model.compiled(weights).await.ok_or_else(there)?;
                let flat = |tensor: Tensor<1>| {
                    let [numbers] = tensor.dims();
                    tensor.reshape([1, 1, 1, numbers])
                };
                let mut tensors = vec![flat(kernel), flat(bias)];
                tensors.extend(add.map(|add| number(&add, place)));
                let mut values = read_all(tensors).await?.into_iter();
                let kernel = values.next().unwrap_or_default();
                let bias = first(&values.next().unwrap_or_default());
                let added = values.next().map(|values| first(&values));
                let products = window.padded(&numbers).into_iter().zip(&kernel);
                let sum: f64 = products.map(|(a, &b)| f64::from(a) * f64::from(b)).sum();
                let sum = sum + f64::from(bias) + f64::from(added.unwrap_or(0.0));
                (Arithmetic::Weighted { kernel, bias, added }, sum as f32)
            }
        };
        Ok(Worked {
            row: name.into(),
            place: [y, x, channel],
            area,
            field,
            shape: window.shape.map(|size| size as u32),
            first: window.first as u32,
            window: window.padded(&numbers),
            arithmetic,
            sum,
            output: first(&output),
        })
    }
}

impl Window {
    fn new(
        op: &Op,
        input: [usize; 3],
        outputs: usize,
        area: Area,
        [y, x, channel]: [usize; 3],
    ) -> Self {
        let sides = [area.rows.len(), area.columns.len()];
        let plain = |first: usize, count: usize| Self {
            area,
            before: [0; 2],
            shape: [sides[0], sides[1], count],
            first,
        };
        match op {
            Op::Conv2d { window, groups, .. } => {
                let inputs = input[2] / groups;
                Self {
                    shape: kernels::shape(op, input).unwrap_or(input),
                    before: padding(window, [y, x]),
                    ..plain(channel / (outputs / groups) * inputs, inputs)
                }
            }
            Op::Pool { window, .. } => Self {
                shape: [window.kernel, window.kernel, 1],
                before: padding(window, [y, x]),
                ..plain(channel, 1)
            },
            Op::LocalResponseNorm(options) => {
                let reach = options.size / 2;
                let maps = Span::new(channel.saturating_sub(reach), channel + reach + 1);
                plain(maps.start, maps.end.min(input[2]) - maps.start)
            }
            Op::AdaptiveAvgPool { .. } | Op::Subsample { .. } | Op::Dropout { .. } => {
                plain(channel, 1)
            }
            Op::Linear { .. } | Op::Rbf { .. } => plain(0, input[2]),
        }
    }

    /// The numbers of the area, with the padding around it.
    fn padded(&self, numbers: &[f32]) -> Vec<f32> {
        let [height, width, channels] = self.shape;
        let line = self.area.columns.len() * channels;
        let mut padded = vec![0.0; height * width * channels];
        for (row, numbers) in numbers.chunks(line.max(1)).enumerate() {
            let start = ((row + self.before[0]) * width + self.before[1]) * channels;
            padded[start..start + numbers.len()].copy_from_slice(numbers);
        }
        padded
    }
}

/// Rows and columns of padding before the picture in the window of an output pixel.
fn padding(window: &crate::arch::Window, pixel: [usize; 2]) -> [usize; 2] {
    pixel.map(|at| window.padding.saturating_sub(at * window.stride))
}

/// One number of a tensor.
fn number(tensor: &Tensor<4>, [y, x, channel]: [usize; 3]) -> Tensor<4> {
    tensor.clone().slice([0..1, y..y + 1, x..x + 1, channel..channel + 1])
}

fn first(values: &[f32]) -> f32 {
    values.first().copied().unwrap_or(0.0)
}

/// The largest, or the sum over `count`: padding adds nothing to a sum, but counts.
fn pool(pooling: Pooling, numbers: &[f32], count: usize) -> f32 {
    match pooling {
        Pooling::Max => numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max),
        Pooling::Average => {
            let sum: f64 = numbers.iter().map(|&number| f64::from(number)).sum();
            (sum / count.max(1) as f64) as f32
        }
    }
}

fn normalise(options: &LocalResponseNorm, numbers: &[f32], middle: usize) -> (Arithmetic, f32) {
    let squares: f64 = numbers.iter().map(|&number| f64::from(number).powi(2)).sum();
    let scale = f64::from(options.k) + f64::from(options.alpha) * squares;
    let divisor = scale.powf(f64::from(options.beta));
    let value = numbers.get(middle).map_or(0.0, |&number| f64::from(number) / divisor);
    let arithmetic = Arithmetic::Normalised { squares: squares as f32, divisor: divisor as f32 };
    (arithmetic, value as f32)
}
