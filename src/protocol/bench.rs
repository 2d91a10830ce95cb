//! A timing: what is asked for, and what was measured.

use serde::{Deserialize, Serialize};

/// A timing run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bench {
    /// A name of [`crate::arch::find`].
    pub network: String,
    /// The address of a safetensors file, absolute; the bundled one where there is none, and made-up
    /// weights where none is bundled. The worker fetches it: hundreds of megabytes do not go
    /// through messages.
    pub weights_url: Option<String>,
    /// `[N, C, H, W]` values; a fixed pattern where empty.
    pub input: Vec<f32>,
    /// How many inputs at once. Those of [`Self::input`] are repeated where they are fewer.
    pub batch: u32,
    /// How many timed runs, after those that compile and record.
    pub runs: u32,
    /// Stop after this many milliseconds, but not before two runs.
    pub budget_ms: f64,
}

/// What [`Bench`] measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchResult {
    /// Whether the weights were made up, of the network's shapes.
    pub made_up: bool,
    /// Fetching the weights, or making them up, ms.
    pub fetch_ms: f64,
    /// Reading the weights and laying them out on the device, ms.
    pub create_ms: f64,
    /// Choosing how each layer is computed, ms; close to nothing where that is known.
    pub tune_ms: f64,
    /// The first run, ms, with the compilation of shaders.
    pub first_ms: f64,
    /// The runs after it, ms, reading the logits back included; on a GPU those after the second, which makes a
    /// recording. Of runs that are short for the clock each is the mean of several.
    pub times: Vec<f64>,
    /// What a GPU works in such a run by its own clock, ms; nothing where there is none. The rest is handing
    /// the input over and reading the logits back.
    pub gpu_ms: Option<f64>,
    /// The last run's logits.
    pub output: Vec<f32>,
    /// Each layer alone, ms, by name: the mean of several launches in a row.
    pub layers: Vec<(String, f64)>,
}

impl BenchResult {
    /// How many classes the network has that was timed, `batch` inputs at once: those of its weights.
    pub fn classes(&self, batch: u32) -> usize {
        self.output.len() / batch.max(1) as usize
    }

    /// The probabilities of the classes for the first input: the softmax of its logits.
    pub fn probabilities(&self, classes: usize) -> Vec<f32> {
        let logits = self.output.get(..classes).unwrap_or_default();
        let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let powers: Vec<f64> = logits.iter().map(|logit| f64::from(logit - most).exp()).collect();
        let sum: f64 = powers.iter().sum();
        powers.into_iter().map(|power| (power / sum) as f32).collect()
    }
}

/// What a list of times says, in their unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    /// Half of the runs took no longer.
    pub median: f64,
    /// Nine of ten runs took no longer.
    pub ninetieth: f64,
    /// The fastest run.
    pub fastest: f64,
    /// The slowest run.
    pub slowest: f64,
}

impl Statistics {
    /// Of at least one time; numbers that are none are left out.
    pub fn of(times: &[f64]) -> Option<Self> {
        let mut sorted: Vec<_> = times.iter().copied().filter(|time| time.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let at = |share: f64| {
            let place = share * last as f64;
            let low = sorted[place as usize];
            let high = sorted[(place as usize + 1).min(last)];
            low + (high - low) * place.fract()
        };
        Some(Self {
            median: at(0.5),
            ninetieth: at(0.9),
            fastest: sorted[0],
            slowest: sorted[last],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{BenchResult, Statistics};

    #[test]
    fn logits_become_probabilities() {
        let result = BenchResult {
            made_up: false,
            fetch_ms: 0.0,
            create_ms: 0.0,
            tune_ms: 0.0,
            first_ms: 0.0,
            times: Vec::new(),
            gpu_ms: None,
            output: vec![1000.0, 1000.0 + 3.0f32.ln(), 7.0, 7.0],
            layers: Vec::new(),
        };
        let shares = result.probabilities(2);
        assert!((shares[0] - 0.25).abs() < 1e-4 && (shares[1] - 0.75).abs() < 1e-4, "{shares:?}");
        assert!(result.probabilities(9).is_empty(), "fewer logits than classes");
        assert_eq!([1, 2].map(|batch| result.classes(batch)), [4, 2]);
    }

    #[test]
    fn as_numpy_counts() {
        let s = Statistics::of(&[4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!((s.median, s.fastest, s.slowest), (2.5, 1.0, 4.0));
        assert!((s.ninetieth - 3.7).abs() < 1e-12);
        let one = Statistics::of(&[7.0, f64::NAN]).unwrap();
        assert_eq!((one.median, one.ninetieth), (7.0, 7.0));
        assert_eq!(Statistics::of(&[]), None);
    }
}
