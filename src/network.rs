//! A network's table and weights, made into something that runs on a device.

use crate::arch::{Activation, Network, Op, Pooling, Row, Summary, Window};
use crate::error::Error;
use crate::ops::{self, Conv2dOptions};
use crate::weights::Weights;
use burn::tensor::{Device, Tensor, TensorData};

/// A network on a device, ready to run.
pub struct Model {
    network: Network,
    device: Device,
    layers: Vec<Layer>,
}

struct Layer {
    op: LayerOp,
    activation: Activation,
}

enum LayerOp {
    Conv2d { weight: Tensor<4>, bias: Tensor<1>, window: Window, groups: usize },
    Pool { pooling: Pooling, window: Window },
    Linear { weight: Tensor<2>, bias: Tensor<1> },
}

impl Model {
    /// Lays `weights` out on `device` for `network`.
    ///
    /// # Errors
    ///
    /// [`Error::MissingTensor`] if these are another network's weights.
    pub fn new(network: Network, weights: &Weights, device: &Device) -> Result<Self, Error> {
        let summaries = network.summary();
        let layers = network
            .rows
            .iter()
            .zip(&summaries)
            .map(|(row, summary)| Layer::new(row, summary, weights, device))
            .collect::<Result<_, _>>()?;
        Ok(Self { network, device: device.clone(), layers })
    }

    /// The table it was made from.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Where it runs.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// `values` as an input of this network: `[N, H, W, C]`, normalised as in training.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] if their number is no multiple of one input's.
    pub fn input(&self, values: Vec<f32>) -> Result<Tensor<4>, Error> {
        let [height, width, channels] = self.network.input;
        let one = height * width * channels;
        if values.is_empty() || !values.len().is_multiple_of(one) {
            return Err(Error::WrongInput {
                expected: format!("a multiple of {height} x {width} x {channels} numbers"),
                found: format!("{} numbers", values.len()),
            });
        }
        let shape = [values.len() / one, height, width, channels];
        Ok(Tensor::from_data(TensorData::new(values, shape), &self.device))
    }

    /// Logits `[N, classes]` for inputs `[N, H, W, C]`.
    pub fn forward(&self, input: Tensor<4>) -> Tensor<2> {
        flatten(self.run(input, |_, _| ()))
    }

    /// Every layer's output `[N, H, W, C]`, in the order of the table; the last holds the logits.
    pub fn forward_with_maps(&self, input: Tensor<4>) -> Vec<Tensor<4>> {
        let mut maps = Vec::with_capacity(self.layers.len());
        self.run(input, |_, output| maps.push(output.clone()));
        maps
    }

    /// Runs layer `index` alone, for timings.
    pub fn run_layer(&self, index: usize, input: Tensor<4>) -> Tensor<4> {
        self.layers[index].forward(input)
    }

    fn run(&self, input: Tensor<4>, mut tap: impl FnMut(usize, &Tensor<4>)) -> Tensor<4> {
        let mut value = input;
        for (index, layer) in self.layers.iter().enumerate() {
            value = layer.forward(value);
            tap(index, &value);
        }
        value
    }
}

/// `[N, H, W, C]` as rows `[N, H * W * C]`.
fn flatten(value: Tensor<4>) -> Tensor<2> {
    let [batch, height, width, channels] = value.dims();
    value.reshape([batch, height * width * channels])
}

