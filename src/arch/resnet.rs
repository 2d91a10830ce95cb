//! ResNet: K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", CVPR
//! 2016, arXiv:1512.03385, table 1 and figure 5.

use super::{Activation, Family, Network, Offset, Op, Pooling, Row, Window};

/// What a residual block is made of (figure 5).
#[derive(Clone, Copy, Debug, PartialEq)]
enum Block {
    /// Two 3 x 3 convolutions.
    Basic,
    /// 1 x 1, 3 x 3, 1 x 1; the last one four times as wide.
    Bottleneck,
}

/// Where a bottleneck that halves its maps does so.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stride {
    /// In the 3 x 3 convolution: "v1.5", what torchvision and most others train.
    Middle,
    /// In the first 1 x 1 convolution, as the paper has it.
    First,
}

/// A column of table 1: blocks in conv2_x to conv5_x.
struct Column {
    name: &'static str,
    title: &'static str,
    block: Block,
    blocks: [usize; 4],
    stride: Stride,
}

const COLUMNS: [Column; 8] = {
    use Block::{Basic, Bottleneck};
    use Stride::{First, Middle};
    const fn column(
        name: &'static str,
        title: &'static str,
        block: Block,
        blocks: [usize; 4],
        stride: Stride,
    ) -> Column {
        Column { name, title, block, blocks, stride }
    }
    [
        column("resnet18", "ResNet-18", Basic, [2, 2, 2, 2], Middle),
        column("resnet34", "ResNet-34", Basic, [3, 4, 6, 3], Middle),
        column("resnet50", "ResNet-50", Bottleneck, [3, 4, 6, 3], Middle),
        column("resnet101", "ResNet-101", Bottleneck, [3, 4, 23, 3], Middle),
        column("resnet152", "ResNet-152", Bottleneck, [3, 8, 36, 3], Middle),
        column("resnet50_v1", "ResNet-50, as printed", Bottleneck, [3, 4, 6, 3], First),
        column("resnet101_v1", "ResNet-101, as printed", Bottleneck, [3, 4, 23, 3], First),
        column("resnet152_v1", "ResNet-152, as printed", Bottleneck, [3, 8, 36, 3], First),
    ]
};

/// Maps of the first convolution of a block in conv2_x to conv5_x, table 1.
const WIDTHS: [usize; 4] = [64, 128, 256, 512];

fn conv(name: &str, channels: usize, window: (usize, usize, usize), activation: Activation) -> Row {
    let (kernel, stride, padding) = window;
    let op = Op::Conv2d {
        channels,
        window: Window { kernel, stride, padding },
        groups: 1,
        connections: None,
        offset: Offset::BatchNorm,
    };
    Row::new(name, op, activation)
}

impl Column {
    /// Convolutions of one block, without the shortcut: output maps and window.
    fn convolutions(&self, width: usize, stride: usize) -> Vec<(usize, (usize, usize, usize))> {
        let (first, middle) = match self.stride {
            Stride::First => (stride, 1),
            Stride::Middle => (1, stride),
        };
        match self.block {
            Block::Basic => vec![(width, (3, stride, 1)), (width, (3, 1, 1))],
            Block::Bottleneck => {
                vec![(width, (1, first, 0)), (width, (3, middle, 1)), (4 * width, (1, 1, 0))]
            }
        }
    }

