//! The network in a sentence.

use crate::arch::Network;

/// The network in a sentence: what a screen reader says of the whole drawing.
pub fn sentence(network: &Network) -> String {
    let weights = network.summary().iter().filter(|row| !row.weights.is_empty()).count();
    let skips = network.rows.iter().filter(|row| row.add.is_some()).count();
    let [height, width, _] = network.input;
    let skips = match skips {
        0 => String::new(),
        skips => format!(", {skips} skip connections"),
    };
    format!(
        "{} looks at {height} \u{d7} {width} pixels and tells {} classes apart: {weights} layers with weights{skips}.",
        network.title,
        network.classes(),
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
             54 layers with weights, 16 skip connections."
        );
    }
}
