//! Maximum pooling over square windows.

use super::{Implementation, Operation, Pool2d};

/// The largest value of each window: `[N, H, W, C]` to `[N, OH, OW, C]`. Padding never wins.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxPool2d(pub Pool2d);

static IMPLEMENTATIONS: [Implementation<MaxPool2d>; 1] = [Implementation {
    name: "max_pool2d",
    shader: "max_pool2d",
    source: include_str!("../../shaders/max_pool2d.wgsl"),
    suits: |_| true,
    program: |pool| pool.0.program(IMPLEMENTATIONS[0].name, IMPLEMENTATIONS[0].source),
}];

impl Operation for MaxPool2d {
    const NAME: &'static str = "max_pool2d";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        Pool2d::cases().into_iter().map(|(name, pool)| (name, Self(pool))).collect()
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        vec![self.0.shape()]
    }

    fn output(&self) -> Vec<usize> {
        self.0.output()
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        self.0.fold(&inputs[0], f32::MIN, f32::max, |largest| largest)
    }

    fn tolerance(&self) -> f32 {
        0.0 // it only copies
    }
}
