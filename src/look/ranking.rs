//! Which channels a class needs: what it loses without each.

use super::{Inside, Step, class_index, output, score, scores};
use crate::device::read;
use crate::error::Error;
use crate::network::Model;

/// The most runs at once, each with another silent channel.
const BATCH: usize = 16;

impl Inside {
    /// How much a class's score falls when a channel of a row is silenced, for every channel, the
    /// one with the largest fall first.
    pub(super) async fn ranking<E: From<Error>>(
        &self,
        model: &Model,
        row: &str,
        class: u32,
        mut step: impl Step<E>,
    ) -> Result<Vec<(u32, f32)>, E> {
        let index = class_index(model, class)?;
        let row = model.network().row(row)?;
        let [_, _, _, channels] = output(&self.edited, row)?.dims();
        let score = score(&self.edited, model, index).await?;
        let mut falls = Vec::with_capacity(channels);
        let batch = BATCH.min(model.most_inputs());
        while falls.len() < channels {
            let first = falls.len();
            let mut factors = vec![1.0; batch * channels];
            for (run, channel) in (first..channels.min(first + batch)).enumerate() {
                factors[run * channels + channel] = 0.0;
            }
            let edits = self.edited.edits().clone();
            let edits = edits.scaled(row, factors, [batch, 1, 1, channels]);
            let run = || model.relogits(&self.edited, &edits);
            let answers = read(model.compiled(run).await).await?;
            let of_class = scores(model.network(), &answers, index).into_iter();
            let left = channels - first;
            falls.extend((first as u32..).zip(of_class.map(|answer| score - answer)).take(left));
            step(falls.len(), channels).await?;
        }
        falls.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        Ok(falls)
    }
}
