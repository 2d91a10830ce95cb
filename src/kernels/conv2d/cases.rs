//! Convolutions worth trying.

use super::Conv2d;
use crate::arch::{Activation, Window};

pub(super) fn cases() -> Vec<(&'static str, Conv2d)> {
    let case = |input, channels, (kernel, stride, padding), groups| Conv2d {
        batch: 1,
        input,
        channels,
        window: Window { kernel, stride, padding },
        groups,
        residual: false,
        activation: Activation::Relu,
        parts: 1,
        bits: 32,
    };
    vec![
        ("LeNet-5 c1", case([32, 32, 1], 6, (5, 1, 0), 1)),
        (
            "LeNet-5 c3, tanh",
            Conv2d { activation: Activation::Tanh, ..case([14, 14, 6], 16, (5, 1, 0), 1) },
        ),
        ("LeNet-5 c5, three pictures", Conv2d { batch: 3, ..case([5, 5, 16], 120, (5, 1, 0), 1) }),
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
            "3 x 3 tiles with odd edges, two pictures, residual",
            Conv2d { batch: 2, residual: true, ..case([15, 13, 48], 72, (3, 1, 1), 1) },
        ),
        (
            "ResNet projection, no activation",
            Conv2d { activation: Activation::Identity, ..case([14, 14, 64], 128, (1, 2, 0), 1) },
        ),
        (
            "a tile with a rest, two groups, residual",
            Conv2d { batch: 2, residual: true, ..case([5, 3, 8], 16, (3, 1, 1), 2) },
        ),
        ("ResNet conv5_x, in two parts", Conv2d { parts: 2, ..case([7, 7, 64], 64, (3, 1, 1), 1) }),
        (
            "two groups in three parts, with a rest",
            Conv2d { parts: 3, batch: 2, ..case([5, 3, 40], 24, (3, 2, 1), 2) },
        ),
        ("more parts than steps", Conv2d { parts: 8, ..case([3, 3, 8], 4, (1, 1, 0), 1) }),
        (
            "ResNet conv2_x, int8, residual",
            Conv2d { bits: 8, residual: true, ..case([14, 14, 64], 64, (3, 1, 1), 1) },
        ),
        ("int8, a projection", Conv2d { bits: 8, ..case([9, 7, 32], 128, (1, 2, 0), 1) }),
        (
            "int8, two groups, two pictures, in three parts",
            Conv2d { bits: 8, parts: 3, batch: 2, ..case([5, 3, 40], 96, (3, 2, 1), 2) },
        ),
        (
            "f16, two groups with a rest, tanh",
            Conv2d { bits: 16, activation: Activation::Tanh, ..case([5, 7, 24], 96, (3, 1, 1), 2) },
        ),
        ("f16, in two parts", Conv2d { bits: 16, parts: 2, ..case([7, 7, 64], 32, (3, 1, 1), 1) }),
        ("one pixel, all of it padding but one", case([1, 1, 3], 5, (3, 1, 1), 1)),
        (
            "odd sizes, residual, padding wider than the stride",
            Conv2d { batch: 2, residual: true, ..case([7, 5, 4], 6, (4, 3, 3), 2) },
        ),
    ]
}
