use super::*;
use crate::arch::{self, Activation, Pooling, Row, Window};
use crate::network::Model;
use crate::train::random::Random;
use crate::train::{Options, augment::Strength, descent::Descent, loss};
use crate::weights::{FileTensor, Weights, safetensors};

const TRAINING: Mode = Mode::Training { seed: 1, step: 0 };

/// The table with as few numbers as it allows: all its rows, on small pictures, with narrow fully
/// connected layers. AlexNet's with two towers fit their pictures' size alone.
fn small(mut network: Network) -> Network {
    if network.family.reads_digits() {
        return network;
    }
    for row in &mut network.rows {
        if let Op::Linear { units } = &mut row.op {
            *units = 64;
        }
    }
    let side = match network.input[0] {
        227 => 227,
        _ if network.name == "alexnet_tv" => 96,
        _ => 64,
    };
    network.with_side(side).with_classes(5)
}

/// Random pictures `[C, H, W, B]`, as large as normalised ones are.
fn pictures(network: &Network, batch: usize, device: &Device) -> Tensor<4> {
    let [height, width, channels] = network.input;
    let mut random = Random::new(6);
    let values: Vec<f32> =
        (0..height * width * channels * batch).map(|_| random.either(2.0)).collect();
    Tensor::from_data(TensorData::new(values, [channels, height, width, batch]), device)
}

/// The network with slopes and offsets other than 1 and 0, and running statistics near, but not at,
/// what the pictures give.
fn worn(network: &Network, input: &Tensor<4>, device: &Device) -> (Form, Output) {
    let mut form = Form::new(network, 7, device);
    let mut random = Random::new(5);
    for parameter in &mut form.parameters {
        let (middle, most) = match parameter.spec.name.rsplit_once('.') {
            Some((row, "weight")) if row.ends_with(".norm") => (1.0, 0.5),
            Some((_, "bias")) => (0.0, 0.3),
            _ => continue,
        };
        let values: Vec<f32> =
            (0..parameter.spec.shape[0]).map(|_| middle + random.either(most)).collect();
        let shape = parameter.value.dims();
        parameter.value = Tensor::from_data(TensorData::new(values, shape), device);
    }
    let training = form.forward(input.clone(), TRAINING);
    for _ in 0..15 {
        form.observe(&training.moments);
    }
    (form, training)
}

fn floats<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.inner().try_into_vec_as().expect("values")
}

fn largest(values: &[f32]) -> f32 {
    values.iter().fold(0.0, |largest, value| largest.max(value.abs()))
}

fn apart(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).fold(0.0, |most, (a, b)| most.max((a - b).abs()))
}

#[test]
fn every_trainable_form_evaluated_gives_what_the_inference_form_gives() {
    let device = Device::flex();
    for network in arch::all().into_iter().map(small) {
        let batch = if network.input[0] == 227 { 1 } else { 4 };
        let input = pictures(&network, batch, &device);
        let (form, training) = worn(&network, &input, &device);
        let tensors = form.tensors().expect("values");
        let specs: Vec<_> = tensors.iter().map(|(spec, _)| spec.clone()).collect();
        assert_eq!(specs, network.weights(), "{}", network.name);

        let tensor = |(spec, values): &(WeightSpec, Vec<f32>)| {
            FileTensor::floats(&spec.name, &spec.shape, values)
        };
        let file = safetensors(&tensors.iter().map(tensor).collect::<Vec<_>>(), &[]);
        let weights = Weights::read(&network, &file).expect("the network's weights");
        assert!(!weights.folded() || form.statistics.is_empty(), "{}", network.name);
        let model = Model::new(network.clone(), &weights, &device).expect("a model");
        let evaluated = form.forward(input.clone(), Mode::Evaluation).logits.transpose();
        let theirs = floats(model.forward(input.permute([3, 1, 2, 0])));
        let ours = floats(evaluated);
        let scale = largest(&theirs).max(1.0);
        let most = apart(&ours, &theirs) / scale;
        // Sums of up to 9,216 numbers in another order, each rounding by 6e-8, layer upon layer.
        let sums = |row: &&Row| matches!(row.op, Op::Conv2d { .. } | Op::Linear { .. });
        let bound = 2e-6 * network.rows.iter().filter(sums).count() as f32;
        println!("{}: {most:.1e} of {scale}, {bound:.1e} at most", network.name);
        assert!(most < bound, "{}: {most}", network.name);

        let differs = apart(&floats(training.logits.transpose()), &ours) / scale;
        let random = |row: &Row| {
            let norm = matches!(row.op, Op::Conv2d { offset: Offset::BatchNorm, .. });
            norm || matches!(row.op, Op::Dropout { .. })
        };
        if network.rows.iter().any(random) {
            assert!(differs > 1e-2, "{}: {differs}", network.name);
        } else {
            assert_eq!(differs, 0.0, "{}", network.name);
        }
    }
}

