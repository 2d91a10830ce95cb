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
    /// How many parts the sums are computed in. Above 1 the output is `[parts N, O]`, without bias and
    /// activation; [`SumParts`](super::SumParts) makes the rest.
    pub parts: usize,
}

/// The number of the one in which a few threads share a unit, and of which there can be several parts;
pub(super) const FEW_SLICES: usize = 1;
/// and of that in which most do.
pub(super) const MANY_SLICES: usize = 2;
/// Threads that share a unit in the former.
const FEW: usize = 8;

static IMPLEMENTATIONS: [Implementation<Linear>; 4] = [
    Implementation {
        name: "linear_vec4",
        shader: "linear_vec4",
        source: include_str!("../../shaders/linear_vec4.wgsl"),
        suits: |linear| linear.parts == 1 && linear.units.is_multiple_of(4),
        program: |linear| linear.program(0, linear.batch * linear.units / 4),
    },
    Implementation {
        name: "linear_workgroup_8",
        shader: "linear_workgroup",
        source: include_str!("../../shaders/linear_workgroup.wgsl"),
        suits: Linear::is_in_fours,
        program: |linear| linear.slices(FEW_SLICES, FEW),
    },
    Implementation {
        name: "linear_workgroup_32",
        shader: "linear_workgroup",
        source: include_str!("../../shaders/linear_workgroup.wgsl"),
        suits: |linear| linear.parts == 1 && linear.is_in_fours(),
        program: |linear| linear.slices(MANY_SLICES, 32),
    },
    Implementation {
        name: "linear",
        shader: "linear",
        source: include_str!("../../shaders/linear.wgsl"),
        suits: |linear| linear.parts == 1,
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
        constants.extend([("SLICES", slices.into()), ("PARTS", self.parts.into())]);
        Program::grid(shader, source, [columns, self.batch, self.parts], constants)
    }

    /// Numbers of parts worth trying: several for one row, whose weights a large GPU reads no faster than its
    /// threads ask for them, of sums long enough to share.
    pub(super) fn parts_to_try(&self) -> impl Iterator<Item = usize> {
        const FEW_STEPS: usize = 4;
        let steps = self.inputs / 4 / FEW;
        let shared = self.batch == 1 && self.is_in_fours();
        let worth = move |parts: &usize| *parts == 1 || shared && steps / parts >= FEW_STEPS;
        [1, 4, 16].into_iter().filter(worth)
    }
}

impl Operation for Linear {
    const NAME: &'static str = "linear";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        let case = |batch, inputs, units, activation| Linear {
            batch,
            inputs,
            units,
            activation,
            parts: 1,
        };
        vec![
            ("LeNet-5 f6", case(1, 120, 84, Activation::ScaledTanh)),
            ("LeNet-5 output, nine pictures", case(9, 84, 10, Activation::Identity)),
            ("AlexNet fc6, a slice", case(1, 9216, 64, Activation::Relu)),
            ("ResNet-50 fc", case(1, 2048, 1000, Activation::Identity)),
            ("AlexNet fc7, a slice, eight pictures", case(8, 512, 96, Activation::Relu)),
            (
                "ResNet-50 fc, in four parts",
                Linear { parts: 4, ..case(1, 2048, 1000, Activation::Identity) },
            ),
            (
                "parts that divide nothing, two pictures",
                Linear { parts: 3, ..case(2, 100, 36, Activation::Relu) },
            ),
            ("more parts than inputs", Linear { parts: 16, ..case(1, 8, 4, Activation::Relu) }),
            ("one number", case(1, 1, 1, Activation::Tanh)),
            ("sizes that divide nothing", case(3, 77, 129, Activation::Relu)),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        vec![vec![self.batch, self.inputs], vec![self.inputs, self.units], vec![self.units]]
    }

    fn output(&self) -> Vec<usize> {
        vec![self.parts * self.batch, self.units]
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let [input, weight, bias] = inputs else { return Vec::new() };
        // Each part has whole fours of inputs.
        let each = 4 * (self.inputs / 4).div_ceil(self.parts);
        let unit = |part: usize, row: &[f32], o: usize| {
            let products = row.iter().enumerate();
            let own = products.filter(|(i, _)| self.parts == 1 || i / each == part);
            let sum: f64 =
                own.map(|(i, &x)| f64::from(x) * f64::from(weight[i * self.units + o])).sum();
            match self.parts {
                1 => self.activation.apply((sum + f64::from(bias[o])) as f32),
                _ => sum as f32,
            }
        };
        let rows =
            (0..self.parts).flat_map(|part| input.chunks(self.inputs).map(move |row| (part, row)));
        rows.flat_map(|(part, row)| (0..self.units).map(move |o| unit(part, row, o))).collect()
    }

    fn tolerance(&self) -> f32 {
        rounding(self.inputs + 1)
    }
}
