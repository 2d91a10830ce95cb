//! A network's table as something that can be trained: stock Burn operations on any device.
//!
//! Activations lie as `[C, H, W, B]`, the batch innermost: every window of a convolution or
//! pooling layer is then a slice of long contiguous rows, a convolution one matrix product over
//! all of the batch, and no layer has to turn its data around.

use super::random::Random;
use super::windows::{columns, flat, over_windows, padded, scaled_tanh};
use crate::arch::{
    Activation, Network, Op, Pooling, Row, SCALED_TANH, Summary, WeightSpec, Window,
};
use crate::error::Error;
use burn::tensor::{Device, Tensor, TensorData, activation};

/// A network's weights: what the table calls them, and their values.
pub type Tensors = Vec<(WeightSpec, Vec<f32>)>;

/// A trainable tensor, `[rows, columns]`: kernels `[O, I * KH * KW]`, biases and the coefficients
/// of subsampling `[C, 1]`.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name and shape in the weights file.
    pub spec: WeightSpec,
    /// Its values.
    pub value: Tensor<2>,
    /// Whether weight decay applies: to kernels only.
    pub decays: bool,
}

/// A network with weights.
#[derive(Clone, Debug)]
pub struct Form {
    rows: Vec<FormRow>,
    /// Every trainable tensor, in the order of [`Network::weights`].
    pub parameters: Vec<Parameter>,
}

#[derive(Clone, Debug)]
struct FormRow {
    op: Op,
    activation: Activation,
    /// The first of its parameters; the second, if it has two, follows.
    first: usize,
    /// What else it needs that is not trained: 1 and 0 for the kernels that are there and not,
    /// `[O, I * KH * KW]`, or the patterns, `[classes, units]`.
    constant: Option<Tensor<2>>,
}

/// What a network gives.
#[derive(Clone, Debug)]
pub struct Output {
    /// `[classes, B]`.
    pub logits: Tensor<2>,
    /// The last layer's input, `[units, B]`.
    pub features: Tensor<2>,
}

impl Form {
    /// The network with random weights, by the rule of each activation.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`] for a row that cannot be trained here: a convolution with groups.
    pub fn new(network: &Network, seed: u64, device: &Device) -> Result<Self, Error> {
        let mut random = Random::of(&[seed, 0x1417]);
        let mut draw = |row: &Row, summary: &Summary| {
            let [bound, middle] = initial(&row.op, row.activation, summary);
            let count = summary.weights.first().map_or(0, |spec| spec.shape.iter().product());
            let weights = (0..count).map(|_| middle + random.either(bound)).collect();
            let biases = summary.weights.get(1).map_or(0, |spec| spec.shape.iter().product());
            vec![weights, vec![0.0; biases]]
        };
        Self::build(network, device, &mut draw)
    }

    fn build(
        network: &Network,
        device: &Device,
        values: &mut dyn FnMut(&Row, &Summary) -> Vec<Vec<f32>>,
    ) -> Result<Self, Error> {
        let (mut rows, mut parameters) = (Vec::new(), Vec::new());
        for (row, summary) in network.rows.iter().zip(network.summary()) {
            let constant = constant(&row.op, &summary, device);
            rows.push(FormRow {
                op: row.op.clone(),
                activation: row.activation,
                first: parameters.len(),
                constant: constant.clone(),
            });
            if matches!(row.op, Op::Conv2d { groups, .. } if groups != 1) {
                let reason =
                    format!("layer {} has groups, which this trainer cannot train", row.name);
                return Err(Error::Engine { reason });
            }
            for (spec, values) in summary.weights.iter().zip(values(row, &summary)) {
                let shape = [spec.shape[0], spec.shape[1..].iter().product()];
                let mut value = Tensor::from_data(TensorData::new(values, shape), device);
                let kernel = spec.shape.len() > 1;
                if let Some(mask) = constant.clone().filter(|_| kernel) {
                    value = value * mask;
                }
                // A leaf of its own, not the product's result.
                let value = value.detach().set_require_grad(device.is_autodiff());
                parameters.push(Parameter { spec: spec.clone(), value, decays: kernel });
            }
        }
        Ok(Self { rows, parameters })
    }

    /// From `[C, H, W, B]` to the logits.
    pub fn forward(&self, input: Tensor<4>) -> Output {
        let mut x = input;
        let mut features = None;
        for (index, row) in self.rows.iter().enumerate() {
            if index + 1 == self.rows.len() {
                features = Some(flat(x.clone()));
            }
            x = self.row(row, x);
        }
        let logits = flat(x);
        Output { features: features.unwrap_or_else(|| logits.clone()), logits }
    }

