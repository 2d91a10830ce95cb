//! AlexNet: A. Krizhevsky, I. Sutskever, G. Hinton, "ImageNet classification with deep
//! convolutional neural networks", NIPS 2012, figure 2 and section 3.

use super::{Activation, Family, LocalResponseNorm, Network, Offset, Op, Pooling, Row, Window};

/// Output maps, kernel, stride, padding and groups of a convolution.
type Conv = (usize, usize, usize, usize, usize);

/// Section 3.5. Groups of two are the paper's two graphics cards: layers 2, 4 and 5 see only the
/// maps on their own card.
const TWO_TOWERS: [Conv; 5] =
    [(96, 11, 4, 0, 1), (256, 5, 1, 2, 2), (384, 3, 1, 1, 1), (384, 3, 1, 1, 2), (256, 3, 1, 1, 2)];

/// torchvision's `models/alexnet.py`, after A. Krizhevsky, "One weird trick for parallelizing
/// convolutional neural networks", 2014, arXiv:1404.5997. That paper prints 384 maps for layer 4;
/// his published one-GPU configuration has 256, response normalisation, and dropout after fc6 and fc7.
const ONE_TOWER: [Conv; 5] =
    [(64, 11, 4, 2, 1), (192, 5, 1, 2, 1), (384, 3, 1, 1, 1), (256, 3, 1, 1, 1), (256, 3, 1, 1, 1)];

/// Section 3.3 of the paper.
pub const PAPER_NORM: LocalResponseNorm =
    LocalResponseNorm { size: 5, alpha: 1e-4, beta: 0.75, k: 2.0 };

/// Caffe's `bvlc_alexnet` and `bvlc_reference_caffenet`: Caffe divides alpha by the size.
pub const CAFFE_NORM: LocalResponseNorm =
    LocalResponseNorm { size: 5, alpha: 1e-4 / 5.0, beta: 0.75, k: 1.0 };

/// What follows convolutions 1 and 2, apart from the pooling.
#[derive(Clone, Copy, PartialEq)]
enum Norm {
    None,
    BeforePooling(LocalResponseNorm),
    AfterPooling(LocalResponseNorm),
}

/// Section 3.4: windows of three, two apart, so they overlap.
const OVERLAPPING: Op =
    Op::Pool { pooling: Pooling::Max, window: Window { kernel: 3, stride: 2, padding: 0 } };

/// Section 4.2.
const DROPOUT: Op = Op::Dropout { rate: 0.5 };

/// Convolutions 1 to 5 with normalisation and pooling.
fn convolutions(table: [Conv; 5], norm: Norm) -> Vec<Row> {
    let plain = |name: String, op: Op| Row::new(&name, op, Activation::Identity);
    let mut rows = Vec::new();
    for (number, (channels, kernel, stride, padding, groups)) in (1..).zip(table) {
        let conv = Op::Conv2d {
            channels,
            window: Window { kernel, stride, padding },
            groups,
            connections: None,
            offset: Offset::Bias,
        };
        rows.push(Row::new(&format!("conv{number}"), conv, Activation::Relu));
        let norm = if number <= 2 { norm } else { Norm::None };
        if let Norm::BeforePooling(options) = norm {
            rows.push(plain(format!("norm{number}"), Op::LocalResponseNorm(options)));
        }
        if [1, 2, 5].contains(&number) {
            rows.push(plain(format!("pool{number}"), OVERLAPPING));
        }
        if let Norm::AfterPooling(options) = norm {
            rows.push(plain(format!("norm{number}"), Op::LocalResponseNorm(options)));
        }
    }
    rows
}

fn linear(name: &str, units: usize, activation: Activation) -> Row {
    Row::new(name, Op::Linear { units }, activation)
}

fn two_towers(
    name: &'static str,
    title: &'static str,
    source: &'static str,
    norm: Norm,
) -> Network {
    let mut rows = convolutions(TWO_TOWERS, norm);
    rows.extend([
        linear("fc6", 4096, Activation::Relu),
        Row::new("drop6", DROPOUT, Activation::Identity),
        linear("fc7", 4096, Activation::Relu),
        Row::new("drop7", DROPOUT, Activation::Identity),
        linear("fc8", 1000, Activation::Identity),
    ]);
    Network { name, title, family: Family::AlexNet, source, input: [227, 227, 3], rows }
}

