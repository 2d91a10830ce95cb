//! A fully connected layer on packed weights, with bias and activation.

use super::operation::rounding;
use super::{Implementation, Operation, Packing, Program};
use crate::arch::Activation;

/// `activation(input x weight + bias)`: input `[N, I]`, numbers and scales of the weight as
/// [`Packing`] says, bias `[O]`, output `[N, O]`.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearPacked {
    /// Rows at once.
    pub batch: usize,
    /// The weight's sides, and how it lies.
    pub packing: Packing,
    /// What is applied last.
    pub activation: Activation,
}

static IMPLEMENTATIONS: [Implementation<LinearPacked>; 1] = [Implementation {
    name: "linear_packed",
    shader: "linear_packed",
    source: include_str!("../../shaders/linear_packed.wgsl"),
    suits: |_| true,
    program: |linear| {
        let Implementation { shader, source, .. } = &IMPLEMENTATIONS[0];
        let mut constants = linear.packing.constants();
        constants.push(("UNITS", linear.packing.units.into()));
        constants.push(("ACTIVATION", (linear.activation as usize).into()));
        Program::grid(shader, source, [linear.packing.panels(), linear.batch, 1], constants)
    },
}];

impl Operation for LinearPacked {
    const NAME: &'static str = "linear_packed";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        let case = |batch, [inputs, units, groups, bits]: [usize; 4], activation| LinearPacked {
            batch,
            packing: Packing { inputs, units, groups, bits },
            activation,
        };
        vec![
            ("AlexNet fc6, a slice, int8", case(1, [9216, 64, 144, 8], Activation::Relu)),
            ("AlexNet fc7, a slice, int4", case(1, [4096, 96, 128, 4], Activation::Relu)),
            ("AlexNet fc7, a slice, f16", case(1, [4096, 64, 1, 16], Activation::Relu)),
            ("ResNet-50 fc, int8", case(1, [2048, 1000, 32, 8], Activation::Identity)),
            ("one scale a unit", case(3, [130, 36, 1, 8], Activation::Tanh)),
            ("a scale a line", case(2, [6, 4, 3, 4], Activation::Identity)),
            ("an odd number of inputs, f16", case(2, [33, 36, 1, 16], Activation::Identity)),
            ("two inputs", case(1, [2, 4, 1, 4], Activation::ScaledTanh)),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        let Packing { inputs, units, .. } = self.packing;
        vec![
            vec![self.batch, inputs],
            self.packing.words().to_vec(),
            self.packing.scales().to_vec(),
            vec![units],
        ]
    }

    fn output(&self) -> Vec<usize> {
        vec![self.batch, self.packing.units]
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let [input, words, scales, bias] = inputs else { return Vec::new() };
        let unit = |row: &[f32], o: usize| {
            let products = row.iter().enumerate();
            let weight = |i| self.packing.weight(words, scales, i, o);
            let sum: f64 = products.map(|(i, &x)| f64::from(x) * weight(i)).sum();
            self.activation.apply((sum + f64::from(bias[o])) as f32)
        };
        let rows = input.chunks(self.packing.inputs);
        rows.flat_map(|row| (0..self.packing.units).map(move |o| unit(row, o))).collect()
    }

    fn tame(&self, inputs: &mut [Vec<f32>]) {
        self.packing.tame(&mut inputs[1]);
    }

    fn tolerance(&self) -> f32 {
        // Products are of the size of the numbers, times an input and a scale of unit size.
        self.packing.largest() * rounding(self.packing.inputs + 1)
    }
}
