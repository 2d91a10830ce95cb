//! How sure an answer may be called.

/// The temperature by which to divide logits so that probabilities say how often an answer is right:
/// the one from 0.05 to 20 with the least cross-entropy (Guo et al. 2017, "On Calibration of Modern Neural
/// Networks"). `logits` has a row of one a class for each of `labels`, which count classes from 0.
pub fn temperature(logits: &[Vec<f32>], labels: &[u8]) -> f32 {
    // The cross-entropy has one valley: it is convex in the temperature's inverse.
    let [mut low, mut high] = [0.05_f64, 20.0].map(f64::ln);
    for _ in 0..60 {
        let third = (high - low) / 3.0;
        let [left, right] = [low + third, high - third];
        if cross_entropy(logits, labels, left.exp()) < cross_entropy(logits, labels, right.exp()) {
            high = right;
        } else {
            low = left;
        }
    }
    ((low + high) / 2.0).exp() as f32
}

/// Mean cross-entropy at a temperature, in nats.
fn cross_entropy(logits: &[Vec<f32>], labels: &[u8], temperature: f64) -> f64 {
    let one = |(row, &label): (&Vec<f32>, &u8)| {
        let row = row.iter().map(|&logit| f64::from(logit) / temperature);
        let most = row.clone().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = row.clone().map(|logit| (logit - most).exp()).sum();
        most + sum.ln() - row.clone().nth(label.into()).unwrap_or(most)
    };
    logits.iter().zip(labels).map(one).sum::<f64>() / labels.len().max(1) as f64
}

/// The share below which `refused` of these answers lie, 0 to 1.
pub fn threshold(mut shares: Vec<f32>, refused: f32) -> f32 {
    shares.sort_by(f32::total_cmp);
    let place = (shares.len() as f32 * refused) as usize;
    shares.get(place).copied().unwrap_or_default()
}

/// How many of these answers lie below it, 0 to 1.
pub fn refused(shares: &[f32], threshold: f32) -> f32 {
    let below = shares.iter().filter(|&&share| share < threshold).count();
    below as f32 / shares.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_temperature_undoes_a_factor() {
        // Right three times of four at logits that say so with a factor of 1, times 5.
        let logits = vec![vec![5.0 * 3.0_f32.ln(), 0.0]; 4];
        let found = temperature(&logits, &[0, 0, 1, 0]);
        assert!((found - 5.0).abs() < 0.01, "{found}");
    }

    #[test]
    fn a_hundredth_lies_below_the_threshold() {
        let shares: Vec<f32> = (0..1000).rev().map(|i| i as f32 / 1000.0).collect();
        let found = threshold(shares.clone(), 0.01);
        assert_eq!((found, refused(&shares, found)), (0.01, 0.01));
        assert_eq!((threshold(vec![], 0.01), refused(&[], 0.5)), (0.0, 0.0));
    }
}
