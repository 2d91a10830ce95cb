//! LeNet-5 over a line of digits: section VII of the paper, "space displacement neural networks".

use crate::arch::{Network, Offset, Op, Window};

/// The same network to be swept over a line of digits, with the same weights: what comes after C5 as
/// convolutions of one pixel, so that a wider input gives a row of outputs, one for each window of
/// 32 x 32 pixels, four pixels apart (section VII).
pub fn swept(mut network: Network) -> Network {
    let inputs = network.summary().into_iter().map(|summary| summary.input);
    for (row, [height, width, _]) in network.rows.iter_mut().zip(inputs) {
        if let (Op::Linear { units }, [1, 1]) = (&row.op, [height, width]) {
            let window = Window { kernel: 1, stride: 1, padding: 0 };
            row.op = Op::Conv2d {
                channels: *units,
                window,
                groups: 1,
                connections: None,
                offset: Offset::Bias,
            };
        }
    }
    network
}

/// Whether a wider input of [`swept`] gives at each window what the window alone would: no padding,
/// and nothing but convolutions and pooling.
pub fn can_be_swept(network: &Network) -> bool {
    swept(network.clone()).rows.iter().all(|row| match &row.op {
        Op::Conv2d { window, .. } | Op::Pool { window, .. } => window.padding == 0,
        Op::Subsample { .. } => true,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::lenet5::{modern, paper, relu28, tanh};

    #[test]
    fn a_line_gives_a_row_of_outputs() {
        let mut line = swept(modern());
        assert_eq!((line.parameters(), line.summary()[6].output), (61_706, [1, 1, 10]));
        line.input = [32, 64, 1];
        assert_eq!(line.summary()[6].output, [1, 9, 10]);
        assert!(can_be_swept(&modern()) && can_be_swept(&tanh()));
        assert!(!can_be_swept(&paper()) && !can_be_swept(&relu28()));
    }
}
