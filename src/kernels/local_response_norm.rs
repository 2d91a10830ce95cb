//! Local response normalisation across channels.

use super::operation::rounding;
use super::{Implementation, Operation, Program};

/// `v / (k + alpha * sum of squares of size neighbouring channels)^beta` on `[N, H, W, C]`:
/// Krizhevsky et al. 2012, section 3.3. Frameworks divide `alpha` by `size`; here it is the paper's.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalResponseNorm {
    /// Pictures at once.
    pub batch: usize,
    /// Height, width and channels of one.
    pub input: [usize; 3],
    /// How many channels count, this one in their middle.
    pub size: usize,
    /// Factor of the sum of squares.
    pub alpha: f32,
    /// The exponent.
    pub beta: f32,
    /// The constant.
    pub k: f32,
}

static IMPLEMENTATIONS: [Implementation<LocalResponseNorm>; 1] = [Implementation {
    name: "local_response_norm",
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
                ("SIZE", one.size.into()),
                ("ALPHA", one.alpha.into()),
                ("BETA", one.beta.into()),
                ("K", one.k.into()),
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
            size,
            alpha,
            beta: 0.75,
            k: 2.0,
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
        let (before, after) = ((self.size - 1) / 2, self.size / 2);
        let normalise = |pixel: &[f32], c: usize| {
            let near = &pixel[c.saturating_sub(before)..(c + after + 1).min(channels)];
            let squares: f64 = near.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
            let scale = f64::from(self.k) + f64::from(self.alpha) * squares;
            (f64::from(pixel[c]) * scale.powf(-f64::from(self.beta))) as f32
        };
        let pixels = inputs[0].chunks(channels);
        pixels.flat_map(|pixel| (0..channels).map(move |c| normalise(pixel, c))).collect()
    }

    fn tolerance(&self) -> f32 {
        // WGSL's pow is exp2(y * log2(x)), good to some units in the last place of a result near 1.
        rounding(4 * self.size)
    }
}
