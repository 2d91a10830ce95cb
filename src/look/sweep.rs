//! The answers to many inputs at once: how they go over as an input is changed bit by bit.

use super::{Inside, wrong};
use crate::classify::check_distributions;
use crate::device::read;
use crate::error::Error;
use crate::network::Model;
use crate::ops;

/// The most inputs: they run as one batch.
const MOST: usize = 256;

impl Inside {
    /// The probabilities `[N, classes]` for `inputs`, `[N, H, W, C]`, with the edits in force.
    pub(super) async fn sweep(&self, model: &Model, inputs: &[f32]) -> Result<Vec<f32>, Error> {
        let input = model.input(inputs.to_vec())?;
        let [count, ..] = input.dims();
        if count > MOST {
            return Err(wrong(format!("at most {MOST} inputs"), format!("{count}")));
        }
        let run = || ops::softmax(model.forward_edited(input.clone(), self.edited.edits()));
        let answers = read(model.compiled(run).await).await?;
        check_distributions(&answers, count)?;
        Ok(answers)
    }
}
