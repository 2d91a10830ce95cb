//! LeNet-5: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to
//! document recognition", Proc. IEEE 86(11), 1998, figure 2 and section II.B.

mod sweep;

pub use sweep::{can_be_swept, swept};

use super::{Activation, Connections, Family, Network, Offset, Op, Patterns, Pooling, Row, Window};

/// Whether a digit network's scores are compared with that of what is no digit, which is 0: equation 9
/// of the paper, with no parameter more. The printed form knows digits only.
pub fn knows_none(network: &Network) -> bool {
    !matches!(network.rows.last().map(|row| &row.op), Some(Op::Rbf { .. }))
}

/// Table I of the paper: which maps of S2 each map of C3 sees.
pub const C3_CONNECTIONS: Connections = &[
    &[0, 1, 2],
    &[1, 2, 3],
    &[2, 3, 4],
    &[3, 4, 5],
    &[0, 4, 5],
    &[0, 1, 5],
    &[0, 1, 2, 3],
    &[1, 2, 3, 4],
    &[2, 3, 4, 5],
    &[0, 3, 4, 5],
    &[0, 1, 4, 5],
    &[0, 1, 2, 5],
    &[0, 1, 3, 4],
    &[1, 2, 4, 5],
    &[0, 2, 3, 5],
    &[0, 1, 2, 3, 4, 5],
];

/// The layers that all forms share, with what differs: the subsampling, the activation after
/// each layer with weights, C3's connections, the input's side and C1's padding, the output.
struct Form {
    side: usize,
    padding: usize,
    subsampling: Op,
    after_subsampling: Activation,
    connections: Option<Connections>,
    activation: Activation,
    output: Op,
}

impl Form {
    fn rows(self) -> Vec<Row> {
        let conv = |channels, padding, connections| Op::Conv2d {
            channels,
            window: Window { kernel: 5, stride: 1, padding },
            groups: 1,
            connections,
            offset: Offset::Bias,
        };
        let halve = |name| Row::new(name, self.subsampling.clone(), self.after_subsampling);
        vec![
            Row::new("c1", conv(6, self.padding, None), self.activation),
            halve("s2"),
            Row::new("c3", conv(16, 0, self.connections), self.activation),
            halve("s4"),
            Row::new("c5", conv(120, 0, None), self.activation),
            Row::new("f6", Op::Linear { units: 84 }, self.activation),
            Row::new("output", self.output.clone(), Activation::Identity),
        ]
    }

    fn network(self, name: &'static str, title: &'static str, source: &'static str) -> Network {
        Network {
            name,
            title,
            family: Family::LeNet5,
            source,
            input: [self.side, self.side, 1],
            rows: self.rows(),
        }
    }
}

fn pool(pooling: Pooling) -> Op {
    Op::Pool { pooling, window: Window { kernel: 2, stride: 2, padding: 0 } }
}

fn modern_form(pooling: Pooling, activation: Activation) -> Form {
    Form {
        side: 32,
        padding: 0,
        subsampling: pool(pooling),
        after_subsampling: Activation::Identity,
        connections: None,
        activation,
        output: Op::Linear { units: 10 },
    }
}

/// The form in use today and here by default: 61,706 parameters, every map of C3 sees every map
/// of S2, rectifiers, maximum pooling, a linear output.
pub fn modern() -> Network {
    modern_form(Pooling::Max, Activation::Relu).network(
        "lenet5",
        "LeNet-5",
        "LeCun et al. 1998, figure 2, with ReLU and max pooling",
    )
}

/// The paper's own form: 60,000 trainable parameters, Table I's connections, trained subsampling,
/// scaled hyperbolic tangents, and the distance to ten fixed 7 x 12 pictures as output.
pub fn paper() -> Network {
    Form {
        side: 32,
        padding: 0,
        subsampling: Op::Subsample { size: 2 },
        after_subsampling: Activation::ScaledTanh,
        connections: Some(C3_CONNECTIONS),
        activation: Activation::ScaledTanh,
        output: Op::Rbf { patterns: PATTERNS },
    }
    .network("lenet5-1998", "LeNet-5, as printed", "LeCun et al. 1998, section II.B")
}

