//! Dropout while answering: many networks out of one (Krizhevsky et al. 2012, section 4.2), and how
//! far they agree (Y. Gal, Z. Ghahramani, "Dropout as a Bayesian approximation", ICML 2016,
//! arXiv:1506.02142).

use super::{Inside, output, wrong};
use crate::arch::Op;
use crate::device::read;
use crate::error::Error;
use crate::network::Model;
use crate::ops;
use crate::photo::TOP;
use crate::protocol::look::{Bar, Spread};

/// The most samples: they run as one batch.
const MOST: usize = 256;

impl Inside {
    /// The answers of `samples` networks, each with other units dropped. What is left is made as much
    /// larger, as in training.
    pub(super) async fn dropout(
        &self,
        model: &Model,
        samples: usize,
        seed: u64,
    ) -> Result<Spread, Error> {
        if !(1..=MOST).contains(&samples) {
            return Err(wrong(format!("1 to {MOST} samples"), format!("{samples}")));
        }
        let network = model.network();
        let mut random = fastrand::Rng::with_seed(seed);
        let mut edits = self.edited.edits().clone();
        let mut dropped = false;
        for (index, row) in network.rows.iter().enumerate() {
            let Op::Dropout { rate } = row.op else { continue };
            let [_, height, width, channels] = output(&self.edited, index)?.dims();
            let kept = 1.0 / (1.0 - rate);
            let factors = (0..samples * height * width * channels)
                .map(|_| if random.f32() < rate { 0.0 } else { kept })
                .collect();
            edits = edits.scaled(index, factors, [samples, height, width, channels]);
            dropped = true;
        }
        if !dropped {
            return Err(wrong("a network with dropout", network.title));
        }
        let last = output(&self.edited, network.rows.len() - 1)?.clone();
        let plain = read(ops::softmax(last.reshape([1, network.classes()]))).await?;
        let run = || ops::softmax(model.relogits(&self.edited, &edits));
        let answers = read(model.compiled(run).await).await?;
        crate::classify::check_distributions(&answers, samples)?;
        Ok(Spread { samples: samples as u32, classes: bars(&plain, &answers) })
    }
}

/// The classes with the highest mean.
fn bars(plain: &[f32], answers: &[f32]) -> Vec<Bar> {
    let classes = plain.len().max(1);
    let bar = |(class, &plain): (usize, &f32)| {
        let shares = || answers.iter().copied().skip(class).step_by(classes);
        let count = shares().count().max(1) as f32;
        let mean = shares().sum::<f32>() / count;
        let variance = shares().map(|share| (share - mean).powi(2)).sum::<f32>() / count;
        let range = [shares().fold(1.0, f32::min), shares().fold(0.0, f32::max)];
        Bar { class: class as u32, plain, mean, deviation: variance.sqrt(), range }
    };
    let mut bars: Vec<_> = plain.iter().enumerate().map(bar).collect();
    bars.sort_by(|a, b| b.mean.total_cmp(&a.mean));
    bars.truncate(TOP);
    bars
}

#[cfg(test)]
mod tests {
    use super::bars;

    #[test]
    fn bars_are_of_a_class_over_all_samples() {
        let bars = bars(&[0.3, 0.7], &[0.2, 0.8, 0.4, 0.6]);
        assert_eq!((bars[0].class, bars[0].plain, bars[0].range), (1, 0.7, [0.6, 0.8]));
        assert!((bars[0].mean - 0.7).abs() < 1e-6 && (bars[0].deviation - 0.1).abs() < 1e-6);
        assert!((bars[1].mean - 0.3).abs() < 1e-6);
    }
}