/// As the paper prints it: two towers, response normalisation before overlapping pooling, 60,965,224
/// parameters. The input is 227 x 227: with the 224 of the paper, 11 x 11 windows four apart do not
/// give the 55 x 55 maps of its figure 2.
pub fn paper() -> Network {
    two_towers(
        "alexnet",
        "AlexNet",
        "Krizhevsky et al. 2012, figure 2 and section 3",
        Norm::BeforePooling(PAPER_NORM),
    )
}

/// As Caffe trained it: other constants in the normalisation.
pub fn bvlc() -> Network {
    two_towers(
        "alexnet_bvlc",
        "AlexNet, Caffe's",
        "Caffe, models/bvlc_alexnet",
        Norm::BeforePooling(CAFFE_NORM),
    )
}

/// Caffe's sibling: the same with pooling before normalisation.
pub fn caffenet() -> Network {
    two_towers(
        "caffenet",
        "CaffeNet",
        "Caffe, models/bvlc_reference_caffenet",
        Norm::AfterPooling(CAFFE_NORM),
    )
}

/// As torchvision has it: one tower, no normalisation, 224 x 224, 61,100,840 parameters. At other
/// sizes its adaptive pooling brings the last maps to 6 x 6.
pub fn torchvision() -> Network {
    let mut rows = convolutions(ONE_TOWER, Norm::None);
    rows.extend([
        Row::new("avgpool", Op::AdaptiveAvgPool { side: 6 }, Activation::Identity),
        Row::new("drop5", DROPOUT, Activation::Identity),
        linear("fc6", 4096, Activation::Relu),
        Row::new("drop6", DROPOUT, Activation::Identity),
        linear("fc7", 4096, Activation::Relu),
        linear("fc8", 1000, Activation::Identity),
    ]);
    Network {
        name: "alexnet_tv",
        title: "AlexNet, one tower",
        family: Family::AlexNet,
        source: "torchvision, models/alexnet.py, after Krizhevsky 2014, arXiv:1404.5997",
        input: [224, 224, 3],
        rows,
    }
}

/// Every form here, the paper's first.
pub fn all() -> impl Iterator<Item = Network> {
    [paper as fn() -> Network, torchvision, bvlc, caffenet].into_iter().map(|table| table())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_as_published() {
        for network in [paper(), bvlc(), caffenet()] {
            let totals = (network.parameters(), network.macs());
            assert_eq!(totals, (60_965_224, 724_406_816), "{}", network.name);
        }
        let torchvision = torchvision();
        assert_eq!(torchvision.parameters(), 61_100_840);
        assert_eq!(torchvision.macs(), 714_188_480);
    }

    #[test]
    fn rows_as_the_paper_draws_them() {
        let rows = [
            ("conv1", [55, 55, 96], 34_944, 105_415_200),
            ("norm1", [55, 55, 96], 0, 0),
            ("pool1", [27, 27, 96], 0, 0),
            ("conv2", [27, 27, 256], 307_456, 223_948_800),
            ("norm2", [27, 27, 256], 0, 0),
            ("pool2", [13, 13, 256], 0, 0),
            ("conv3", [13, 13, 384], 885_120, 149_520_384),
            ("conv4", [13, 13, 384], 663_936, 112_140_288),
            ("conv5", [13, 13, 256], 442_624, 74_760_192),
            ("pool5", [6, 6, 256], 0, 0),
            ("fc6", [1, 1, 4096], 37_752_832, 37_748_736),
            ("drop6", [1, 1, 4096], 0, 0),
            ("fc7", [1, 1, 4096], 16_781_312, 16_777_216),
            ("drop7", [1, 1, 4096], 0, 0),
            ("fc8", [1, 1, 1000], 4_097_000, 4_096_000),
        ];
        let summary = paper().summary();
        let got: Vec<_> =
            summary.iter().map(|r| (r.name.as_str(), r.output, r.parameters, r.macs)).collect();
        assert_eq!(got, rows);
    }

    #[test]
    fn caffenet_pools_before_it_normalises() {
        let names = |network: Network| -> Vec<_> {
            network.rows.into_iter().take(3).map(|row| row.name).collect()
        };
        assert_eq!(names(bvlc()), ["conv1", "norm1", "pool1"]);
        assert_eq!(names(caffenet()), ["conv1", "pool1", "norm1"]);
    }

    #[test]
    fn one_tower_at_other_sides_keeps_its_linear_layers() {
        for side in [64, 96, 128, 224, 288] {
            let network = torchvision().with_side(side).with_classes(200);
            let summary = network.summary();
            let fc6 = summary.iter().find(|row| row.name == "fc6").map(|row| row.input);
            assert_eq!((fc6, network.classes()), (Some([6, 6, 256]), 200), "{side}");
        }
    }
}
