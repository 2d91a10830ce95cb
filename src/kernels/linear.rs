//! A fully connected layer with bias and activation.

use super::operation::rounding;
use super::program::WORKGROUP;
use super::{Constant, Conv2d, Implementation, Operation, Program, Way};
use crate::arch::Activation;

/// `activation(input x weight + bias)`: input `[N, I]`, weight `[I, O]`, bias `[O]`, output
/// `[N, O]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Linear {
    /// Rows at once.
    pub batch: usize,
    /// Numbers that go in.
    pub inputs: usize,
    /// Numbers that come out.
    pub units: usize,
    /// What is applied last.
    pub activation: Activation,
}

/// The number of the one in which most threads share a unit.
pub(super) const MANY_SLICES: usize = 2;

static IMPLEMENTATIONS: [Implementation<Linear>; 4] = [
    Implementation {
        name: "linear_vec4",
        shader: "linear_vec4",
        source: include_str!("../../shaders/linear_vec4.wgsl"),
        suits: |linear| linear.units.is_multiple_of(4),
        program: |linear| linear.program(0, linear.batch * linear.units / 4),
    },
    Implementation {
        name: "linear_workgroup_8",
        shader: "linear_workgroup",
        source: include_str!("../../shaders/linear_workgroup.wgsl"),
        suits: Linear::is_in_fours,
        program: |linear| linear.slices(1, 8),
    },
    Implementation {
        name: "linear_workgroup_32",
        shader: "linear_workgroup",
        source: include_str!("../../shaders/linear_workgroup.wgsl"),
        suits: Linear::is_in_fours,
        program: |linear| linear.slices(MANY_SLICES, 32),
    },
    Implementation {
        name: "linear",
        shader: "linear",
        source: include_str!("../../shaders/linear.wgsl"),
        suits: |_| true,
        program: |linear| linear.program(3, linear.batch * linear.units),
    },
];

impl Linear {
    fn is_in_fours(&self) -> bool {
        self.units.is_multiple_of(4) && self.inputs.is_multiple_of(4)
    }

    fn constants(&self) -> Vec<(&'static str, Constant)> {
        vec![
            ("BATCH", self.batch.into()),
            ("INPUTS", self.inputs.into()),
            ("UNITS", self.units.into()),
            ("ACTIVATION", (self.activation as usize).into()),
        ]
    }

    fn program(&self, way: usize, threads: usize) -> Program {
        let Implementation { shader, source, .. } = &IMPLEMENTATIONS[way];
        Program::new(shader, source, threads, self.constants())
    }

    /// For several rows: as a convolution of as many pixels, which reads the weights once for all of
    /// them. Where `way` is none with a barrier, the device has a reason.
    pub fn in_tiles(&self, way: Way) -> Option<(Conv2d, Way)> {
        const FEW_ROWS: usize = 4;
        let barriers = IMPLEMENTATIONS[way.implementation].shader == "linear_workgroup";
        let suits = barriers && self.batch >= FEW_ROWS && self.is_in_fours();
        suits.then(|| Conv2d::of_rows(self.batch, self.inputs, self.units, self.activation))
    }

    /// `slices` threads share the inputs of four units.
    fn slices(&self, way: usize, slices: usize) -> Program {
        let Implementation { shader, source, .. } = &IMPLEMENTATIONS[way];
        let columns = (self.units / 4).div_ceil(WORKGROUP / slices);
        let mut constants = self.constants();
        constants.push(("SLICES", slices.into()));
        Program::grid(shader, source, [columns, self.batch, 1], constants)
    }
}

impl Operation for Linear {
    const NAME: &'static str = "linear";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        let case = |batch, inputs, units, activation| Linear { batch, inputs, units, activation };
        vec![
            ("LeNet-5 f6", case(1, 120, 84, Activation::ScaledTanh)),
            ("LeNet-5 output, nine pictures", case(9, 84, 10, Activation::Identity)),
            ("AlexNet fc6, a slice", case(1, 9216, 64, Activation::Relu)),
            ("ResNet-50 fc", case(1, 2048, 1000, Activation::Identity)),
            ("AlexNet fc7, a slice, eight pictures", case(8, 512, 96, Activation::Relu)),
            ("one number", case(1, 1, 1, Activation::Tanh)),
            ("sizes that divide nothing", case(3, 77, 129, Activation::Relu)),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        vec![vec![self.batch, self.inputs], vec![self.inputs, self.units], vec![self.units]]
    }

    fn output(&self) -> Vec<usize> {
        vec![self.batch, self.units]
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let [input, weight, bias] = inputs else { return Vec::new() };
        let unit = |row: &[f32], o: usize| {
            let products = row.iter().enumerate();
            let sum: f64 =
                products.map(|(i, &x)| f64::from(x) * f64::from(weight[i * self.units + o])).sum();
            self.activation.apply((sum + f64::from(bias[o])) as f32)
        };
        let rows = input.chunks(self.inputs);
        rows.flat_map(|row| (0..self.units).map(move |o| unit(row, o))).collect()
    }

    fn tolerance(&self) -> f32 {
        rounding(self.inputs + 1)
    }
}
