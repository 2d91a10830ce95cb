use super::*;
use crate::arch::{self, LocalResponseNorm, Network, Offset, Row};
use crate::train::random::Random;
use burn::tensor::{Device, TensorData};

const BATCH: usize = 3;

fn conv(name: &str, channels: usize, window: (usize, usize, usize), groups: usize) -> Row {
    let (kernel, stride, padding) = window;
    let window = Window { kernel, stride, padding };
    let op = Op::Conv2d { channels, window, groups, connections: None, offset: Offset::Bias };
    // Smooth, so that differences of any size are near the slope.
    Row::new(name, op, Activation::Tanh)
}

fn normalised(mut row: Row) -> Row {
    if let Op::Conv2d { offset, .. } = &mut row.op {
        *offset = Offset::BatchNorm;
    }
    row
}

fn plain(name: &str, op: Op) -> Row {
    Row::new(name, op, Activation::Identity)
}

fn table(rows: Vec<Row>, input: [usize; 3]) -> Network {
    Network { input, rows, ..arch::lenet5::modern() }
}

/// Everything that has a slope: the parameters' values, then the input's.
fn values(form: &Form, input: &[f32]) -> Vec<Vec<f32>> {
    let read = |parameter: &super::super::Parameter| {
        parameter.value.clone().inner().try_into_vec_as().expect("values")
    };
    form.parameters.iter().map(read).chain([input.to_vec()]).collect()
}

/// A sum of the logits, each with a factor of its own, and its gradients.
fn loss(network: &Network, values: &[Vec<f32>], device: &Device) -> (f32, Vec<Vec<f32>>) {
    let mut form = Form::new(network, 1, device);
    let leaf = |tensor: Tensor<2>| tensor.set_require_grad(device.is_autodiff());
    for (parameter, values) in form.parameters.iter_mut().zip(values) {
        let shape = parameter.value.dims();
        let value = Tensor::from_data(TensorData::new(values.clone(), shape), device);
        parameter.value = leaf(value);
    }
    let [height, width, channels] = network.input;
    let pixels = values.last().cloned().unwrap_or_default();
    let input = TensorData::new(pixels, [channels, height * width * BATCH]);
    let input = leaf(Tensor::from_data(input, device));
    let mode = Mode::Training { seed: 3, step: 0 };
    let x = input.clone().reshape([channels, height, width, BATCH]);
    let logits = form.forward(x, mode).logits;
    let shape = logits.dims();
    let mut random = Random::new(9);
    let factors: Vec<f32> = (0..shape[0] * shape[1]).map(|_| random.either(1.0)).collect();
    let loss = (logits * Tensor::from_data(TensorData::new(factors, shape), device)).sum();
    let value = loss.clone().inner().try_into_vec_as::<f32>().expect("a value")[0];
    if !device.is_autodiff() {
        return (value, vec![]);
    }
    let gradients = loss.backward();
    let gradient = |tensor: &Tensor<2>| {
        let gradient = tensor.grad(&gradients).expect("a gradient");
        gradient.try_into_vec_as().expect("values")
    };
    let leaves = form.parameters.iter().map(|parameter| &parameter.value).chain([&input]);
    (value, leaves.map(gradient).collect())
}

#[test]
fn gradients_are_the_slopes_of_finite_differences() {
    let linear = || plain("linear", Op::Linear { units: 2 });
    let norm = LocalResponseNorm { size: 3, alpha: 0.5, beta: 0.75, k: 1.0 };
    let average =
        Op::Pool { pooling: Pooling::Average, window: Window { kernel: 3, stride: 2, padding: 1 } };
    let tables = [
        ("batch norm", vec![normalised(conv("c1", 3, (3, 2, 1), 1)), linear()]),
        (
            "response",
            vec![conv("c1", 4, (1, 1, 0), 1), plain("n", Op::LocalResponseNorm(norm)), linear()],
        ),
        (
            "dropout",
            vec![conv("c1", 3, (3, 2, 0), 1), plain("d", Op::Dropout { rate: 0.4 }), linear()],
        ),
        ("groups", vec![conv("c1", 6, (3, 2, 1), 2), linear()]),
        ("adaptive", vec![plain("a", Op::AdaptiveAvgPool { side: 3 }), linear()]),
        ("average", vec![plain("a", average), linear()]),
        (
            // A projection, a shortcut and a row that adds what it takes.
            "residual",
            vec![
                normalised(conv("c1", 4, (3, 1, 1), 1)),
                conv("p", 4, (1, 2, 0), 1),
                normalised(conv("c2", 4, (3, 2, 1), 2)).on("c1").plus("p"),
                conv("c3", 4, (3, 1, 1), 1).plus("c2"),
                linear(),
            ],
        ),
    ];
    for (name, rows) in tables {
        let network = table(rows, [5, 5, 4]);
        let mut random = Random::new(2);
        let pixels: Vec<f32> = (0..100 * BATCH).map(|_| random.either(1.0)).collect();
        let mut values = values(&Form::new(&network, 5, &Device::flex()), &pixels);
        // Slopes and offsets of normalisation too are no longer 1 and 0.
        values.iter_mut().flatten().for_each(|value| *value += random.either(0.2));
        let (_, gradients) = loss(&network, &values, &Device::flex().autodiff());
        let mut steepest = 0.0f32;
        for tensor in 0..values.len() {
            for index in 0..values[tensor].len() {
                const STEP: f32 = 1e-2;
                let middle = values[tensor][index];
                let mut at = |value: f32| {
                    values[tensor][index] = value;
                    loss(&network, &values, &Device::flex()).0
                };
                let slope = (at(middle + STEP) - at(middle - STEP)) / (2.0 * STEP);
                values[tensor][index] = middle;
                let gradient = gradients[tensor][index];
                steepest = steepest.max(gradient.abs());
                assert!(
                    (slope - gradient).abs() < 3e-3,
                    "{name} {tensor} {index}: {slope} {gradient}"
                );
            }
        }
        // Gradients that were nothing would agree with a loss that did not move.
        assert!(steepest > 0.1, "{name}: {steepest}");
    }
}

