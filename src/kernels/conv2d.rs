//! 2-D convolution with bias, residual and activation in one pass.

use super::operation::rounding;
use super::{Implementation, Operation, Program};
use crate::arch::{Activation, Window};

/// `activation(conv2d(input, weight) + bias + residual)`, dilation 1.
///
/// Inputs: picture `[N, H, W, C]`, weight `[K, K, C / groups, O]`, bias `[O]`, residual
/// `[N, OH, OW, O]` (or the bias again where there is none). Output `[N, OH, OW, O]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv2d {
    /// Pictures at once.
    pub batch: usize,
    /// Height, width and channels of one.
    pub input: [usize; 3],
    /// Output channels.
    pub channels: usize,
    /// Kernel, stride and zero padding.
    pub window: Window,
    /// Groups of channels that do not see each other.
    pub groups: usize,
    /// Whether a residual is added before the activation.
    pub residual: bool,
    /// What is applied last.
    pub activation: Activation,
}

static IMPLEMENTATIONS: [Implementation<Conv2d>; 3] = [
    Implementation {
        name: "conv2d_tile4x4",
        source: include_str!("../../shaders/conv2d_tile4x4.wgsl"),
        suits: |conv| {
            let fours = |channels: usize| (channels / conv.groups).is_multiple_of(4);
            fours(conv.channels) && fours(conv.input[2])
        },
        program: |conv| {
            let [batch, out_height, out_width, _] = conv.output_shape();
            let tiles = (batch * out_height * out_width).div_ceil(4);
            conv.program(0, tiles * conv.channels / 4)
        },
    },
    Implementation {
        name: "conv2d_vec4",
        source: include_str!("../../shaders/conv2d_vec4.wgsl"),
        suits: |conv| (conv.channels / conv.groups).is_multiple_of(4),
        program: |conv| conv.program(1, conv.numbers() / 4),
    },
    Implementation {
        name: "conv2d",
        source: include_str!("../../shaders/conv2d.wgsl"),
        suits: |_| true,
        program: |conv| conv.program(2, conv.numbers()),
    },
];

impl Conv2d {
    fn numbers(&self) -> usize {
        self.output().iter().product()
    }

    fn program(&self, implementation: usize, threads: usize) -> Program {
        let [_, out_height, out_width, _] = self.output_shape();
        let one = &IMPLEMENTATIONS[implementation];
        Program::new(
            one.name,
            one.source,
            threads,
            vec![
                ("BATCH", self.batch.into()),
                ("HEIGHT", self.input[0].into()),
                ("WIDTH", self.input[1].into()),
                ("CHANNELS", self.input[2].into()),
                ("OUT_HEIGHT", out_height.into()),
                ("OUT_WIDTH", out_width.into()),
                ("OUT_CHANNELS", self.channels.into()),
                ("KERNEL", self.window.kernel.into()),
                ("STRIDE", self.window.stride.into()),
                ("PADDING", self.window.padding.into()),
                ("GROUPS", self.groups.into()),
                ("RESIDUAL", self.residual.into()),
                ("ACTIVATION", (self.activation as usize).into()),
            ],
        )
    }

    fn output_shape(&self) -> [usize; 4] {
        let [height, width, _] = self.input;
        [self.batch, self.window.output(height), self.window.output(width), self.channels]
    }
}

impl Operation for Conv2d {
    const NAME: &'static str = "conv2d";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        let case = |input, channels, (kernel, stride, padding), groups| Conv2d {
            batch: 1,
            input,
            channels,
            window: Window { kernel, stride, padding },
            groups,
            residual: false,
            activation: Activation::Relu,
        };
        vec![
            ("LeNet-5 c1", case([32, 32, 1], 6, (5, 1, 0), 1)),
            (
                "LeNet-5 c3, tanh",
                Conv2d { activation: Activation::Tanh, ..case([14, 14, 6], 16, (5, 1, 0), 1) },
            ),
            (
                "LeNet-5 c5, three pictures",
                Conv2d { batch: 3, ..case([5, 5, 16], 120, (5, 1, 0), 1) },
            ),
            (
                "subsampling as a grouped convolution",
                Conv2d { activation: Activation::ScaledTanh, ..case([28, 28, 6], 6, (2, 2, 0), 6) },
            ),
            ("AlexNet conv1, a strip", case([27, 67, 3], 96, (11, 4, 0), 1)),
            ("AlexNet conv2, two groups", case([9, 9, 96], 256, (5, 1, 2), 2)),
            (
                "ResNet conv2_x, residual",
                Conv2d { residual: true, ..case([14, 14, 64], 64, (3, 1, 1), 1) },
            ),
            (
                "ResNet projection, no activation",
                Conv2d {
                    activation: Activation::Identity,
                    ..case([14, 14, 64], 128, (1, 2, 0), 1)
                },
            ),
            (
                "a tile with a rest, two groups, residual",
                Conv2d { batch: 2, residual: true, ..case([5, 3, 8], 16, (3, 1, 1), 2) },
            ),
            ("one pixel, all of it padding but one", case([1, 1, 3], 5, (3, 1, 1), 1)),
            (
                "odd sizes, residual, padding wider than the stride",
                Conv2d { batch: 2, residual: true, ..case([7, 5, 4], 6, (4, 3, 3), 2) },
            ),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        let kernel = self.window.kernel;
        vec![
            [&[self.batch], &self.input[..]].concat(),
            vec![kernel, kernel, self.input[2] / self.groups, self.channels],
            vec![self.channels],
            if self.residual { self.output() } else { vec![self.channels] },
        ]
    }

    fn output(&self) -> Vec<usize> {
        self.output_shape().to_vec()
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let [picture, weight, bias, residual] = inputs else { return Vec::new() };
        let [height, width, channels] = self.input;
        let [batch, out_height, out_width, out_channels] = self.output_shape();
        let Window { kernel, stride, padding } = self.window;
        let group_channels = channels / self.groups;
        let mut output = Vec::with_capacity(self.numbers());
        for n in 0..batch {
            for y in 0..out_height {
                for x in 0..out_width {
                    for o in 0..out_channels {
                        let first = o / (out_channels / self.groups) * group_channels;
                        let mut sum = f64::from(bias[o]);
                        for ky in 0..kernel {
                            for kx in 0..kernel {
                                let (iy, ix) = (y * stride + ky, x * stride + kx);
                                if iy < padding || iy - padding >= height {
                                    continue;
                                }
                                if ix < padding || ix - padding >= width {
                                    continue;
                                }
                                let pixel = (n * height + iy - padding) * width + ix - padding;
                                for c in 0..group_channels {
                                    let at = (ky * kernel + kx) * group_channels + c;
                                    sum += f64::from(picture[pixel * channels + first + c])
                                        * f64::from(weight[at * out_channels + o]);
                                }
                            }
                        }
                        if self.residual {
                            sum += f64::from(residual[output.len()]);
                        }
                        output.push(self.activation.apply(sum as f32));
                    }
                }
            }
        }
        output
    }

    fn tolerance(&self) -> f32 {
        rounding(self.window.kernel.pow(2) * self.input[2] / self.groups + 2)
    }
}
