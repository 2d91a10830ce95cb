//! Layers on compact weights against the same weights decoded.

use crate::arch::{Activation, Family, Network, Op, Row};
use crate::device::read;
use crate::network::Model;
use crate::weights::compact::{Kind, Layout, quantise};
use crate::weights::{FileTensor, Weights, safetensors};
use burn::tensor::{Device, Tensor};
use pollster::block_on;

/// Two fully connected layers over maps of 4 x 4: 36 units fill a panel and a bit of the next, and 10
/// are no whole fours.
fn network() -> Network {
    let linear = |name: &str, units, activation| Row::new(name, Op::Linear { units }, activation);
    Network {
        name: "two",
        title: "Two layers",
        family: Family::AlexNet,
        source: "",
        input: [4, 4, 6],
        rows: vec![linear("fc1", 36, Activation::Relu), linear("fc2", 10, Activation::Identity)],
    }
}

/// A file with compact weights, the first for maps of `side`, and one of what they decode to.
fn files(network: &Network, kind: Kind, side: usize) -> [Vec<u8>; 2] {
    let (mut compact, mut plain) = (Vec::new(), Vec::new());
    for mut spec in network.weights() {
        let value = |i: usize| ((i * 7 + spec.name.len()) as f32 * 0.37).sin();
        if spec.name == "fc1.weight" {
            spec.shape[1] = 6 * side * side;
        }
        let values: Vec<f32> = (0..spec.shape.iter().product()).map(value).collect();
        let [outputs, inputs] = spec.shape[..] else {
            for file in [&mut compact, &mut plain] {
                file.push(FileTensor::floats(&spec.name, &spec.shape, &values));
            }
            continue;
        };
        let layout = Layout::new(&spec.name, kind, outputs, inputs, 2).unwrap();
        let coded = quantise(&spec.name, &values, 1, layout).unwrap();
        let tensor = |name: String, dtype, shape, bytes| FileTensor { name, dtype, shape, bytes };
        if kind == Kind::F16 {
            compact.push(tensor(spec.name.clone(), "F16", spec.shape, coded.data));
            continue;
        }
        let (dtype, scales) = if kind == Kind::Int8 { ("I8", "F32") } else { ("U8", "F16") };
        let width = layout.data_bytes() / outputs;
        compact.push(tensor(spec.name.clone(), dtype, vec![outputs, width], coded.data));
        compact.push(tensor(
            format!("{}.scale", spec.name),
            scales,
            vec![outputs, 2],
            coded.scales,
        ));
    }
    let compact = safetensors(&compact, &[]);
    let weights = Weights::read(network, &compact).unwrap();
    for name in ["fc1.weight", "fc2.weight"] {
        let shape = network.weights().into_iter().find(|spec| spec.name == name).unwrap().shape;
        plain.push(FileTensor::floats(name, &shape, &weights.get(name).unwrap()));
    }
    let plain = safetensors(&plain, &[]);
    [compact, plain]
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    block_on(read(tensor)).unwrap()
}

#[test]
fn compact_weights_answer_as_what_they_decode_to() {
    let network = network();
    let device = Device::flex();
    let forms = [(Kind::Int8, 4), (Kind::Int8, 2), (Kind::Int4, 4), (Kind::Int4, 1)];
    for (kind, side) in forms.into_iter().chain([(Kind::F16, 4), (Kind::F16, 1)]) {
        let [packed, plain] = files(&network, kind, side).map(|file| {
            let weights = Weights::read(&network, &file).unwrap();
            Model::new(network.clone(), &weights, &device).unwrap()
        });
        let outputs = |model: &Model| {
            // Six rows, so that four go together and two alone.
            let input = (0..6 * 4 * 4 * 6).map(|i| (i as f32 * 0.61).cos()).collect();
            let maps = model.forward_with_maps(model.input(input).unwrap());
            maps.into_iter().map(numbers).collect::<Vec<_>>()
        };
        for (got, expected) in outputs(&packed).iter().zip(&outputs(&plain)) {
            assert_eq!(got.len(), expected.len());
            // Sums of 96 products of unit size, in another order.
            let close = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-4;
            assert!(got.iter().zip(expected).all(close), "{kind:?}, {side}: {got:?} {expected:?}");
        }
        for unit in [0, 31, 35] {
            let kernel = |model: &Model| {
                let (kernel, bias) = model.kernel(0, unit).unwrap();
                [numbers(kernel), numbers(bias)]
            };
            let ([got, bias], [expected, same]) = (kernel(&packed), kernel(&plain));
            assert_eq!(bias, same);
            let close = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-6;
            assert!(got.iter().zip(&expected).all(close), "{kind:?}, {side}: {got:?}");
        }
        assert!(packed.kernel(0, 36).is_none());
    }
}