impl Layer {
    fn new(
        row: &Row,
        summary: &Summary,
        weights: &Weights,
        device: &Device,
    ) -> Result<Self, Error> {
        let channels = summary.input[2];
        let tensor = |name: &str| weights.get(&format!("{}.{name}", row.name));
        let vector = |name| {
            Ok(Tensor::from_data(
                TensorData::new(tensor(name)?.to_vec(), [summary.output[2]]),
                device,
            ))
        };
        let op = match &row.op {
            Op::Conv2d { channels: maps, window, groups, .. } => LayerOp::Conv2d {
                weight: Tensor::from_data(
                    TensorData::new(
                        // [O, I, KH, KW] to [KH, KW, I, O]
                        transpose(tensor("weight")?, *maps, channels / groups, window.kernel),
                        [window.kernel, window.kernel, channels / groups, *maps],
                    ),
                    device,
                ),
                bias: vector("bias")?,
                window: *window,
                groups: *groups,
            },
            Op::Pool { pooling, window } => LayerOp::Pool { pooling: *pooling, window: *window },
            // The sum of a window times a coefficient: a grouped convolution with equal weights.
            Op::Subsample { size } => LayerOp::Conv2d {
                weight: Tensor::from_data(
                    TensorData::new(
                        tensor("weight")?.repeat(size * size),
                        [*size, *size, 1, channels],
                    ),
                    device,
                ),
                bias: vector("bias")?,
                window: Window { kernel: *size, stride: *size, padding: 0 },
                groups: channels,
            },
            Op::Linear { units } => {
                let inputs = summary.input.iter().product();
                LayerOp::Linear {
                    weight: matrix(tensor("weight")?, *units, inputs, device),
                    bias: vector("bias")?,
                }
            }
            // -|x - w|^2 = 2 w.x - |w|^2 - |x|^2, and |x|^2 is the same for every class.
            Op::Rbf { patterns } => {
                let patterns = patterns.rows();
                let doubled: Vec<_> = patterns.iter().flatten().map(|value| 2.0 * value).collect();
                let norms: Vec<f32> = patterns
                    .iter()
                    .map(|pattern| -pattern.iter().map(|value| value * value).sum::<f32>())
                    .collect();
                let (classes, inputs) = (patterns.len(), summary.input.iter().product());
                LayerOp::Linear {
                    weight: matrix(&doubled, classes, inputs, device),
                    bias: Tensor::from_data(TensorData::new(norms, [classes]), device),
                }
            }
        };
        Ok(Self { op, activation: row.activation })
    }

    fn forward(&self, input: Tensor<4>) -> Tensor<4> {
        let activation = self.activation;
        match &self.op {
            LayerOp::Conv2d { weight, bias, window, groups } => ops::conv2d(
                input,
                weight.clone(),
                bias.clone(),
                None,
                Conv2dOptions { window: *window, groups: *groups, activation },
            ),
            LayerOp::Pool { pooling: Pooling::Max, window } => ops::max_pool2d(input, *window),
            LayerOp::Pool { pooling: Pooling::Average, window } => ops::avg_pool2d(input, *window),
            LayerOp::Linear { weight, bias } => {
                let output = ops::linear(flatten(input), weight.clone(), bias.clone(), activation);
                let [batch, units] = output.dims();
                output.reshape([batch, 1, 1, units])
            }
        }
    }
}

/// `[units, inputs]` as a `[inputs, units]` tensor.
fn matrix(values: &[f32], units: usize, inputs: usize, device: &Device) -> Tensor<2> {
    let turned = transpose(values, units, inputs, 1);
    Tensor::from_data(TensorData::new(turned, [inputs, units]), device)
}

/// `[O, I, K, K]` to `[K, K, I, O]`.
fn transpose(values: &[f32], outputs: usize, inputs: usize, kernel: usize) -> Vec<f32> {
    let area = kernel * kernel;
    let mut turned = Vec::with_capacity(values.len());
    for at in 0..area {
        for i in 0..inputs {
            turned.extend((0..outputs).map(|o| values[(o * inputs + i) * area + at]));
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::transpose;

    #[test]
    fn weights_are_turned_to_channels_last() {
        // O = 2, I = 1, K = 2
        let values = [0.0, 1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 13.0];
        assert_eq!(transpose(&values, 2, 1, 2), [0.0, 10.0, 1.0, 11.0, 2.0, 12.0, 3.0, 13.0]);
    }
}
