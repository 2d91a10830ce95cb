//! What a network has before it is trained: random weights, and what is never trained.

use crate::arch::{Activation, BATCH_NORM, Op, Row, Summary, WeightSpec};
use crate::train::random::Random;
use burn::tensor::{Device, Tensor, TensorData};

/// Whether a tensor is measured in training, not trained.
pub fn is_measured(spec: &WeightSpec) -> bool {
    BATCH_NORM[2..].iter().any(|tensor| ends(spec, tensor))
}

fn ends(spec: &WeightSpec, tensor: &str) -> bool {
    spec.name.strip_suffix(tensor).is_some_and(|row| row.ends_with('.'))
}

/// The first values of a row's tensors, row after row: random kernels; normalisation that gives
/// mean 0 and variance 1; no biases.
pub fn weights(seed: u64) -> impl FnMut(&Row, &Summary) -> Vec<Vec<f32>> {
    let mut random = Random::of(&[seed, 0x1417]);
    let [slope, _, _, variance] = BATCH_NORM;
    move |row, summary| {
        let [bound, middle] = bounds(&row.op, row.activation, summary);
        let values = |(index, spec): (usize, &WeightSpec)| {
            let count = spec.shape.iter().product();
            match index {
                0 => (0..count).map(|_| middle + random.either(bound)).collect(),
                _ if ends(spec, slope) || ends(spec, variance) => vec![1.0; count],
                _ => vec![0.0; count],
            }
        };
        summary.weights.iter().enumerate().map(values).collect()
    }
}

/// How a row's first tensor is drawn: bound and middle.
fn bounds(op: &Op, activation: Activation, summary: &Summary) -> [f32; 2] {
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
        // K. He et al., "Delving deep into rectifiers", 2015, equation 10, as an even distribution.
        Activation::Relu => [(6.0 / inputs).sqrt(), 0.0],
        // Y. LeCun et al., "Efficient BackProp", 1998, equation 16, likewise.
        _ => [(3.0 / inputs).sqrt(), 0.0],
    }
}

/// What a row needs that is not trained: 1 and 0 for the kernels that are there and not,
/// `[O, I * KH * KW]`, or the patterns, `[classes, units]`.
pub fn constant(op: &Op, summary: &Summary, device: &Device) -> Option<Tensor<2>> {
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