    fn network(&self) -> Network {
        let pool =
            Op::Pool { pooling: Pooling::Max, window: Window { kernel: 3, stride: 2, padding: 1 } };
        let mut rows = vec![
            conv("conv1", 64, (7, 2, 3), Activation::Relu),
            Row::new("pool1", pool, Activation::Identity),
        ];
        let (mut last, mut channels) = ("pool1".to_owned(), 64);
        for (stage, (&blocks, width)) in (2..).zip(self.blocks.iter().zip(WIDTHS)) {
            for number in 1..=blocks {
                let stride = if stage > 2 && number == 1 { 2 } else { 1 };
                let block = format!("conv{stage}_{number}");
                let convolutions = self.convolutions(width, stride);
                let (output, _) = convolutions[convolutions.len() - 1];
                let mut shortcut = last.clone();
                if stride != 1 || channels != output {
                    // Option B of section 4.1: projections where sizes change.
                    let projection = format!("{block}.projection");
                    rows.push(conv(&projection, output, (1, stride, 0), Activation::Identity));
                    shortcut = projection;
                }
                let end = convolutions.len();
                for (position, (channels, window)) in (1..).zip(convolutions) {
                    let name = format!("{block}.{position}");
                    let mut row = conv(&name, channels, window, Activation::Relu);
                    if position == 1 {
                        row = row.on(&last);
                    }
                    if position == end {
                        row = row.plus(&shortcut);
                    }
                    rows.push(row);
                }
                (last, channels) = (format!("{block}.{end}"), output);
            }
        }
        rows.push(Row::new("pool5", Op::AdaptiveAvgPool { side: 1 }, Activation::Identity));
        rows.push(Row::new("fc", Op::Linear { units: 1000 }, Activation::Identity));
        Network {
            name: self.name,
            title: self.title,
            family: Family::ResNet,
            source: "He et al. 2015, table 1",
            input: [224, 224, 3],
            rows,
        }
    }
}

/// Every ResNet, the shallowest first; those with the paper's own strides last.
pub fn all() -> impl Iterator<Item = Network> {
    COLUMNS.iter().map(Column::network)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(name: &str) -> Network {
        crate::arch::find(name).unwrap()
    }

    #[test]
    fn totals_as_torchvision_counts() {
        // torchvision's documentation of each model; multiply-adds counted apart with its hooks.
        for (name, parameters, macs) in [
            ("resnet18", 11_689_512, 1_814_073_344),
            ("resnet34", 21_797_672, 3_663_761_408),
            ("resnet50", 25_557_032, 4_089_184_256),
            ("resnet101", 44_549_160, 7_801_405_440),
            ("resnet152", 60_192_808, 11_513_626_624),
        ] {
            let network = find(name);
            assert_eq!((network.parameters(), network.macs()), (parameters, macs), "{name}");
        }
    }

    #[test]
    fn stages_end_as_table_one_says() {
        for (name, widths) in
            [("resnet34", [64, 128, 256, 512]), ("resnet152", [256, 512, 1024, 2048])]
        {
            let summary = find(name).summary();
            for (stage, (side, width)) in (2..).zip([56, 28, 14, 7].into_iter().zip(widths)) {
                let head = format!("conv{stage}_");
                let end = summary.iter().rfind(|row| row.name.starts_with(&head)).unwrap();
                assert_eq!(end.output, [side, side, width], "{name} conv{stage}_x");
            }
        }
    }

    #[test]
    fn depth_is_the_number_in_the_name() {
        for (name, depth) in [("resnet18", 18), ("resnet50", 50), ("resnet152", 152)] {
            let layers = find(name).rows.into_iter().filter(|row| {
                matches!(row.op, Op::Conv2d { .. } | Op::Linear { .. })
                    && !row.name.ends_with("projection")
            });
            assert_eq!(layers.count(), depth, "{name}");
        }
    }

    #[test]
    fn every_block_has_its_shortcut() {
        let network = find("resnet50");
        let adds: Vec<_> = network.rows.iter().filter_map(|row| row.add.as_deref()).collect();
        assert_eq!(adds.len(), 16);
        assert_eq!(
            adds[..4],
            ["conv2_1.projection", "conv2_1.3", "conv2_2.3", "conv3_1.projection"]
        );
    }

    #[test]
    fn the_papers_strides_cost_less() {
        let (printed, usual) = (find("resnet50_v1"), find("resnet50"));
        assert_eq!(printed.parameters(), usual.parameters());
        assert!(printed.macs() < usual.macs());
        // 3.8 * 10^9 in table 1; without biases and pooling 3.857.
        assert_eq!(printed.macs() / 1_000_000, 3_857);
    }
}
