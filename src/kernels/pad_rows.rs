//! Rows of numbers made longer by zeros.

use super::{Implementation, Operation, Program};

/// `[rows, from]` to `[rows, to]`, with zeros at each row's end.
#[derive(Clone, Debug, PartialEq)]
pub struct PadRows {
    /// How many rows.
    pub rows: usize,
    /// How many numbers each has.
    pub from: usize,
    /// How many it gets.
    pub to: usize,
}

static IMPLEMENTATIONS: [Implementation<PadRows>; 1] = [Implementation {
    name: "pad_rows",
    shader: "pad_rows",
    source: include_str!("../../shaders/pad_rows.wgsl"),
    suits: |_| true,
    program: |pad| {
        let Implementation { shader, source, .. } = &IMPLEMENTATIONS[0];
        let constants =
            vec![("ROWS", pad.rows.into()), ("FROM", pad.from.into()), ("TO", pad.to.into())];
        Program::new(shader, source, pad.rows * pad.to, constants)
    },
}];

impl Operation for PadRows {
    const NAME: &'static str = "pad_rows";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        vec![
            ("a picture", PadRows { rows: 67 * 43, from: 3, to: 4 }),
            ("ResNet conv1's weights", PadRows { rows: 49, from: 3 * 64, to: 4 * 64 }),
            ("nothing to pad", PadRows { rows: 5, from: 7, to: 7 }),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        vec![vec![self.rows, self.from]]
    }

    fn output(&self) -> Vec<usize> {
        vec![self.rows, self.to]
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let zeros = std::iter::repeat_n(0.0, self.to - self.from);
        let rows = inputs[0].chunks(self.from);
        rows.flat_map(|row| row.iter().copied().chain(zeros.clone())).collect()
    }

    fn tolerance(&self) -> f32 {
        0.0
    }
}
