//! The backend extension, on both devices, against the kernels' plain-loop references.

mod common;

use burn::tensor::{Device, Tensor, TensorData};
use triptych::arch::Window;
use triptych::check::difference;
use triptych::device::read;
use triptych::kernels::{
    AdaptiveAvgPool2d, AvgPool2d, ChannelsFirst, Conv2d, Linear, LinearPacked, LocalResponseNorm,
    MaxPool2d, Operation, Softmax, UnpackUnit,
};
use triptych::ops::{self, Conv2dWeight, LinearWeight, PackedWeight, Sliding};
use triptych::protocol::DeviceChoice;

/// Inputs of an operation, made into tensors on demand.
struct Inputs<'a> {
    shapes: Vec<Vec<usize>>,
    values: Vec<Vec<f32>>,
    device: &'a Device,
}

impl Inputs<'_> {
    fn tensor<const D: usize>(&self, index: usize) -> Tensor<D> {
        let shape = self.shapes[index].clone();
        Tensor::from_data(TensorData::new(self.values[index].clone(), shape), self.device)
    }
}

/// The output of each way to compute an operation.
#[derive(Default)]
struct Outputs {
    exact: Vec<Vec<f32>>,
    in_halves: Vec<Vec<f32>>,
}

impl From<Vec<f32>> for Outputs {
    fn from(one: Vec<f32>) -> Self {
        Self { exact: vec![one], ..Self::default() }
    }
}

