//! Convolutions whose weights a GPU keeps as their file has them, against the CPU, which decodes them.

mod common;

use burn::tensor::{DType, Tensor};
use serde_json::{Value, from_str};
use triptych::arch::{Activation, Family, Network, Offset, Op, Row, WeightSpec, Window};
use triptych::check::difference;
use triptych::device::read;
use triptych::kernels::Conv2d;
use triptych::network::{Choices, Model, Tuner};
use triptych::ops::programs_of;
use triptych::protocol::DeviceChoice;
use triptych::weights::compact::{Kind, Layout, quantise};
use triptych::weights::{FileTensor, Weights, safetensors};

const WINDOW: Window = Window { kernel: 3, stride: 1, padding: 1 };

/// Eight maps become 32 with batch normalisation, 64 in two groups, and 36, which are no whole panels
/// and so are decoded everywhere.
fn network() -> Network {
    let conv = |name: &str, channels, groups, offset| {
        Row::new(
            name,
            Op::Conv2d { channels, window: WINDOW, groups, connections: None, offset },
            Activation::Relu,
        )
    };
    Network {
        name: "three",
        title: "Three layers",
        family: Family::ResNet,
        source: "",
        input: [9, 7, 8],
        rows: vec![
            conv("one", 32, 1, Offset::BatchNorm),
            conv("two", 64, 2, Offset::Bias),
            conv("three", 36, 1, Offset::Bias),
        ],
    }
}

/// A tensor's values: variances above 0.
fn values(spec: &WeightSpec) -> Vec<f32> {
    let number = |i: usize| ((i * 7 + spec.name.len()) as f32 * 0.37).sin();
    let positive = spec.name.ends_with("running_var");
    let count = spec.shape.iter().product();
    (0..count).map(number).map(|value| if positive { 1.5 + value } else { value }).collect()
}

/// A file with its kernels in this kind.
fn file(network: &Network, kind: Kind) -> Vec<u8> {
    let mut tensors = Vec::new();
    for spec in network.weights() {
        let values = values(&spec);
        let [outputs, ref kernel @ ..] = spec.shape[..] else { continue };
        if kernel.is_empty() {
            tensors.push(FileTensor::floats(&spec.name, &spec.shape, &values));
            continue;
        }
        let layout = Layout::new(&spec.name, kind, outputs, kernel.iter().product(), 1);
        let (area, layout) = (kernel[1..].iter().product(), layout.expect("a layout"));
        let coded = quantise(&spec.name, &values, area, layout).expect("finite");
        let tensor = |name: String, dtype, shape, bytes| FileTensor { name, dtype, shape, bytes };
        let dtype = if kind == Kind::Int8 { "I8" } else { "F16" };
        tensors.push(tensor(spec.name.clone(), dtype, spec.shape.clone(), coded.data));
        if kind == Kind::Int8 {
            let name = format!("{}.scale", spec.name);
            tensors.push(tensor(name, "F32", vec![outputs, 1], coded.scales));
        }
    }
    safetensors(&tensors, &[])
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    pollster::block_on(read(tensor)).expect("a device that answers")
}

/// Two pictures, with numbers as large as this.
fn pictures(largest: f32) -> Vec<f32> {
    (0..2 * 9 * 7 * 8).map(|i| largest * (i as f32 * 0.61).cos()).collect()
}

/// How far each layer's maps of two pictures lie from the expected ones, as parts of the largest number.
fn errors(got: &Model, expected: &Model) -> Vec<f32> {
    let [got, expected] = [got, expected].map(|model| {
        let maps = model.forward_with_maps(model.input(pictures(1.0)).expect("an input"));
        maps.into_iter().map(numbers).collect::<Vec<_>>()
    });
    let error = |(got, expected): (&Vec<f32>, &Vec<f32>)| {
        let largest = expected.iter().fold(1.0_f32, |most, value| most.max(value.abs()));
        difference(got, expected) / largest
    };
    got.iter().zip(&expected).map(error).collect()
}

