//! What the network says at each window of a line.

use super::top;
use crate::arch::Network;
use crate::protocol::FeatureMaps;

/// What the network says about a line.
pub(super) struct Outputs {
    /// Ten probabilities at each window.
    pub(super) probabilities: Vec<f32>,
    /// How likely each window shows a digit at all.
    pub(super) digits: Vec<f32>,
    /// Windows from one cell to the next.
    pub(super) pitch: usize,
    /// Every layer's shape and values; empty unless asked for.
    pub(super) layers: Vec<([usize; 4], Vec<f32>)>,
}

impl Outputs {
    /// Ten probabilities of a window.
    pub(super) fn at(&self, window: usize) -> &[f32] {
        let ten = self.probabilities.len() / self.digits.len().max(1);
        &self.probabilities[window * ten..][..ten]
    }

    /// The likeliest digit of a window.
    pub(super) fn best(&self, window: usize) -> usize {
        top(self.at(window))
    }

    /// How likely a window shows this digit, and not rubbish.
    pub(super) fn share(&self, window: usize, digit: usize) -> f32 {
        self.digits[window] * self.at(window)[digit]
    }

    /// What one cell has of every layer.
    pub(super) fn maps(&self, network: &Network, cell: usize) -> Vec<FeatureMaps> {
        let rows = network.summary().into_iter();
        rows.zip(&self.layers)
            .map(|(row, ([batch, height, width, channels], values))| {
                let own = row.output[1];
                let each = height * width * channels;
                let (picture, left) = match *batch {
                    1 => (0, cell * self.pitch * (width - own) / (self.digits.len() - 1).max(1)),
                    _ => (cell, 0),
                };
                let lines = values[picture * each..][..each].chunks_exact(width * channels);
                let values = lines.flat_map(|line| &line[left * channels..][..own * channels]);
                FeatureMaps {
                    layer: row.name,
                    shape: row.output,
                    values: values.copied().collect(),
                }
            })
            .collect()
    }
}

/// How likely these scores are a digit's, where rubbish has 0: equation 9 of the paper.
pub(super) fn not_rubbish(logits: &[f32]) -> f32 {
    let most = logits.iter().copied().fold(0.0, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - most).exp()).sum();
    sum / (sum + (-most).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rubbish_has_its_share() {
        assert_eq!(not_rubbish(&[0.0; 10]), 10.0 / 11.0);
        assert_eq!(not_rubbish(&[-300.0; 10]), 0.0);
        assert!((not_rubbish(&[300.0; 10]) - 1.0).abs() < 1e-6);
    }
}