/// The form most textbooks print: unscaled `tanh`, average pooling, 32 x 32 input.
pub fn tanh() -> Network {
    modern_form(Pooling::Average, Activation::Tanh).network(
        "lenet5_tanh",
        "LeNet-5, tanh",
        "LeCun et al. 1998, figure 2, with mean pooling",
    )
}

/// [`modern`] on a 28 x 28 input with C1 padded by two.
pub fn relu28() -> Network {
    Form { side: 28, padding: 2, ..modern_form(Pooling::Max, Activation::Relu) }.network(
        "lenet5_relu",
        "LeNet-5, ReLU, 28 \u{d7} 28",
        "LeCun et al. 1998, figure 2, with ReLU and max pooling",
    )
}

/// Every form here, the default one first.
pub fn all() -> impl Iterator<Item = Network> {
    [modern as fn() -> Network, paper, tanh, relu28].into_iter().map(|table| table())
}

/// The targets of the output layer: a 7 x 12 picture of each digit.
///
/// The paper's figure 3 shows such pictures; these are drawn anew in their style, digit by digit.
pub const PATTERNS: Patterns = Patterns(include_str!("lenet5_patterns.txt"));

#[cfg(test)]
mod tests {
    use super::*;

    fn check(network: &Network, rows: &[(&str, [usize; 3], usize, u64)]) {
        let summary = network.summary();
        assert_eq!(summary.len(), rows.len());
        for (got, &(name, output, parameters, macs)) in summary.iter().zip(rows) {
            assert_eq!(
                (got.name.as_str(), got.output, got.parameters, got.macs),
                (name, output, parameters, macs),
                "{}",
                network.name
            );
        }
    }

    #[test]
    fn modern_form_as_counted_by_hand() {
        let rows = [
            ("c1", [28, 28, 6], 156, 117_600),
            ("s2", [14, 14, 6], 0, 0),
            ("c3", [10, 10, 16], 2_416, 240_000),
            ("s4", [5, 5, 16], 0, 0),
            ("c5", [1, 1, 120], 48_120, 48_000),
            ("f6", [1, 1, 84], 10_164, 10_080),
            ("output", [1, 1, 10], 850, 840),
        ];
        for network in [modern(), tanh(), relu28()] {
            check(&network, &rows);
            assert_eq!((network.parameters(), network.macs()), (61_706, 416_520));
        }
    }

    #[test]
    fn paper_form_as_the_paper_counts() {
        check(
            &paper(),
            &[
                ("c1", [28, 28, 6], 156, 117_600),
                ("s2", [14, 14, 6], 12, 0),
                ("c3", [10, 10, 16], 1_516, 150_000),
                ("s4", [5, 5, 16], 32, 0),
                ("c5", [1, 1, 120], 48_120, 48_000),
                ("f6", [1, 1, 84], 10_164, 10_080),
                ("output", [1, 1, 10], 0, 840),
            ],
        );
        assert_eq!(paper().parameters(), 60_000);
    }

    #[test]
    fn table_one_as_the_paper_describes_it() {
        // "The first six C3 feature maps take inputs from every contiguous subsets of three
        // feature maps in S2. The next six from every contiguous subset of four. The next three
        // from some discontinuous subsets of four. Finally the last one from all."
        let sizes: Vec<_> = C3_CONNECTIONS.iter().map(|inputs| inputs.len()).collect();
        assert_eq!(sizes, [3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 6]);
        let contiguous = |inputs: &[usize]| {
            (0..6).any(|start| (0..inputs.len()).all(|i| inputs.contains(&((start + i) % 6))))
        };
        assert!(C3_CONNECTIONS[..12].iter().all(|inputs| contiguous(inputs)));
        assert!(C3_CONNECTIONS[12..15].iter().all(|inputs| !contiguous(inputs)));
    }

    #[test]
    fn patterns_are_ten_different_pictures() {
        let patterns = PATTERNS.rows();
        assert_eq!(patterns.len(), 10);
        for (i, a) in patterns.iter().enumerate() {
            assert_eq!(a.len(), 84, "digit {i}");
            for b in &patterns[..i] {
                assert!(a.iter().zip(b).filter(|(x, y)| x != y).count() >= 6, "digit {i}");
            }
        }
        assert_eq!(Patterns("#.\r\n.#\r\n\r\n##").rows(), [vec![1., -1., -1., 1.], vec![1., 1.]]);
    }
}
