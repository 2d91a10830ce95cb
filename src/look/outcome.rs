//! The answer, with what is changed and without.

use super::{Inside, output};
use crate::classify::check_distributions;
use crate::device::read;
use crate::error::Error;
use crate::network::Model;
use crate::ops;
use crate::photo::rank;
use crate::protocol::look::Outcome;
use burn::tensor::Tensor;

impl Inside {
    /// Both answers; `computed` rows were run for the second.
    pub(super) async fn outcome(&self, model: &Model, computed: usize) -> Result<Outcome, Error> {
        let rows = model.network().rows.len();
        let classes = model.network().classes();
        let logits = [&self.plain, &self.edited]
            .map(|trace| output(trace, rows.saturating_sub(1)).cloned())
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        let logits = Tensor::cat(logits, 0).reshape([2, classes]);
        let probabilities = read(ops::softmax(logits)).await?;
        check_distributions(&probabilities, 2)?;
        let (plain, edited) = probabilities.split_at(classes);
        Ok(Outcome {
            plain: rank(plain),
            edited: rank(edited),
            computed: computed as u32,
            rows: rows as u32,
        })
    }
}
