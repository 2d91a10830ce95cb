//! What is known of a network's layers.

use crate::error::Error;
use crate::network::{Choices, Model, Tuner};

/// What is known of a network's layers, to be applied one by one.
pub(in crate::worker) struct Known {
    tuner: Tuner,
    choices: Choices,
    /// Whether what is not known may be measured.
    measures: bool,
}

impl Known {
    pub(super) fn new(tuner: Tuner, choices: Choices, measures: bool) -> Self {
        Self { tuner, choices, measures }
    }

    /// Has every layer that is left computed in the way that is known to be fastest here. Says whether there is
    /// something to be measured.
    ///
    /// # Errors
    ///
    /// As [`Tuner::next`].
    pub(super) async fn apply(mut self, model: &mut Model) -> Result<bool, Error> {
        while self.next(model).await? {}
        Ok(self.measures && self.tuner.met_unknown())
    }

    /// The same for the latest layer of a network that is being laid out, whose shaders begin to be compiled.
    ///
    /// # Errors
    ///
    /// As [`Tuner::next`].
    pub(in crate::worker) async fn prepare(&mut self, model: &mut Model) -> Result<(), Error> {
        let layer = self.tuner.done();
        self.next(model).await?;
        model.begin_to_compile(layer);
        Ok(())
    }

    async fn next(&mut self, model: &mut Model) -> Result<bool, Error> {
        self.tuner.next(model, &mut self.choices).await
    }
}
