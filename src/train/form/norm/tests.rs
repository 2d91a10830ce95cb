use super::super::Form;
use super::*;
use crate::arch::{self, Activation, Network, Offset, Op, Row};
use crate::train::Options;
use crate::train::augment::Strength;
use crate::train::descent::Descent;
use burn::tensor::Device;

fn close(found: Tensor<2>, expected: &[f32], least: f32) {
    let found: Vec<f32> = found.inner().try_into_vec_as().expect("values");
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() < least, "{found:?} {expected:?}");
    }
}

/// A 1 x 1 convolution with weight 1 and batch normalisation over a 2 x 2 picture, slope 2, offset
/// 0.5.
fn normalisation(device: &Device) -> (Network, Form) {
    let conv = Op::Conv2d {
        channels: 1,
        window: Window { kernel: 1, stride: 1, padding: 0 },
        groups: 1,
        connections: None,
        offset: Offset::BatchNorm,
    };
    let rows = vec![Row::new("conv", conv, Activation::Identity)];
    let network = Network { input: [2, 2, 1], rows, ..arch::lenet5::modern() };
    let mut form = Form::new(&network, 1, device);
    for (parameter, value) in form.parameters.iter_mut().zip([1.0, 2.0, 0.5]) {
        parameter.value =
            Tensor::full([1, 1], value, device).set_require_grad(device.is_autodiff());
    }
    (network, form)
}

/// Two pictures: mean 3, squares of what differs from it 4, 1, 0, 9, 4, 1, 0, 9 in all 28.
const PIXELS: [[f32; 8]; 1] = [[1.0, 2.0, 3.0, 6.0, 1.0, 2.0, 3.0, 6.0]];