/// A stem, a block with a shortcut, one with a projection that halves, dropout: a ResNet of five
/// layers, for 8 x 8 pictures of two classes.
fn residual() -> Network {
    let conv = |name: &str, channels: usize, (kernel, stride, padding): (usize, usize, usize)| {
        let window = Window { kernel, stride, padding };
        let offset = Offset::BatchNorm;
        let op = Op::Conv2d { channels, window, groups: 1, connections: None, offset };
        Row::new(name, op, Activation::Relu)
    };
    let plain = |name: &str, op: Op| Row::new(name, op, Activation::Identity);
    let window = Window { kernel: 3, stride: 1, padding: 1 };
    let projection = conv("2.projection", 12, (1, 2, 0));
    let rows = vec![
        conv("stem", 8, (3, 1, 1)),
        plain("pool", Op::Pool { pooling: Pooling::Max, window }),
        conv("1.1", 8, (3, 1, 1)),
        conv("1.2", 8, (3, 1, 1)).plus("pool"),
        Row { activation: Activation::Identity, ..projection },
        conv("2.1", 12, (3, 2, 1)).on("1.2"),
        conv("2.2", 12, (3, 1, 1)).plus("2.projection"),
        plain("mean", Op::AdaptiveAvgPool { side: 1 }),
        plain("drop", Op::Dropout { rate: 0.2 }),
        plain("fc", Op::Linear { units: 2 }),
    ];
    Network { input: [8, 8, 1], rows, ..arch::lenet5::modern() }
}

/// Stripes three pixels wide under noise as strong, lying (0) or standing (1): `[1, 8, 8, B]`.
fn stripes(count: usize, seed: u64) -> (Tensor<4>, Vec<u8>) {
    let mut random = Random::of(&[seed]);
    let labels: Vec<u8> = (0..count).map(|_| (random.bits() % 2) as u8).collect();
    let phases: Vec<usize> = (0..count).map(|_| (random.bits() % 6) as usize).collect();
    let mut values = Vec::with_capacity(64 * count);
    for place in 0..64 {
        for (&label, &phase) in labels.iter().zip(&phases) {
            let along = if label == 0 { place / 8 } else { place % 8 };
            let stripe = if (along + phase) % 6 < 3 { 1.0 } else { -1.0 };
            values.push(3.0 + stripe + random.either(1.7));
        }
    }
    let values = TensorData::new(values, [1, 8, 8, count]);
    (Tensor::from_data(values, &Device::flex().autodiff()), labels)
}

#[test]
fn a_small_residual_network_learns_to_tell_stripes() {
    const STEPS: usize = 60;
    let network = residual();
    let mut form = Form::new(&network, 3, &Device::flex().autodiff());
    let options = Options {
        network: network.clone(),
        epochs: 1,
        seed: 3,
        batch: 16,
        learning_rate: 0.05,
        weight_decay: 1e-4,
        strength: Strength::DEFAULT,
        last_distortion: 1.0,
        blend: 1.0,
        start: None,
    };
    let right = |form: &Form| {
        let (input, labels) = stripes(200, 1);
        let form = form.without_gradients();
        let logits = floats(form.forward(input.inner(), Mode::Evaluation).logits);
        let answers = (0..200).map(|i| u8::from(logits[200 + i] > logits[i]));
        answers.zip(labels).filter(|(a, b)| a == b).count() as f32 / 200.0
    };
    assert!(right(&form) < 0.8, "it knows already");
    let mut descent = Descent::new(&options, STEPS);
    let mut losses = Vec::new();
    for step in 0..STEPS as u64 {
        let (input, labels) = stripes(options.batch, 100 + step);
        let output = form.forward(input, Mode::Training { seed: options.seed, step });
        let loss = loss(&network, &output, &labels);
        losses.extend(floats(loss.clone()));
        let gradients = loss.backward();
        form.observe(&output.moments);
        descent.step(&mut form, gradients);
    }
    let [first, last] =
        [&losses[..10], &losses[STEPS - 10..]].map(|l| l.iter().sum::<f32>() / 10.0);
    println!("loss from {first} to {last}, right {}", right(&form));
    assert!(last < 0.3 * first, "{first} {last}");
    assert!(right(&form) > 0.95, "{}", right(&form));
}
