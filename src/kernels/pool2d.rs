//! What both kinds of pooling share: parameters, shapes, cases and the walk over windows.

use super::{Constant, Program};
use crate::arch::Window;

/// Square windows over `[N, H, W, C]`, giving `[N, OH, OW, C]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool2d {
    /// Pictures at once.
    pub batch: usize,
    /// Height, width and channels of one.
    pub input: [usize; 3],
    /// Window, stride and padding.
    pub window: Window,
}

impl Pool2d {
    /// Shape of the output.
    pub fn output(&self) -> Vec<usize> {
        let [height, width, channels] = self.input;
        vec![self.batch, self.window.output(height), self.window.output(width), channels]
    }

    pub(super) fn shape(&self) -> Vec<usize> {
        [&[self.batch], &self.input[..]].concat()
    }

    pub(super) fn program(&self, name: &'static str, source: &'static str) -> Program {
        let output = self.output();
        let constants: [(&'static str, Constant); 9] = [
            ("BATCH", self.batch.into()),
            ("HEIGHT", self.input[0].into()),
            ("WIDTH", self.input[1].into()),
            ("CHANNELS", self.input[2].into()),
            ("OUT_HEIGHT", output[1].into()),
            ("OUT_WIDTH", output[2].into()),
            ("KERNEL", self.window.kernel.into()),
            ("STRIDE", self.window.stride.into()),
            ("PADDING", self.window.padding.into()),
        ];
        Program::new(name, source, output.iter().product(), constants.to_vec())
    }

    pub(super) fn cases() -> Vec<(&'static str, Self)> {
        let case = |batch, input, (kernel, stride, padding)| Pool2d {
            batch,
            input,
            window: Window { kernel, stride, padding },
        };
        vec![
            ("LeNet-5 s2", case(1, [28, 28, 6], (2, 2, 0))),
            ("LeNet-5 s4, five pictures", case(5, [10, 10, 16], (2, 2, 0))),
            ("AlexNet, overlapping", case(1, [27, 27, 64], (3, 2, 0))),
            ("ResNet, padded", case(1, [28, 28, 64], (3, 2, 1))),
            ("one pixel", case(1, [1, 1, 3], (1, 1, 0))),
            ("a row that is left over", case(2, [7, 5, 3], (2, 2, 0))),
        ]
    }

    /// Folds the pixels of every window, in the order of the output, and finishes each.
    pub(super) fn fold<T: Copy>(
        &self,
        input: &[f32],
        start: T,
        step: impl Fn(T, f32) -> T,
        finish: impl Fn(T) -> f32,
    ) -> Vec<f32> {
        let [height, width, channels] = self.input;
        let Window { kernel, stride, padding } = self.window;
        let [batch, out_height, out_width] = [0, 1, 2].map(|axis| self.output()[axis]);
        let mut output = Vec::new();
        for n in 0..batch {
            for y in 0..out_height {
                for x in 0..out_width {
                    for c in 0..channels {
                        let mut value = start;
                        for iy in (y * stride..y * stride + kernel).map(|i| i.wrapping_sub(padding))
                        {
                            for ix in
                                (x * stride..x * stride + kernel).map(|i| i.wrapping_sub(padding))
                            {
                                if iy < height && ix < width {
                                    let at = ((n * height + iy) * width + ix) * channels + c;
                                    value = step(value, input[at]);
                                }
                            }
                        }
                        output.push(finish(value));
                    }
                }
            }
        }
        output
    }
}