#[test]
fn batch_normalisation_as_worked_out_by_hand() {
    let device = Device::flex().autodiff();
    let (network, mut form) = normalisation(&device);
    let input = || Tensor::<2>::from_data(PIXELS, &device).reshape([1, 2, 2, 2]);
    let biased = (28.0 / 8.0 + 1e-5_f32).sqrt();
    let output = form.forward(input(), Mode::Training { seed: 1, step: 0 });
    let expected = PIXELS[0].map(|x| (x - 3.0) / biased * 2.0 + 0.5);
    // A handful of roundings on numbers below 4.
    close(output.logits.clone(), &expected, 2e-6);

    // By PyTorch's rule, nine parts old, one part new, the variance over 8 - 1.
    form.observe(&output.moments);
    let (mean, variance) = (0.1 * 3.0, 0.9 + 0.1 * 28.0 / 7.0);
    let check = |form: &Form| {
        close(form.statistics[0][0].value.clone(), &[mean], 1e-6);
        close(form.statistics[0][1].value.clone(), &[variance], 1e-6);
    };
    check(&form);
    let evaluated = form.forward(input(), Mode::Evaluation);
    let deviation = (variance + 1e-5).sqrt();
    close(evaluated.logits, &PIXELS[0].map(|x| (x - mean) / deviation * 2.0 + 0.5), 2e-6);
    assert!(evaluated.moments.is_empty());

    // Where the variance is as small as what is added to it, in either mode.
    let faint = || input().mul_scalar(1e-3);
    let biased = (28e-6 / 8.0 + 1e-5_f32).sqrt();
    let expected = PIXELS[0].map(|x| 1e-3 * (x - 3.0) / biased * 2.0 + 0.5);
    close(form.forward(faint(), Mode::Training { seed: 1, step: 0 }).logits, &expected, 2e-6);
    let mut flat = form.clone();
    flat.statistics[0][1].value = Tensor::full([1, 1], 1e-5, &device);
    let expected = PIXELS[0].map(|x| (1e-3 * x - mean) / 2e-5_f32.sqrt() * 2.0 + 0.5);
    // Of numbers near 130.
    close(flat.forward(faint(), Mode::Evaluation).logits, &expected, 1e-4);

    // A step moves and shrinks kernels, and moves slopes and offsets; statistics stay.
    let gradients = output.logits.square().sum().backward();
    let options = Options {
        network,
        epochs: 1,
        seed: 1,
        batch: 2,
        learning_rate: 0.01,
        weight_decay: 0.5,
        strength: Strength::DEFAULT,
        last_distortion: 1.0,
        blend: 1.0,
        start: None,
    };
    let before = form.tensors().expect("values");
    Descent::new(&options, 1).step(&mut form, gradients);
    check(&form);
    let after = form.tensors().expect("values");
    let moved: Vec<_> = before.iter().zip(&after).map(|(a, b)| a.1 != b.1).collect();
    assert_eq!(moved, [true, true, true, false, false]);
    assert_eq!(form.parameters.iter().map(|p| p.decays).collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn one_number_has_no_variance_but_an_answer() {
    let (_, form) = normalisation(&Device::flex());
    let x = Tensor::<2>::from_data([[7.0]], &Device::flex());
    let [slope, offset] = [1, 2].map(|index| form.parameters[index].value.clone());
    let mut moments = Vec::new();
    let mode = Mode::Training { seed: 1, step: 0 };
    let y = batch_norm(x, [slope, offset], &form.statistics[0], mode, &mut moments);
    close(y, &[0.5], 1e-6);
    close(moments[0].variance.clone(), &[0.0], 1e-6);
}

#[test]
fn local_response_normalisation_is_the_papers_formula() {
    let mut random = Random::new(4);
    // Odd, even, wider than there are maps, and one.
    for (size, channels) in [(5, 7), (4, 6), (5, 2), (1, 3)] {
        let options = LocalResponseNorm { size, alpha: 0.3, beta: 0.75, k: 2.0 };
        let values: Vec<f32> = (0..channels * 4).map(|_| random.either(2.0)).collect();
        let at = |channel: usize, place: usize| values[channel * 4 + place];
        let normalised = |channel: usize, place: usize| {
            let first = channel.saturating_sub((size - 1) / 2);
            let squares =
                (first..channels.min(channel + size / 2 + 1)).map(|j| at(j, place).powi(2));
            at(channel, place) / (2.0 + 0.3 * squares.sum::<f32>()).powf(0.75)
        };
        let expected: Vec<f32> = (0..channels * 4).map(|i| normalised(i / 4, i % 4)).collect();
        let x = Tensor::<1>::from_data(&values[..], &Device::flex()).reshape([channels, 2, 1, 2]);
        let found = local_response_norm(x, options).reshape([channels, 4]);
        close(found, &expected, 1e-6);
    }
}

#[test]
fn dropout_takes_its_share_and_keeps_the_mean() {
    let (device, count) = (Device::flex(), 100_000);
    let dropped = |rate: f32, row: usize, mode: Mode| -> Vec<f32> {
        let x = Tensor::ones([10, 10, 10, count / 1000], &device);
        dropout(x, rate, row, mode).reshape([count]).try_into_vec_as().expect("values")
    };
    let mode = |seed, step| Mode::Training { seed, step };
    for rate in [0.2, 0.5] {
        let values = dropped(rate, 3, mode(1, 0));
        let zeros = values.iter().filter(|&&value| value == 0.0).count() as f32;
        // Six standard deviations of the share among 100,000: 6 * 0.5 / 316.
        assert!((zeros / count as f32 - rate).abs() < 0.0095, "{rate}: {zeros}");
        assert!(values.iter().all(|&value| value == 0.0 || value == 1.0 / (1.0 - rate)));
    }
    let first = dropped(0.5, 3, mode(1, 0));
    assert_eq!(first, dropped(0.5, 3, mode(1, 0)));
    for other in
        [dropped(0.5, 3, mode(2, 0)), dropped(0.5, 3, mode(1, 1)), dropped(0.5, 4, mode(1, 0))]
    {
        assert_ne!(first, other);
    }
    assert!(dropped(0.5, 3, Mode::Evaluation).iter().all(|&value| value == 1.0));
    assert!(dropped(1.0, 3, mode(1, 0)).iter().all(|&value| value == 0.0));
    assert!(dropped(0.0, 3, mode(1, 0)).iter().all(|&value| value == 1.0));
}
