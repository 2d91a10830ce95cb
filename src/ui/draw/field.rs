//! Which part of the input a spot of a feature map looks at.

use crate::arch::{Network, Op};

/// A square of the input, in its pixels; it can reach over the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Side.
    pub side: i32,
}

/// The square that the spot at column `x`, row `y` of layer number `layer` looks at.
pub fn field(network: &Network, layer: usize, x: usize, y: usize) -> Field {
    // Of the map so far: distance of two spots, the first spot's left edge, and its side.
    let (mut step, mut edge, mut side) = (1_i32, 0_i32, 1_i32);
    for row in &network.rows[..=layer.min(network.rows.len() - 1)] {
        let (kernel, stride, padding) = match &row.op {
            Op::Conv2d { window, .. } | Op::Pool { window, .. } => {
                (window.kernel as i32, window.stride as i32, window.padding as i32)
            }
            Op::Subsample { size } => (*size as i32, *size as i32, 0),
            // Beside other maps, not beside other places.
            Op::LocalResponseNorm(_) | Op::Dropout { .. } => (1, 1, 0),
            Op::AdaptiveAvgPool { .. } | Op::Linear { .. } | Op::Rbf { .. } => {
                return Field { x: 0, y: 0, side: network.input[1] as i32 };
            }
        };
        edge -= padding * step;
        side += (kernel - 1) * step;
        step *= stride;
    }
    Field { x: edge + x as i32 * step, y: edge + y as i32 * step, side }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::lenet5;

    #[test]
    fn as_counted_by_hand() {
        let network = lenet5::modern();
        assert_eq!(field(&network, 0, 3, 4), Field { x: 3, y: 4, side: 5 });
        assert_eq!(field(&network, 1, 1, 0), Field { x: 2, y: 0, side: 6 });
        assert_eq!(field(&network, 2, 1, 0), Field { x: 2, y: 0, side: 14 });
        assert_eq!(field(&network, 3, 4, 4), Field { x: 16, y: 16, side: 16 });
        // C5 sees everything, as the layers after it do.
        assert_eq!(field(&network, 4, 0, 0), Field { x: 0, y: 0, side: 32 });
        assert_eq!(field(&network, 6, 0, 0), Field { x: 0, y: 0, side: 32 });
        assert_eq!(field(&lenet5::relu28(), 0, 0, 0), Field { x: -2, y: -2, side: 5 });
    }
}
