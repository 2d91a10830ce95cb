//! Average pooling over square windows.

use super::operation::rounding;
use super::{Implementation, Operation, Pool2d};

/// The mean of each window: `[N, H, W, C]` to `[N, OH, OW, C]`. Padding counts as zeros.
#[derive(Clone, Debug, PartialEq)]
pub struct AvgPool2d(pub Pool2d);

static IMPLEMENTATIONS: [Implementation<AvgPool2d>; 1] = [Implementation {
    name: "avg_pool2d",
    shader: "avg_pool2d",
    source: include_str!("../../shaders/avg_pool2d.wgsl"),
    suits: |_| true,
    program: |pool| pool.0.program(IMPLEMENTATIONS[0].name, IMPLEMENTATIONS[0].source),
}];

impl Operation for AvgPool2d {
    const NAME: &'static str = "avg_pool2d";

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
        let area = (self.0.window.kernel * self.0.window.kernel) as f64;
        let add = |sum: f64, value| sum + f64::from(value);
        self.0.fold(&inputs[0], 0.0, add, |sum| (sum / area) as f32)
    }

    fn tolerance(&self) -> f32 {
        rounding(self.0.window.kernel.pow(2))
    }
}
