//! How to read the drawing, and how its figures are counted.

use super::{
    super::depths::{Depths, Told},
    Drawn,
    plan::Style,
};
use leptos::prelude::*;

/// How the figures of a row follow from the table.
const FORMULA: &str =
    "side = \u{230a}(side before + 2 padding \u{2212} window) / stride\u{230b} + 1
parameters = (window\u{b2} \u{d7} maps before + 1) \u{d7} maps
multiply-adds = window\u{b2} \u{d7} maps before \u{d7} maps \u{d7} side\u{b2}
fully connected: the window is all of the map before";

/// The explanation.
#[component]
pub fn Reading(
    /// The drawing.
    drawn: Drawn,
) -> impl IntoView {
    let style = drawn.plan.with_value(|plan| plan.style);
    let reference = drawn.looked.with_value(|looked| looked.network.source);
    let (line, paragraph) = words(style);
    view! { <Depths told=Told { line, paragraph, formula: FORMULA, reference } /> }
}

fn words(style: Style) -> (&'static str, &'static str) {
    match style {
        Style::Planes => (
            "Each pile is a layer, each sheet one of its maps.",
            "From left to right the sheets get smaller and more: a layer gives up where something is to say better what it is. Bars are layers of single numbers; the last has one a digit. In the printed form some figures are not the formulas\u{2019}: C3 has 60 kernels, not 96 (table I); S2 and S4 have two numbers a map; the output has none. Figure 2 of the paper is drawn in this way.",
        ),
        Style::Solids { two: true } => (
            "Each solid is a layer: as high as its maps, as wide as there are maps.",
            "The network was trained on two graphics cards, drawn one above the other: layers 2, 4 and 5 see only the maps on their own card, and have half the weights and multiply-adds that the formulas say, but all the biases. Below a layer stand the steps without weights that follow it. Figure 2 of the paper is drawn in this way.",
        ),
        Style::Solids { two: false } => (
            "Each solid is a layer: as high as its maps, as wide as there are maps.",
            "This form has one tower where the paper of 2012 has two, each on a graphics card of its own. It is Krizhevsky\u{2019}s form of 2014 as torchvision has it: fewer maps in layers 1, 2 and 4, no response normalisation. Below a layer stand the steps without weights that follow it.",
        ),
        Style::Blocks => (
            "Each rectangle is a block, each arc over it a skip connection.",
            "A block adds what it computes to what it was given; the arc is the way on which that goes past it. Blocks on maps of one size are a stage, folded here as the paper\u{2019}s table 1 prints it: open a stage to see its blocks, and a block to see its rows. Batch normalisation has two parameters a map in place of the bias that the formula counts.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::{Network, Op, Summary, alexnet, lenet5};

    fn row(network: &Network, name: &str) -> Summary {
        network.summary().into_iter().find(|row| row.name == name).unwrap()
    }

    #[test]
    fn what_the_formulas_do_not_say_is_so() {
        let printed = lenet5::paper();
        let says = |style, told: &str| assert!(words(style).1.contains(told), "{told}");
        let c3 = row(&printed, "c3");
        let (kernels, all) = ((c3.parameters - c3.output[2]) / 25, c3.input[2] * c3.output[2]);
        says(Style::Planes, &format!("C3 has {kernels} kernels, not {all} (table I)"));
        says(Style::Planes, "S2 and S4 have two numbers a map; the output has none");
        for name in ["s2", "s4"] {
            let row = row(&printed, name);
            assert_eq!(row.parameters, 2 * row.output[2], "{name}");
        }
        assert_eq!(row(&printed, "output").parameters, 0);
        says(
            Style::Solids { two: true },
            "half the weights and multiply-adds that the formulas say, but all the biases",
        );
        let conv2 = row(&alexnet::paper(), "conv2");
        assert_eq!(conv2.parameters, 25 * conv2.input[2] * 256 / 2 + 256);
    }

    #[test]
    fn one_tower_has_fewer_maps_where_it_is_said() {
        let (two, one) = (alexnet::paper(), alexnet::torchvision());
        let maps = |network, layer| row(network, &format!("conv{layer}")).output[2];
        let fewer: Vec<_> =
            (1..=5).filter(|&layer| maps(&one, layer) < maps(&two, layer)).collect();
        let same = (1..=5).filter(|&layer| maps(&one, layer) == maps(&two, layer)).count();
        assert_eq!((fewer, same), (vec![1, 2, 4], 2));
        let normalises = |network: &Network| {
            network.rows.iter().any(|row| matches!(row.op, Op::LocalResponseNorm(_)))
        };
        assert_eq!([&two, &one].map(normalises), [true, false]);
        let told = words(Style::Solids { two: false }).1;
        assert!(
            told.contains("fewer maps in layers 1, 2 and 4, no response normalisation"),
            "{told}"
        );
    }
}