    fn row(&self, row: &FormRow, x: Tensor<4>) -> Tensor<4> {
        let parameter = |offset: usize| self.parameters[row.first + offset].value.clone();
        let [channels, height, width, batch] = x.dims();
        let y = match &row.op {
            Op::Conv2d { channels: maps, window, .. } => {
                let weight = match &row.constant {
                    Some(mask) => parameter(0) * mask.clone(),
                    None => parameter(0),
                };
                let side = [window.output(height), window.output(width)];
                let columns = columns(x, window, side);
                (weight.matmul(columns) + parameter(1)).reshape([*maps, side[0], side[1], batch])
            }
            Op::Pool { pooling, window } => {
                let outside = if *pooling == Pooling::Max { f32::MIN } else { 0.0 };
                let x = padded(x, window.padding, outside);
                let side = [window.output(height), window.output(width)];
                match pooling {
                    Pooling::Max => over_windows(x, window, side, Tensor::max_pair),
                    Pooling::Average => {
                        let area = (window.kernel * window.kernel) as f32;
                        over_windows(x, window, side, |a, b| a + b).div_scalar(area)
                    }
                }
            }
            // `build` refuses these.
            Op::AdaptiveAvgPool { .. } | Op::LocalResponseNorm(_) | Op::Dropout { .. } => x,
            Op::Subsample { size } => {
                let window = Window { kernel: *size, stride: *size, padding: 0 };
                let side = [height / size, width / size];
                let sums = over_windows(x, &window, side, |a, b| a + b);
                let shape = [channels, 1, 1, 1];
                sums * parameter(0).reshape(shape) + parameter(1).reshape(shape)
            }
            Op::Linear { units } => {
                let y = parameter(0).matmul(flat(x)) + parameter(1);
                y.reshape([*units, 1, 1, batch])
            }
            Op::Rbf { .. } => match &row.constant {
                Some(patterns) => {
                    let lengths = patterns.clone().square().sum_dim(1);
                    let y = patterns.clone().matmul(flat(x)).mul_scalar(2.0) - lengths;
                    let classes = y.dims()[0];
                    y.reshape([classes, 1, 1, batch])
                }
                None => x,
            },
        };
        match row.activation {
            Activation::Identity => y,
            Activation::Relu => activation::relu(y),
            Activation::Tanh => scaled_tanh(y, (1.0, 1.0)),
            Activation::ScaledTanh => scaled_tanh(y, SCALED_TANH),
        }
    }

    /// The same network without a graph, to measure with.
    pub fn without_gradients(&self) -> Self {
        let mut form = self.clone();
        for parameter in &mut form.parameters {
            parameter.value = parameter.value.clone().inner();
        }
        for row in &mut form.rows {
            row.constant = row.constant.take().map(Tensor::inner);
        }
        form
    }

    /// The weights as the table wants them in a file.
    ///
    /// # Errors
    ///
    /// [`Error::Engine`] if the device cannot give them back.
    pub fn tensors(&self) -> Result<Tensors, Error> {
        let values = |parameter: &Parameter| {
            let values = parameter.value.clone().inner().try_into_vec_as::<f32>();
            let values = values.map_err(|error| Error::Engine { reason: error.to_string() })?;
            Ok((parameter.spec.clone(), values))
        };
        self.parameters.iter().map(values).collect()
    }
}

/// How random weights are drawn: their bound and their middle.
fn initial(op: &Op, activation: Activation, summary: &Summary) -> [f32; 2] {
    let inputs = match op {
        // Averages over a window, as large as their inputs after the activation's slope.
        Op::Subsample { size } => return [0.0, 1.5 / (size * size) as f32],
        Op::Conv2d { connections: Some(table), window, .. } => {
            let kernels: usize = table.iter().map(|inputs| inputs.len()).sum();
            (kernels * window.kernel * window.kernel) as f32 / table.len() as f32
        }
        _ => summary.weights.first().map_or(1, |spec| spec.shape[1..].iter().product()) as f32,
    };
    match activation {
        // He et al. 2015, equation 10, as an even distribution.
        Activation::Relu => [(6.0 / inputs).sqrt(), 0.0],
        // LeCun et al. 1998b, "Efficient BackProp", equation 16.
        _ => [(3.0 / inputs).sqrt(), 0.0],
    }
}

fn constant(op: &Op, summary: &Summary, device: &Device) -> Option<Tensor<2>> {
    let (values, shape): (Vec<f32>, _) = match op {
        Op::Conv2d { connections: Some(table), window, .. } => {
            let (area, channels) = (window.kernel * window.kernel, summary.input[2]);
            let seen = |inputs: &&[usize]| -> Vec<f32> {
                (0..channels * area)
                    .map(|i| f32::from(u8::from(inputs.contains(&(i / area)))))
                    .collect()
            };
            (table.iter().flat_map(seen).collect(), [table.len(), channels * area])
        }
        Op::Rbf { patterns } => {
            (patterns.rows().concat(), [summary.output[2], summary.input.iter().product()])
        }
        _ => return None,
    };
    Some(Tensor::from_data(TensorData::new(values, shape), device))
}
