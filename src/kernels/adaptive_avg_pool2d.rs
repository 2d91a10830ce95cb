//! Adaptive average pooling, of which global average pooling is a case.

use super::operation::rounding;
use super::{Implementation, Operation, Program};

/// The mean of `side` x `side` parts of each map: `[N, H, W, C]` to `[N, side, side, C]`.
///
/// Part `i` along an axis of length `L` goes from `floor(i L / side)` to `ceil((i + 1) L / side)`,
/// as PyTorch's `AdaptiveAvgPool2d` has it (ATen, `AdaptiveAveragePooling.cpp`).
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptiveAvgPool2d {
    /// Pictures at once.
    pub batch: usize,
    /// Height, width and channels of one.
    pub input: [usize; 3],
    /// Side of the output; 1 is global average pooling.
    pub side: usize,
}

static IMPLEMENTATIONS: [Implementation<AdaptiveAvgPool2d>; 1] = [Implementation {
    name: "adaptive_avg_pool2d",
    shader: "adaptive_avg_pool2d",
    source: include_str!("../../shaders/adaptive_avg_pool2d.wgsl"),
    suits: |_| true,
    program: |one| {
        Program::new(
            IMPLEMENTATIONS[0].name,
            IMPLEMENTATIONS[0].source,
            one.output().iter().product(),
            vec![
                ("BATCH", one.batch.into()),
                ("HEIGHT", one.input[0].into()),
                ("WIDTH", one.input[1].into()),
                ("CHANNELS", one.input[2].into()),
                ("OUT_HEIGHT", one.side.into()),
                ("OUT_WIDTH", one.side.into()),
            ],
        )
    },
}];

impl AdaptiveAvgPool2d {
    /// Where part `index` along `axis` (0 is down) begins and ends.
    fn part(&self, axis: usize, index: usize) -> std::ops::Range<usize> {
        let length = self.input[axis];
        index * length / self.side..((index + 1) * length).div_ceil(self.side)
    }
}

impl Operation for AdaptiveAvgPool2d {
    const NAME: &'static str = "adaptive_avg_pool2d";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        let case = |batch, input, side| AdaptiveAvgPool2d { batch, input, side };
        vec![
            ("ResNet-50, global", case(1, [7, 7, 2048], 1)),
            ("two pictures, odd sizes, global", case(2, [3, 5, 7], 1)),
            ("one pixel", case(1, [1, 1, 1], 1)),
            ("AlexNet at 128 pixels, 3 to 6", case(1, [3, 3, 256], 6)),
            ("AlexNet at 288 pixels, 8 to 6, parts overlap", case(2, [8, 8, 12], 6)),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        vec![[&[self.batch], &self.input[..]].concat()]
    }

    fn output(&self) -> Vec<usize> {
        vec![self.batch, self.side, self.side, self.input[2]]
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let [height, width, channels] = self.input;
        let mut output = Vec::new();
        for picture in inputs[0].chunks(height * width * channels) {
            for (y, x) in (0..self.side * self.side).map(|i| (i / self.side, i % self.side)) {
                for c in 0..channels {
                    let (mut sum, mut count) = (0.0, 0.0);
                    for row in self.part(0, y) {
                        for column in self.part(1, x) {
                            sum += f64::from(picture[(row * width + column) * channels + c]);
                            count += 1.0;
                        }
                    }
                    output.push((sum / count) as f32);
                }
            }
        }
        output
    }

    fn tolerance(&self) -> f32 {
        rounding(self.input[0] * self.input[1])
    }
}
