//! Roundings for what comes.

use super::super::change::{self, Change};
use super::super::compact::Precision;
use super::*;
use crate::arch::{Network, find};
use crate::device::{cpu_device, read};
use crate::network::folded;
use crate::photo::{About, Photographer, fitted};
use crate::weights::compact::step;
use crate::weights::{FileTensor, Weights, safetensors};

/// Weights of a size that keeps activations as they are, some far from zero; variances are 1.
fn file(network: &Network) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(17);
    let tensors = network.weights().into_iter().map(|spec| {
        let inputs: usize = spec.shape[1..].iter().product();
        let size = (6.0 / inputs.max(1) as f32).sqrt();
        let value = |_| match spec.name.rsplit('.').next() {
            Some("running_var") => 1.0,
            Some("weight") => (random.f32() * 2.0 - 0.8) * size.min(1.0),
            _ => random.f32() * 0.2 - 0.1,
        };
        let values: Vec<f32> = (0..spec.shape.iter().product()).map(value).collect();
        FileTensor::floats(&spec.name, &spec.shape, &values)
    });
    safetensors(&tensors.collect::<Vec<_>>(), &[])
}

/// What is gathered, multiplied with the weights, is what the network computes.
#[test]
fn gathered_inputs_times_weights_are_the_outputs() {
    for (name, side, coarse) in
        [("alexnet", 0, None), ("resnet18", 64, None), ("alexnet_tv", 128, Some(3))]
    {
        let network = find(name).unwrap().with_classes(3);
        // The paper's AlexNet has one side only.
        let side = if side == 0 { network.input[0] } else { side };
        let network = fitted(network, side).unwrap();
        let bytes = file(&network);
        let weights = Weights::read(&network, &bytes).unwrap();
        let model = Model::new(network.clone(), &weights, &cpu_device()).unwrap();
        let mut random = fastrand::Rng::with_seed(3);
        let picture = (0..side * side * 3).map(|_| random.f32() * 2.0 - 1.0).collect();
        let trace = model.trace(model.input(picture).unwrap());
        let mut compared = 0;
        for (index, (row, summary)) in network.rows.iter().zip(network.summary()).enumerate() {
            let Some((places, groups)) = Places::of(row, &summary, coarse) else { continue };
            let (mut weight, bias) = folded(row, &weights).unwrap();
            if let Some(grid) = crate::weights::Grid::of(row, &summary).filter(|_| coarse.is_some())
            {
                weight = grid.pooled(&weight, 3);
            }
            let (input, add) = model.taken(&trace, index).unwrap();
            let numbers = |tensor| pollster::block_on(read(tensor)).unwrap();
            let (maps, add) = (numbers(input), add.map(numbers));
            let output = numbers(trace.map(index).unwrap().clone());
            let outputs = bias.len();
            for group in 0..groups {
                let gathered = places.gather(&maps, group, 0);
                let vectors = gathered.chunks_exact(places.inputs());
                let whole = vectors.len() * outputs == output.len();
                // Of the first convolution's many places some are taken, the first one among them.
                assert!(whole || (64..=256).contains(&vectors.len()), "{name} {}", row.name);
                let taken = if whole { vectors.len() } else { 1 };
                for (place, vector) in vectors.take(taken).enumerate() {
                    for o in group * outputs / groups..(group + 1) * outputs / groups {
                        let kernel = &weight[o * places.inputs()..][..places.inputs()];
                        let products = || kernel.iter().zip(vector).map(|(w, x)| w * x);
                        let at = place * outputs + o;
                        let add = add.as_ref().map_or(0.0, |add| add[at]);
                        let expected = products().sum::<f32>() + bias[o] + add;
                        // Sums in another order: far less than the sizes of what is summed.
                        let tolerance = 1e-5 * (products().map(f32::abs).sum::<f32>() + add + 1.0);
                        // Where the layer has a rectifier after it.
                        let off = output[at] == 0.0 && expected < tolerance;
                        let good = off || (expected - output[at]).abs() < tolerance;
                        assert!(good, "{name} {} {at}: {expected} {}", row.name, output[at]);
                        compared += usize::from(output[at] != 0.0);
                    }
                }
            }
        }
        assert!(compared > 1000, "{name}: {compared}");
    }
}

/// `vectors` of inputs, of which some rise and fall together.
fn vectors(inputs: usize, count: usize, seed: u64) -> Vec<f32> {
    let mut random = fastrand::Rng::with_seed(seed);
    let one = |_| {
        let common: [f32; 3] = std::array::from_fn(|_| random.f32());
        (0..inputs).map(|i| common[i % 3] + 0.3 * random.f32()).collect::<Vec<_>>()
    };
    (0..count).flat_map(one).collect()
}

fn weights(count: usize) -> Vec<f32> {
    let mut random = fastrand::Rng::with_seed(5);
    (0..count).map(|_| random.f32() * 20.0 - 10.0).collect()
}

/// Squared errors of the outputs that `steps` of one make of `weights`, each less what it is on average.
fn error(weights: &[f32], rounded: &Rounded, vectors: &[f32], inputs: usize) -> f64 {
    let outputs = weights.chunks_exact(inputs).zip(rounded.steps.chunks_exact(inputs));
    let one = |((weights, steps), lost): ((&[f32], &[i8]), &f32)| -> f64 {
        let of = |vector: &[f32]| -> f64 {
            let errors = weights.iter().zip(steps).zip(vector);
            errors.map(|((w, s), x)| f64::from(w - f32::from(*s)) * f64::from(*x)).sum()
        };
        vectors.chunks_exact(inputs).map(|vector| (of(vector) - f64::from(*lost)).powi(2)).sum()
    };
    outputs.zip(&rounded.lost).map(one).sum()
}

