//! Kernels in words and in sizes.

use super::{
    open::{Open, square},
    paint::kernel_mosaic,
    sums::places,
};
use crate::{
    arch::Op,
    protocol::look::{Kernels, Picturing},
    ui::words,
};

/// The width of the pictures that the units before this row draw.
pub fn pattern(op: &Op) -> Option<usize> {
    matches!(op, Op::Rbf { .. }).then_some(7)
}

/// `[K, K, C]` of a kernel, from the table.
fn shape(open: &Open) -> [usize; 3] {
    let [height, width, depth] = open.summary.input;
    match &open.row.op {
        Op::Conv2d { window, groups, .. } => [window.kernel, window.kernel, depth / groups],
        _ => [height, width, depth],
    }
}

/// Columns and rows of the picture of a kernel.
pub fn size(open: &Open) -> [usize; 2] {
    match shape(open) {
        [height, width, 3] if open.looks_at_input() => [width, height],
        shape => kernel_mosaic(shape, pattern(&open.row.op)).size(),
    }
}

/// What the kernel at a place of the list is, with its scale.
pub fn told(open: &Open, kernels: &Kernels, place: usize) -> Option<String> {
    let (channel, largest, picture) = kernels.kernels.get(place)?;
    let [height, width, depth] = kernels.shape.map(|size| size as usize);
    let count = words::thousands(depth);
    let pictures = match picture.picturing {
        Picturing::Colour => {
            format!("{} weights for each of red, green and blue", square([height, width]))
        }
        _ if height * width == 1 => format!("{count} weights, one for each number that it sees"),
        _ if depth == 1 => format!("{} weights", square([height, width])),
        _ => {
            let of = square([height, width]);
            match &open.row.op {
                Op::Conv2d { connections: Some(_), .. } => {
                    format!("{count} pictures of {of}, one for each map before it")
                }
                _ => format!("{count} pictures of {of}, one for each map that it sees"),
            }
        }
    };
    let sees = match &open.row.op {
        Op::Conv2d { connections: Some(_), .. } => {
            " What is all grey is not connected: see below.".into()
        }
        Op::Conv2d { groups, channels, .. } if *groups > 1 => {
            let first = *channel as usize / (channels / groups) * depth;
            let of = words::thousands(open.summary.input[2]);
            format!(" These are maps {} to {} of {of}, its half.", first + 1, first + depth)
        }
        _ => String::new(),
    };
    let one = words::sentence(&open.one(*channel)).replace('.', ":");
    if pattern(&open.row.op).is_some() {
        return Some(format!("{one} its picture, 7 \u{d7} 12. White is 1, black \u{2212}1."));
    }
    let largest = weight(*largest);
    Some(format!("{one} {pictures}. Grey is 0, white {largest}, black \u{2212}{largest}.{sees}"))
}

/// A weight with as many figures as mean something.
pub fn weight(number: f32) -> String {
    words::decimals(number.into(), places(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocol::look::Picture, ui::inside::layer::open::tests::open};

    #[test]
    fn a_kernel_is_told_with_its_scale() {
        let kernels = |shape, picturing| Kernels {
            row: String::new(),
            shape,
            kernels: vec![(200, 0.25, Picture { picturing, pixels: vec![] })],
        };
        let colour = told(&open("resnet50", "conv1"), &kernels([7, 7, 3], Picturing::Colour), 0);
        assert_eq!(
            colour.unwrap(),
            "Map 201: 7 × 7 weights for each of red, green and blue. Grey is 0, white 0.250, black −0.250."
        );
        let half =
            told(&open("alexnet", "conv2"), &kernels([5, 5, 48], Picturing::Grey), 0).unwrap();
        assert!(
            half.contains("48 pictures of 5 × 5")
                && half.ends_with("maps 49 to 96 of 96, its half."),
            "{half}"
        );
    }

    #[test]
    fn what_is_not_as_usual_is_told_so() {
        let grey = |shape| Kernels {
            row: String::new(),
            shape,
            kernels: vec![(0, 2.0, Picture { picturing: Picturing::Grey, pixels: vec![] })],
        };
        // The engine doubles the drawn pictures, as the square of a difference does.
        let drawn = told(&open("lenet5-1998", "output"), &grey([1, 1, 84]), 0).unwrap();
        assert!(drawn.ends_with("its picture, 7 × 12. White is 1, black −1."), "{drawn}");
        let some = told(&open("lenet5-1998", "c3"), &grey([5, 5, 6]), 0).unwrap();
        assert!(some.contains("6 pictures of 5 × 5, one for each map before it"), "{some}");
    }

    #[test]
    fn the_place_is_kept_before_the_picture_comes() {
        assert_eq!(size(&open("resnet50", "conv1")), [7, 7]);
        assert_eq!(size(&open("lenet5-1998", "output")), [7, 12]);
        assert_eq!(size(&open("lenet5", "c3")), [35, 5]);
        assert_eq!(shape(&open("alexnet", "conv2")), [5, 5, 48]);
    }
}
