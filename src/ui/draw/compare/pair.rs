//! Both forms' answers to one digit.

use crate::{
    arch::Network,
    digit,
    error::Error,
    protocol::{Bench, BenchResult},
    ui::{engine::Engine, settings::NETWORKS, words},
};
use leptos::prelude::untrack;

/// Each form is run so often,
pub const RUNS: u32 = 20;
/// but for no longer than this, ms.
const BUDGET_MS: f64 = 300.0;

/// What both made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The digit, `[side, side]`: paper 0, ink 1.
    pub input: Vec<f32>,
    /// What ran them: `GPU` or `CPU`.
    pub device: &'static str,
    /// The answers, in the order of [`NETWORKS`].
    pub results: [BenchResult; 2],
}

impl Pair {
    /// Runs both.
    ///
    /// # Errors
    ///
    /// What the engine says against it.
    pub async fn ask(engine: Engine, input: Vec<f32>) -> Result<Self, Error> {
        let run = async |network: &str| {
            let bench = Bench {
                network: network.into(),
                weights_url: None,
                input: digit::normalise(&input),
                batch: 1,
                runs: RUNS,
                budget_ms: BUDGET_MS,
            };
            engine.bench(bench).await
        };
        let results = [run(NETWORKS[0]).await?, run(NETWORKS[1]).await?];
        // A change of devices ends what is being timed.
        Ok(Self { input, device: untrack(|| engine.device_kind()), results })
    }

    /// The digits of one form, likeliest first.
    fn ranking(&self, form: usize) -> Vec<(usize, f32)> {
        let shares = self.results.get(form).map(|result| result.probabilities(10));
        let mut ranking: Vec<_> = shares.unwrap_or_default().into_iter().enumerate().collect();
        ranking.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranking
    }

    /// A form's likeliest digit in words, or the one at another place.
    pub fn ranked(&self, form: usize, place: usize) -> Option<String> {
        let (digit, share) = *self.ranking(form).get(place)?;
        Some(format!("{digit}, {}", words::percent(share)))
    }

    /// How long a layer takes in a form, ms.
    pub fn layer_ms(&self, form: usize, row: &str) -> Option<f64> {
        let layers = &self.results.get(form)?.layers;
        layers.iter().find(|(name, _)| name == row).map(|(_, ms)| *ms)
    }

    /// Both answers in a sentence.
    pub fn words(&self) -> String {
        let [modern, printed] = [0, 1].map(|form| self.ranking(form).first().copied());
        let (Some((modern, share)), Some((printed, other))) = (modern, printed) else {
            return "The networks gave no answer.".into();
        };
        let [share, other] = [share, other].map(words::percent);
        if modern == printed {
            return format!(
                "Among the ten digits both read {}: the modern form at {share}, the printed at {other}.",
                words::a_digit(modern)
            );
        }
        let [modern, printed] = [modern, printed].map(words::a_digit);
        format!(
            "Among the ten digits the modern form reads {modern}, {share}; the printed one {printed}, {other}."
        )
    }
}

/// Numbers that all layers of a network give.
pub fn outputs(network: &Network) -> usize {
    network.summary().iter().map(|row| row.output.iter().product::<usize>()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::lenet5;

    fn result(digit: usize, layer_ms: f64) -> BenchResult {
        let mut output = vec![0.0; 10];
        output[digit] = 9.0f32.ln();
        BenchResult {
            made_up: false,
            fetch_ms: 0.0,
            create_ms: 0.0,
            tune_ms: 0.0,
            first_ms: 0.0,
            gpu_ms: None,
            times: vec![1.0],
            output,
            layers: vec![("c1".into(), layer_ms)],
        }
    }

    #[test]
    fn both_answers_are_told() {
        let pair = |a, b| {
            let results = [result(a, 0.25), result(b, 0.5)];
            Pair { input: Vec::new(), device: "CPU", results }
        };
        assert_eq!(
            pair(4, 4).words(),
            "Among the ten digits both read a 4: the modern form at 50.0\u{a0}%, the printed at 50.0\u{a0}%."
        );
        assert_eq!(
            pair(4, 9).words(),
            "Among the ten digits the modern form reads a 4, 50.0\u{a0}%; the printed one a 9, 50.0\u{a0}%."
        );
        assert_eq!(pair(4, 9).ranked(1, 0), Some("9, 50.0\u{a0}%".into()));
        assert_eq!(pair(4, 9).layer_ms(1, "c1"), Some(0.5));
        assert_eq!(pair(4, 9).layer_ms(1, "c9"), None);
    }

    #[test]
    fn outputs_as_counted_by_hand() {
        let hand = 28 * 28 * 6 + 14 * 14 * 6 + 10 * 10 * 16 + 5 * 5 * 16 + 120 + 84 + 10;
        assert_eq!(outputs(&lenet5::modern()), hand);
    }
}