#[test]
fn errors_of_inputs_that_go_together_cancel() {
    let (inputs, outputs) = (24, 11);
    let mut moments = Moments::new(inputs);
    moments.add(&vectors(inputs, 300, 1));
    moments.add(&vectors(inputs, 200, 2));
    assert_eq!(moments.vectors(), 500);
    let weights = weights(inputs * outputs);
    let scales = vec![1.0; outputs];
    let rounder = Rounder::new(&moments).unwrap();
    let rounded = rounder.round(Kind::Int8, &weights, &scales);
    let nearest = weights.iter().map(|w| step(Kind::Int8, *w, 1.0) as i8).collect();
    let fresh = vectors(inputs, 1000, 9);
    // The nearest steps' mean is as known as the others': what is compared is what no bias mends.
    let mean: Vec<f64> = moments.means();
    let lost = |steps: &Vec<i8>| {
        let rows = weights.chunks_exact(inputs).zip(steps.chunks_exact(inputs));
        rows.map(|(weights, steps)| {
            let all = weights.iter().zip(steps).zip(&mean);
            all.map(|((w, s), mean)| f64::from(w - f32::from(*s)) * mean).sum::<f64>() as f32
        })
        .collect::<Vec<_>>()
    };
    for (a, b) in lost(&rounded.steps).iter().zip(&rounded.lost) {
        assert!((a - b).abs() < 1e-4, "{a} {b}");
    }
    let nearest = Rounded { lost: lost(&nearest), steps: nearest };
    let (ours, theirs) =
        (error(&weights, &rounded, &fresh, inputs), error(&weights, &nearest, &fresh, inputs));
    assert!(ours < 0.25 * theirs, "{ours} {theirs}");
    // Steps are as many scales as there are groups, and stay within the kind's range.
    let small = rounder.round(Kind::Int4, &weights, &vec![0.5; outputs * 2]);
    assert!(small.steps.iter().all(|step| (-8..8).contains(step)));
    assert_eq!((small.steps.len(), small.lost.len()), (inputs * outputs, outputs));
}

#[test]
fn inputs_that_go_their_own_ways_are_rounded_to_the_nearest() {
    let inputs = 6;
    let mut moments = Moments::new(inputs);
    // Each is up while all others are at rest.
    let alone = |i: usize| (0..inputs).map(move |j| if i == j { 30.0 } else { 0.0 });
    moments.add(&(0..inputs).flat_map(alone).collect::<Vec<f32>>());
    moments.add(&(0..inputs).flat_map(alone).map(|x| -x).collect::<Vec<f32>>());
    let weights = weights(inputs * 3);
    let rounded = Rounder::new(&moments).unwrap().round(Kind::Int8, &weights, &[1.0; 3]);
    let nearest: Vec<i8> = weights.iter().map(|w| step(Kind::Int8, *w, 1.0) as i8).collect();
    assert_eq!(rounded, Rounded { steps: nearest, lost: vec![0.0; 3] });
}

#[test]
fn inputs_that_tell_nothing_are_no_help() {
    let mut moments = Moments::new(3);
    assert!(Rounder::new(&moments).is_none());
    moments.add(&[0.0; 6]);
    assert!(Rounder::new(&moments).is_none());
    moments.add(&[1.0, f32::NAN, 2.0]);
    assert!(Rounder::new(&moments).is_none());
}

/// On pictures that were not among those it was rounded for.
#[test]
fn calibrated_networks_answer_more_alike() {
    for (name, precision, less) in
        [("resnet18", Precision::Int8, 0.8), ("alexnet_tv", Precision::Int4, 0.8)]
    {
        let network = find(name).unwrap().with_classes(20);
        let bytes = file(&network);
        let how = r#"{"resize":64,"side":64,"filter":"bilinear","mean":[0.5,0.5,0.5],"std":[0.25,0.25,0.25]}"#;
        let metadata = vec![("preprocessing".to_owned(), how.to_owned())];
        let mut options = Options { side: Some(64), metadata, ..Options::default() };
        options.precision = Precision::F32;
        let device = cpu_device();
        let load = |options: &Options| {
            let (_, file) = super::super::compact(&bytes, options).unwrap();
            Photographer::load(&device, &file, &About::default()).unwrap()
        };
        let exact = load(&options);
        let pictures = change::smooth_pictures().unwrap();
        let (seen, others) = pictures.split_at(10);
        options.precision = precision;
        let mut calibration = Calibration::of(exact.model(), &options).unwrap();
        for picture in seen {
            let input = exact.input(picture, crate::image::Crop::default());
            pollster::block_on(calibration.add(exact.model(), input)).unwrap();
        }
        assert_eq!(calibration.pictures, 10);
        let logits = |of: &Photographer| pollster::block_on(change::logits(of, others)).unwrap();
        let right = logits(&exact);
        let rms = |options: &Options| Change::between(&right, &logits(&load(options)), 20).rms;
        let plain = rms(&options);
        options.calibration = Some(calibration);
        let calibrated = rms(&options);
        assert!(calibrated < less * plain, "{name}: {calibrated} {plain}");
    }
}
