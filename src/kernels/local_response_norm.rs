//! Local response normalisation across channels.

use super::operation::rounding;
use super::{Implementation, Operation, Program};
use crate::arch;

/// `v / (k + alpha * sum of squares of size neighbouring channels)^beta` on `[N, H, W, C]`:
/// Krizhevsky et al. 2012, section 3.3. Caffe, PyTorch and ONNX divide `alpha` by `size`; here it is
/// the paper's, as in TensorFlow.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalResponseNorm {
    /// Pictures at once.
    pub batch: usize,
    /// Height, width and channels of one.
    pub input: [usize; 3],
    /// Neighbourhood and constants.
    pub options: arch::LocalResponseNorm,
}

static IMPLEMENTATIONS: [Implementation<LocalResponseNorm>; 1] = [Implementation {
    name: "local_response_norm",
    shader: "local_response_norm",
    source: include_str!("../../shaders/local_response_norm.wgsl"),
    suits: |_| true,
    program: |one| {
        Program::new(
            IMPLEMENTATIONS[0].name,
            IMPLEMENTATIONS[0].source,
            one.batch * one.input.iter().product::<usize>(),
            vec![
                ("PIXELS", (one.batch * one.input[0] * one.input[1]).into()),
                ("CHANNELS", one.input[2].into()),
                ("SIZE", one.options.size.into()),
                ("ALPHA", one.options.alpha.into()),
                ("BETA", one.options.beta.into()),
                ("K", one.options.k.into()),
            ],
        )
    },
}];

impl Operation for LocalResponseNorm {
    const NAME: &'static str = "local_response_norm";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        let case = |batch, input, size, alpha| LocalResponseNorm {
            batch,
            input,
            options: arch::LocalResponseNorm { size, alpha, ..arch::alexnet::PAPER_NORM },
        };
        vec![
            ("AlexNet norm1, a corner", case(1, [13, 13, 96], 5, 1e-4)),
            ("a large alpha", case(2, [3, 4, 16], 5, 0.5)),
            ("an even size", case(1, [2, 2, 9], 4, 0.1)),
            ("fewer channels than the size", case(1, [3, 3, 2], 5, 0.1)),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        vec![self.output()]
    }

    fn output(&self) -> Vec<usize> {
        [&[self.batch], &self.input[..]].concat()
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let channels = self.input[2];
        let arch::LocalResponseNorm { size, alpha, beta, k } = self.options;
        let (before, after) = ((size - 1) / 2, size / 2);
        let normalise = |pixel: &[f32], c: usize| {
            let near = &pixel[c.saturating_sub(before)..(c + after + 1).min(channels)];
            let squares: f64 = near.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
            let scale = f64::from(k) + f64::from(alpha) * squares;
            (f64::from(pixel[c]) * scale.powf(-f64::from(beta))) as f32
        };
        let pixels = inputs[0].chunks(channels);
        pixels.flat_map(|pixel| (0..channels).map(move |c| normalise(pixel, c))).collect()
    }

    fn tolerance(&self) -> f32 {
        // WGSL's pow is exp2(y * log2(x)), good to some units in the last place of a result near 1.
        rounding(4 * self.options.size)
    }
}
