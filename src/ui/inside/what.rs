//! What a row of the table computes, in words.

use crate::arch::{Activation, LocalResponseNorm, Offset, Op, Pooling, Row, Window};

/// `5 × 5 convolution, padding 2, in two towers, then ReLU`.
pub fn what(row: &Row) -> String {
    let added = row.add.as_ref().map(|from| format!(", plus {from}"));
    let function = then(row.activation).map(|function| format!(", then {function}"));
    format!("{}{}{}", operation(&row.op), added.unwrap_or_default(), function.unwrap_or_default())
}

/// What a row applies to each number in the end, if it does.
pub fn then(activation: Activation) -> Option<&'static str> {
    match activation {
        Activation::Identity => None,
        Activation::Relu => Some("ReLU"),
        Activation::Tanh => Some("tanh"),
        Activation::ScaledTanh => Some("1.7159 tanh(2x / 3)"),
    }
}

fn operation(op: &Op) -> String {
    match op {
        Op::Conv2d { window, groups, connections, offset, .. } => {
            let mut words = format!("{} convolution{}", square(window.kernel), steps(window));
            if *groups > 1 {
                words.push_str(", each tower by itself");
            }
            if connections.is_some() {
                words.push_str(", connected as table I says");
            }
            if *offset == Offset::BatchNorm {
                words.push_str(", batch normalisation");
            }
            words
        }
        Op::Pool { pooling, window } => {
            let of = match pooling {
                Pooling::Max => "largest",
                Pooling::Average => "mean",
            };
            format!("{of} of {}{}", square(window.kernel), steps(window))
        }
        Op::AdaptiveAvgPool { side: 1 } => "mean of each map".into(),
        Op::AdaptiveAvgPool { side } => format!("means, {} a map", square(*side)),
        Op::LocalResponseNorm(norm) => {
            let LocalResponseNorm { size, alpha, beta, k } = norm;
            format!(
                "local response normalisation over {size} maps, k = {k}, \u{3b1} = {alpha}, \u{3b2} = {beta}"
            )
        }
        Op::Dropout { rate } => {
            format!(
                "dropout in training, {:.0} % as published; hands on what it gets",
                100.0 * rate
            )
        }
        Op::Subsample { size } => {
            format!("sum of {}, times a coefficient, plus a bias", square(*size))
        }
        Op::Linear { .. } => "fully connected".into(),
        Op::Rbf { .. } => "distance to a fixed picture of each digit".into(),
    }
}

fn square(side: usize) -> String {
    format!("{side} \u{d7} {side}")
}

fn steps(window: &Window) -> String {
    let Window { stride, padding, .. } = window;
    let stride = if *stride == 1 { String::new() } else { format!(", stride {stride}") };
    let padding = if *padding == 0 { String::new() } else { format!(", padding {padding}") };
    format!("{stride}{padding}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;

    fn of(network: &str, row: &str) -> String {
        let network = find(network).unwrap();
        what(&network.rows[network.row(row).unwrap()])
    }

    #[test]
    fn rows_are_told_as_the_papers_tell_them() {
        assert_eq!(of("lenet5", "c1"), "5 × 5 convolution, then ReLU");
        assert_eq!(of("lenet5", "s2"), "largest of 2 × 2, stride 2");
        assert!(of("lenet5-1998", "c3").contains("table I"));
        assert_eq!(
            of("alexnet", "conv2"),
            "5 × 5 convolution, padding 2, each tower by itself, then ReLU"
        );
        assert_eq!(
            of("alexnet", "norm1"),
            "local response normalisation over 5 maps, k = 2, α = 0.0001, β = 0.75"
        );
        assert!(of("caffenet", "norm1").ends_with("k = 1, α = 0.00002, β = 0.75"));
        assert_eq!(
            of("resnet50", "conv3_2.3"),
            "1 × 1 convolution, batch normalisation, plus conv3_1.3, then ReLU"
        );
        assert_eq!(of("resnet50", "pool5"), "mean of each map");
    }
}
