//! Against plain sets of pixels: what each pixel sees, written out along one side.

use super::Reach;
use crate::arch::{Area, Network, Op, Span, find, lenet5};
use std::collections::BTreeSet;

type Pixels = BTreeSet<usize>;

/// For every row the input pixels that each of its pixels depends on, along a side, by following
/// each product that the definition of the operation names.
fn sets(network: &Network) -> Vec<Vec<Pixels>> {
    let input: Vec<Pixels> = (0..network.input[0]).map(|pixel| [pixel].into()).collect();
    let mut all: Vec<Vec<Pixels>> = Vec::new();
    for (row, from) in network.rows.iter().zip(network.sources()) {
        let taken = from.input.map_or(&input, |before| &all[before]);
        let union = |pixels: Vec<usize>| -> Pixels {
            pixels.into_iter().flat_map(|pixel| taken[pixel].clone()).collect()
        };
        let side = taken.len();
        let mut seen: Vec<Pixels> = match &row.op {
            Op::Conv2d { window, .. } | Op::Pool { window, .. } => (0..window.output(side))
                .map(|output| {
                    let places = (0..window.kernel).map(|k| output * window.stride + k);
                    let inside = places.filter_map(|at| at.checked_sub(window.padding));
                    union(inside.filter(|&at| at < side).collect())
                })
                .collect(),
            Op::Subsample { size } => (0..side / size)
                .map(|output| union((output * size..(output + 1) * size).collect()))
                .collect(),
            Op::AdaptiveAvgPool { side: 1 } | Op::Linear { .. } | Op::Rbf { .. } => {
                vec![union((0..side).collect())]
            }
            Op::AdaptiveAvgPool { side: parts } => {
                assert_eq!(*parts, side, "only the identity is needed here");
                taken.clone()
            }
            Op::LocalResponseNorm(_) | Op::Dropout { .. } => taken.clone(),
        };
        if let Some(before) = from.add {
            for (seen, added) in seen.iter_mut().zip(&all[before]) {
                seen.extend(added);
            }
        }
        all.push(seen);
    }
    all
}

fn hull(pixels: &Pixels) -> Span {
    match (pixels.first(), pixels.last()) {
        (Some(&first), Some(&last)) => Span::new(first, last + 1),
        _ => Span::default(),
    }
}

fn check(network: &Network) {
    for (row, seen) in sets(network).iter().enumerate() {
        let name = format!("{} {}", network.name, network.rows[row].name);
        for (pixel, expected) in seen.iter().enumerate() {
            // Rows and columns differ, so that one cannot stand for the other.
            let area = Area::pixel(pixel, seen.len() - 1 - pixel);
            let field = network.receptive_field(row, area).expect("a field");
            assert_eq!(field.rows, hull(expected), "{name}, pixel {pixel}");
            let other = hull(&seen[seen.len() - 1 - pixel]);
            assert_eq!(field.columns, other, "{name}, pixel {pixel}");
        }
        for pixel in 0..network.input[0] {
            let sees = |(output, set): (usize, &Pixels)| set.contains(&pixel).then_some(output);
            let expected: Pixels = seen.iter().enumerate().filter_map(sees).collect();
            let got = network.seen_by(row, Area::pixel(pixel, 0)).expect("an area");
            // Between two windows that lie apart is a pixel that nobody sees.
            let got = if got.rows.is_empty() { Span::default() } else { got.rows };
            assert_eq!(got, hull(&expected), "{name}, input {pixel}");
        }
    }
}

#[test]
fn every_pixel_sees_what_its_products_name() {
    for network in lenet5::all() {
        check(&network);
    }
    for (name, side) in [("alexnet", 227), ("caffenet", 227), ("alexnet_tv", 224)] {
        check(&find(name).unwrap().with_side(side));
    }
    for (name, side) in [("resnet18", 75), ("resnet50", 64), ("resnet50_v1", 96)] {
        check(&find(name).unwrap().with_side(side));
    }
}

#[test]
fn fields_as_published() {
    // Araujo et al. 2019, table 1: sides and strides at the last maps. A block of torchvision's
    // ResNet-50 has its stride in the 3 x 3 convolution, which widens fields: 427 rather than 483.
    let reach = |name: &str, row: &str| {
        let network = find(name).unwrap();
        let index = network.rows.iter().position(|other| other.name == row).unwrap();
        network.reach(index).map(|Reach { side, stride, .. }| (side, stride))
    };
    assert_eq!(reach("alexnet_tv", "pool5"), Some((195, 32)));
    assert_eq!(reach("resnet50_v1", "conv5_3.3"), Some((483, 32)));
    assert_eq!(reach("resnet101_v1", "conv5_3.3"), Some((1027, 32)));
    assert_eq!(reach("resnet152_v1", "conv5_3.3"), Some((1507, 32)));
    assert_eq!(reach("resnet50", "conv5_3.3"), Some((427, 32)));
    assert_eq!(reach("resnet18", "conv5_2.2"), Some((435, 32)));
    assert_eq!(reach("lenet5", "c3"), Some((14, 2)));
    assert_eq!(reach("lenet5", "f6"), None);
}

#[test]
fn what_is_not_there_has_no_field() {
    let network = lenet5::modern();
    assert_eq!(network.receptive_field(99, Area::pixel(0, 0)), None);
    assert_eq!(network.receptive_field(0, Area::pixel(28, 0)), None);
    assert_eq!(network.receptive_field(0, Area::default()), None);
    assert_eq!(network.seen_by(0, Area::pixel(0, 32)), None);
    assert_eq!(network.reach(99), None);
}
