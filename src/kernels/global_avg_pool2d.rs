//! Global average pooling.

use super::operation::rounding;
use super::{Implementation, Operation, Program};

/// The mean of each map: `[N, H, W, C]` to `[N, 1, 1, C]`.
#[derive(Clone, Debug, PartialEq)]
pub struct GlobalAvgPool2d {
    /// Pictures at once.
    pub batch: usize,
    /// Height, width and channels of one.
    pub input: [usize; 3],
}

static IMPLEMENTATIONS: [Implementation<GlobalAvgPool2d>; 1] = [Implementation {
    name: "global_avg_pool2d",
    source: include_str!("../../shaders/global_avg_pool2d.wgsl"),
    suits: |_| true,
    program: |one| {
        Program::new(
            IMPLEMENTATIONS[0].name,
            IMPLEMENTATIONS[0].source,
            one.batch * one.input[2],
            vec![
                ("BATCH", one.batch.into()),
                ("AREA", (one.input[0] * one.input[1]).into()),
                ("CHANNELS", one.input[2].into()),
            ],
        )
    },
}];

impl Operation for GlobalAvgPool2d {
    const NAME: &'static str = "global_avg_pool2d";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        let case = |batch, input| GlobalAvgPool2d { batch, input };
        vec![
            ("ResNet-50", case(1, [7, 7, 2048])),
            ("two pictures, odd sizes", case(2, [3, 5, 7])),
            ("one pixel", case(1, [1, 1, 1])),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        vec![[&[self.batch], &self.input[..]].concat()]
    }

    fn output(&self) -> Vec<usize> {
        vec![self.batch, 1, 1, self.input[2]]
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let [height, width, channels] = self.input;
        let mean = |picture: &[f32], c: usize| {
            let map = picture.iter().skip(c).step_by(channels);
            (map.map(|&value| f64::from(value)).sum::<f64>() / (height * width) as f64) as f32
        };
        let pictures = inputs[0].chunks(height * width * channels);
        pictures.flat_map(|picture| (0..channels).map(move |c| mean(picture, c))).collect()
    }

    fn tolerance(&self) -> f32 {
        rounding(self.input[0] * self.input[1])
    }
}
