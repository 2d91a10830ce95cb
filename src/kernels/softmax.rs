//! Softmax along rows.

use super::operation::rounding;
use super::{Implementation, Operation, Program};

/// `exp(x) / sum of exp(x)` along each row of `[N, C]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Softmax {
    /// Rows at once.
    pub batch: usize,
    /// Numbers in a row.
    pub classes: usize,
}

static IMPLEMENTATIONS: [Implementation<Softmax>; 1] = [Implementation {
    name: "softmax",
    shader: "softmax",
    source: include_str!("../../shaders/softmax.wgsl"),
    suits: |_| true,
    program: |one| {
        Program::new(
            IMPLEMENTATIONS[0].name,
            IMPLEMENTATIONS[0].source,
            one.batch,
            vec![("ROWS", one.batch.into()), ("CLASSES", one.classes.into())],
        )
    },
}];

impl Operation for Softmax {
    const NAME: &'static str = "softmax";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        let case = |batch, classes| Softmax { batch, classes };
        vec![
            ("ten digits", case(1, 10)),
            ("ImageNet, three photos", case(3, 1000)),
            ("one class", case(2, 1)),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        vec![self.output()]
    }

    fn output(&self) -> Vec<usize> {
        vec![self.batch, self.classes]
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let row = |row: &[f32]| {
            let largest = row.iter().copied().fold(f32::MIN, f32::max);
            let powers: Vec<_> = row.iter().map(|&x| f64::from(x - largest).exp()).collect();
            let sum: f64 = powers.iter().sum();
            powers.into_iter().map(|power| (power / sum) as f32).collect::<Vec<_>>()
        };
        inputs[0].chunks(self.classes).flat_map(row).collect()
    }

    fn tolerance(&self) -> f32 {
        // WGSL allows exp a few units in the last place; results are at most 1.
        rounding(16)
    }
}