#[test]
fn a_gpu_that_keeps_them_answers_as_the_cpu_that_decodes_them() {
    let network = network();
    for (kind, bits) in [(Kind::Int8, 8_usize), (Kind::F16, 16)] {
        let bytes = file(&network, kind);
        let weights = Weights::read(&network, &bytes).expect("weights");
        let [gpu, cpu] = [DeviceChoice::Gpu, DeviceChoice::Cpu].map(|choice| {
            let device = &common::device(choice).device;
            Model::new(network.clone(), &weights, device).expect("a model")
        });
        let input = || gpu.input(pictures(1.0)).expect("an input");
        let device = &common::device(DeviceChoice::Gpu).device;
        let programs = programs_of(device, || gpu.forward(input()));
        let packed = programs.iter().filter(|one| one.constants.contains(&("BITS", bits.into())));
        assert_eq!(packed.count(), 2, "{kind:?}: the layers of whole panels stay as they are");
        for (layer, error) in errors(&gpu, &cpu).into_iter().enumerate() {
            // Sums of up to 576 products, in another order and with scales applied last.
            assert!(error < 1e-5, "{kind:?}, layer {layer}: {error}");
        }
        for layer in 0..3 {
            for channel in [0, 31, 35] {
                let kernel = |model: &Model| {
                    model
                        .kernel(layer, channel)
                        .map(|(kernel, bias)| [numbers(kernel), numbers(bias)])
                };
                match (kernel(&gpu), kernel(&cpu)) {
                    (Some(got), Some(expected)) => {
                        for (got, expected) in got.iter().zip(&expected) {
                            assert!(difference(got, expected) < 1e-6, "{kind:?}, layer {layer}");
                        }
                    }
                    (got, expected) => assert!(got.is_none() && expected.is_none() && layer == 0),
                }
            }
        }
    }
}

#[test]
fn half_precision_adds_less_than_int8_has() {
    let network = network();
    let bytes = file(&network, Kind::Int8);
    let weights = Weights::read(&network, &bytes).expect("weights");
    let [gpu, cpu] =
        [DeviceChoice::Gpu, DeviceChoice::Cpu].map(|choice| common::device(choice).device.clone());
    if !gpu.supports_dtype(DType::F16) {
        return println!("skipped: this GPU has no shader-f16");
    }
    let expected = Model::new(network.clone(), &weights, &cpu).expect("a model");
    let convs = network.summary().into_iter().zip([1, 2]).map(|(layer, groups)| Conv2d {
        batch: 2,
        input: layer.input,
        channels: layer.output[2],
        window: WINDOW,
        groups,
        residual: false,
        activation: Activation::Relu,
        parts: 1,
        bits: 8,
    });
    let convs: Vec<_> = convs.map(|conv| conv.choice(true)).collect();
    for tile in ["32x32", "64x64"] {
        let way = format!("conv2d_workgroup_f16_{tile}");
        let mut kept: Value = from_str(&Choices::default().text("this")).expect("choices");
        for conv in &convs {
            kept["choices"][&conv.operation] = way.clone().into();
        }
        let mut choices = Choices::parse(&kept.to_string(), "this");
        let mut model = Model::new(network.clone(), &weights, &gpu).expect("a model");
        model.expect_batches_of(2);
        let mut tuner = Tuner::knowing(&model, None);
        while pollster::block_on(tuner.next(&mut model, &mut choices)).expect("a GPU") {}
        assert_eq!([0, 1].map(|layer| model.way(layer)), [Some(&*way); 2]);
        let errors = errors(&model, &expected);
        // Numbers of 11 bits, rounded some twenty times a step; the third layer takes on what the
        // others were off by. In single precision it would be 1e-5 at most.
        assert!(errors.iter().all(|error| (5e-5..1e-2).contains(error)), "{tile}: {errors:?}");
        // Half precision ends at 65,504. What is larger than 4,094 counts as that.
        let first = |model: &Model, input| {
            numbers(model.run_layer(0, &model.input(input).expect("an input"), &[]))
        };
        let clamped = pictures(1e6).into_iter().map(|value| value.clamp(-4094.0, 4094.0)).collect();
        let (got, expected) = (first(&model, pictures(1e6)), first(&expected, clamped));
        let largest = expected.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
        let error = difference(&got, &expected) / largest;
        assert!(error < 1e-2, "{tile}: {error}");
    }
}