/// What `network`, which is one map's pooling, gives for one map.
fn pooled(op: Op, side: usize, pixels: &[f32]) -> Vec<f32> {
    let network = table(vec![plain("pool", op)], [side, side, 1]);
    let input = TensorData::new(pixels.to_vec(), [1, side, side, 1]);
    let input = Tensor::from_data(input, &Device::flex());
    let form = Form::new(&network, 1, &Device::flex());
    form.forward(input, Mode::Evaluation).logits.try_into_vec_as().expect("values")
}

#[test]
fn overlapping_padded_windows_are_pooled_by_the_definition() {
    let window = Window { kernel: 3, stride: 2, padding: 1 };
    let values = [5.0, -1.0, -2.0, -3.0, -4.0, -5.0, 7.0, -6.0, -8.0];
    for (pooling, expected) in [
        (Pooling::Max, [5.0, -1.0, 7.0, -4.0]),
        (Pooling::Average, [-0.333_333_34, -1.333_333_4, -0.666_666_7, -2.555_555_6]),
    ] {
        let found = pooled(Op::Pool { pooling, window }, 3, &values);
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 1e-6, "{found:?}");
        }
    }
}

#[test]
fn the_largest_of_overlapping_windows_gets_all_their_gradients() {
    let device = Device::flex().autodiff();
    let window = Window { kernel: 3, stride: 2, padding: 1 };
    // 9 is the largest of all four windows; each other one is of none.
    let pixels = Tensor::<4>::from_data(
        [[[[1.0], [2.0], [3.0]], [[4.0], [9.0], [5.0]], [[6.0], [7.0], [8.0]]]],
        &device,
    )
    .require_grad();
    let network = table(vec![plain("pool", Op::Pool { pooling: Pooling::Max, window })], [3, 3, 1]);
    let output = Form::new(&network, 1, &device).forward(pixels.clone(), Mode::Evaluation);
    let gradients = output.logits.sum().backward();
    let gradient = pixels.grad(&gradients).expect("a gradient");
    let gradient: Vec<f32> = gradient.try_into_vec_as().expect("values");
    assert_eq!(gradient, [0.0, 0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn adaptive_pooling_gives_the_means_of_even_parts() {
    let mut random = Random::new(8);
    // Parts that overlap, that do not, that are single pixels, more parts than pixels.
    for (size, side) in [(7, 3), (8, 6), (6, 3), (4, 4), (2, 6), (1, 6), (7, 1)] {
        let pixels: Vec<f32> = (0..size * size).map(|_| random.either(1.0)).collect();
        let found = pooled(Op::AdaptiveAvgPool { side }, size, &pixels);
        assert_eq!(found.len(), side * side);
        let bounds = |i: usize| {
            let part = size as f64 / side as f64;
            // Fractions of 7ths and the like fall a little beside whole numbers.
            let (start, end) =
                ((i as f64 * part + 1e-9).floor(), (i as f64 * part + part - 1e-9).ceil());
            start as usize..end as usize
        };
        for (i, mean) in found.iter().enumerate() {
            let (rows, columns) = (bounds(i / side), bounds(i % side));
            let count = (rows.len() * columns.len()) as f32;
            let sum: f32 = rows
                .flat_map(|row| columns.clone().map(move |column| row * size + column))
                .map(|place| pixels[place])
                .sum();
            assert!((mean - sum / count).abs() < 1e-6, "{size} {side} {i}");
        }
    }
}
