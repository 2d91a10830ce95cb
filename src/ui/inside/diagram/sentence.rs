//! The network in a sentence.

use crate::arch::Network;

/// The network in a sentence: what a screen reader says of the whole drawing.
pub fn sentence(network: &Network) -> String {
    let rows = network.summary();
    let weighted = rows.iter().filter(|row| !row.weights.is_empty());
    let (projections, layers): (Vec<_>, Vec<_>) =
        weighted.partition(|row| row.name.ends_with(".projection"));
    let projections = match projections.len() {
        0 => String::new(),
        count => format!(", and {count} projections that the name does not count"),
    };
    let skips = network.rows.iter().filter(|row| row.add.is_some()).count();
    let [height, width, _] = network.input;
    let skips = match skips {
        0 => String::new(),
        skips => format!(", {skips} skip connections"),
    };
    format!(
        "{} looks at {height} \u{d7} {width} pixels and tells {} classes apart: {} layers with weights{skips}{projections}.",
        network.title,
        network.classes(),
        layers.len(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;

    #[test]
    fn a_network_in_a_sentence() {
        assert_eq!(
            sentence(&find("resnet50").unwrap()),
            "ResNet-50 looks at 224 × 224 pixels and tells 1000 classes apart: \
             50 layers with weights, 16 skip connections, and 4 projections that the name does not count."
        );
        assert_eq!(
            sentence(&find("alexnet").unwrap()),
            "AlexNet looks at 227 × 227 pixels and tells 1000 classes apart: 8 layers with weights."
        );
    }
}