/// Runs `cases` through `run`. Gives how many outputs were computed in half precision.
fn check<O: Operation, R: Into<Outputs>>(
    device: &Device,
    cases: Vec<(&'static str, O)>,
    run: impl Fn(&O, &Inputs<'_>) -> R,
) -> usize {
    let mut in_halves = 0;
    let mut random = fastrand::Rng::with_seed(2015);
    for (name, operation) in cases {
        let shapes = operation.inputs();
        let mut values: Vec<Vec<f32>> = shapes
            .iter()
            .map(|shape| (0..shape.iter().product()).map(|_| 2.0 * random.f32() - 1.0).collect())
            .collect();
        operation.tame(&mut values);
        let expected = operation.reference(&values);
        let outputs = run(&operation, &Inputs { shapes, values, device }).into();
        in_halves += outputs.in_halves.len();
        let exact = outputs.exact.iter().map(|got| (got, operation.tolerance()));
        let rounded = outputs.in_halves.iter().map(|got| (got, operation.tolerance_in_halves()));
        for (got, tolerance) in exact.chain(rounded) {
            let error = difference(got, &expected);
            assert!(error <= tolerance, "{}, {name}: {error}", O::NAME);
        }
    }
    in_halves
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    pollster::block_on(read(tensor)).expect("a device that answers")
}

/// Whether a device computes with the weight as it lies: the CPU has no packed ones.
fn takes(device: &Device, conv: &Conv2d) -> bool {
    let inputs = conv.input[2] / conv.groups;
    conv.bits == 32 || Conv2dWeight::takes(device, conv.packing(), inputs, conv.groups)
}

/// Checks every operation. Gives how many outputs were computed in half precision.
fn check_all(device: &Device) -> usize {
    // Parts are a way to compute it here.
    let cases = Conv2d::cases().into_iter();
    let cases = cases.map(|(name, conv)| (name, Conv2d { parts: 1, ..conv }));
    let cases = cases.filter(|(_, conv)| takes(device, conv)).collect();
    let in_halves = check(device, cases, |conv, inputs| {
        let Conv2d { residual, window, groups, activation, .. } = *conv;
        let shape = inputs.tensor::<4>(0).dims();
        let sliding = Sliding { window, groups, input: [shape[1], shape[2]] };
        let mut weight = match conv.bits {
            32 => Conv2dWeight::new(inputs.tensor(1), inputs.tensor(2), sliding),
            _ => {
                let [words, bias] = [1, 2].map(|at| inputs.values[at].clone());
                Conv2dWeight::packed(conv.packing(), words, bias, sliding, device)
            }
        };
        let run = |weight: &Conv2dWeight| {
            let residual = residual.then(|| inputs.tensor(3));
            values(ops::conv2d(inputs.tensor(0), weight, residual, activation))
        };
        let mut outputs = Outputs::from(run(&weight));
        for (_, way) in weight.choice(shape, residual, activation).ways {
            weight.take(Some(way));
            let in_halves = Conv2d::implementations()[way.implementation].in_halves();
            let alike = if in_halves { &mut outputs.in_halves } else { &mut outputs.exact };
            alike.push(run(&weight));
        }
        outputs
    });
    check(device, MaxPool2d::cases(), |pool: &MaxPool2d, inputs| {
        values(ops::max_pool2d(inputs.tensor(0), pool.0.window))
    });
    check(device, AvgPool2d::cases(), |pool, inputs| {
        values(ops::avg_pool2d(inputs.tensor(0), pool.0.window))
    });
    check(device, AdaptiveAvgPool2d::cases(), |pool, inputs| {
        values(ops::adaptive_avg_pool2d(inputs.tensor(0), pool.side))
    });
    let cases = Linear::cases().into_iter();
    let cases = cases.map(|(name, linear)| (name, Linear { parts: 1, ..linear }));
    check(device, cases.collect(), |linear, inputs| {
        let mut weight = LinearWeight::new(inputs.tensor(1), inputs.tensor(2));
        let run = |weight: &LinearWeight| {
            values(ops::linear(inputs.tensor(0), weight, linear.activation))
        };
        let mut outputs = Outputs::from(run(&weight));
        let ways = weight.choice(linear.batch, linear.activation).ways;
        // The rest of a layer in several buffers takes the ways of the others, which have whole fours.
        let others = Linear { units: linear.units.next_multiple_of(4), ..linear.clone() };
        for (_, way) in ways.into_iter().chain(others.choice().ways) {
            weight.take(Some(way));
            outputs.exact.push(run(&weight));
        }
        outputs
    });
    check(device, ChannelsFirst::cases(), |turn, inputs| {
        let maps = inputs.tensor::<3>(0).reshape([turn.batch, 1, turn.places, turn.channels]);
        values(ops::channels_first(maps))
    });
    let packed = |packing, inputs: &Inputs<'_>, first: usize, bias: Vec<f32>| {
        let [words, scales] = [0, 1].map(|at| inputs.values[first + at].clone());
        PackedWeight::new(packing, words, scales, bias, device)
    };
    check(device, LinearPacked::cases(), |linear, inputs| {
        let weight = packed(linear.packing, inputs, 1, inputs.values[3].clone());
        values(ops::linear_packed(inputs.tensor(0), &weight, linear.activation))
    });
    check(device, UnpackUnit::cases(), |one, inputs| {
        let weight = packed(one.packing, inputs, 0, vec![0.0; one.packing.units]);
        values(weight.kernel(one.unit).0)
    });
    check(device, LocalResponseNorm::cases(), |norm, inputs| {
        values(ops::local_response_norm(inputs.tensor(0), norm.options))
    });
    check(device, Softmax::cases(), |_, inputs| values(ops::softmax(inputs.tensor(0))));
    in_halves
}

#[test]
fn operations_agree_with_their_references_on_the_cpu() {
    check_all(&common::device(DeviceChoice::Cpu).device);
}

#[test]
fn operations_agree_with_their_references_on_the_gpu() {
    let device = &common::device(DeviceChoice::Gpu).device;
    for (name, conv) in Conv2d::cases() {
        assert!(takes(device, &conv), "{name} is left out");
    }
    common::ran_in_halves(device, check_all(device), 6);
}

#[test]
fn inputs_need_not_lie_in_order() {
    // A permuted tensor is a view; the kernels must see it laid out anew.
    let device = &common::device(DeviceChoice::Gpu).device;
    let numbers: Vec<f32> = (0..24).map(|i| i as f32).collect();
    let chw = Tensor::<4>::from_data(TensorData::new(numbers, [1, 2, 3, 4]), device);
    let mean = ops::adaptive_avg_pool2d(chw.permute([0, 2, 3, 1]), 1);
    assert_eq!(values(mean), [5.5, 17.5]);
}

#[test]
fn some_numbers_are_read_of_all() {
    for choice in [DeviceChoice::Cpu, DeviceChoice::Gpu] {
        let device = &common::device(choice).device;
        let numbers: Vec<f32> = (3..27).map(|i| i as f32).collect();
        let maps = TensorData::new(numbers.clone(), [2, 3, 2, 2]);
        let maps = Tensor::<4>::from_data(maps, device);
        let window = Window { kernel: 1, stride: 1, padding: 0 };
        let maps = ops::max_pool2d(maps, window);
        for (first, count, expected) in [
            (0, 1, 0..1),
            (0, 5, 0..5),
            (0, 100, 0..24),
            (17, 7, 17..24),
            (23, 9, 23..24),
            (3, 4, 3..7),
        ] {
            let some = ops::numbers(maps.clone(), first, count);
            assert_eq!(some.dims(), [1, 1, 1, expected.len()]);
            assert_eq!(values(some), numbers[expected]);
        }
    }
}

#[test]
fn what_would_be_launched_is_told_once_and_not_launched() {
    let device = &common::device(DeviceChoice::Gpu).device;
    let maps = Tensor::<4>::from_data(TensorData::new(vec![3.0; 32], [1, 2, 4, 4]), device);
    let pool = |kernel| {
        let window = Window { kernel, stride: 1, padding: 0 };
        ops::max_pool2d(maps.clone(), window)
    };
    let told = ops::programs_of(device, || [pool(1), pool(2), pool(1)]);
    let texts: Vec<_> = told.iter().map(|program| program.specialised()).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts[0] != texts[1] && texts.iter().all(|text| text.contains("@compute")));
    // Only within `run`: here it is launched.
    assert_eq!(values(pool(2)), [3.0; 12]);
    let cpu = &common::device(DeviceChoice::Cpu).device;
    let told = ops::programs_of(cpu, || panic!("there it would be computed"));
    assert!(told.is_empty());
}
