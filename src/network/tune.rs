//! Choosing, by measurement, how a GPU computes each layer.

use super::fastest::{Found, WayTimes, example, fastest};
use super::{Choices, Model};
use crate::arch::Summary;
use crate::clock::milliseconds;
use crate::error::Error;
use crate::ops::Choice;
use std::sync::{Arc, Mutex};
use web_time::Instant;

/// Who waits should not wait longer, ms. What has not had its turn by then is guessed from the rest, and
/// measured at the next load.
const PATIENCE_MS: f64 = 3_000.0;

/// Goes through a network's layers and has each computed in the way that its device is fastest at. Only a GPU
/// has a choice.
#[derive(Clone)]
pub struct Tuner {
    summaries: Arc<[Summary]>,
    layer: usize,
    /// How long it may still measure, ms.
    patience: f64,
    too_slow: bool,
    /// Whether threads that share what they load were best for the latest layer, and in how many
    /// parts at most.
    shared: Option<usize>,
    unknown: bool,
    times: WayTimes,
}

impl Tuner {
    /// Measures what is not known yet of `model` until so many milliseconds are over, and guesses the
    /// rest.
    pub fn measuring(model: &Model, patience: f64) -> Self {
        let summaries = model.network.summary().into();
        Self {
            summaries,
            layer: 0,
            patience,
            too_slow: false,
            shared: None,
            unknown: false,
            times: Vec::new(),
        }
    }

    /// Takes what is known, and guesses the rest. It supposes that the device is faster when threads share
    /// what they load, in up to so many `parts`, until it knows of a layer; nothing is supposed of a
    /// software adapter.
    pub fn knowing(model: &Model, parts: Option<usize>) -> Self {
        Self { shared: parts, ..Self::measuring(model, 0.0) }
    }

    /// Whether there was something that is not known now.
    pub fn met_unknown(&self) -> bool {
        self.unknown
    }

    /// The ways in which the latest layer was measured, and what it took in each.
    pub fn times(&self) -> &[(String, f64)] {
        &self.times
    }

    /// How many layers it has gone through.
    pub fn done(&self) -> usize {
        self.layer
    }

    /// Goes on to the next layer of `model`, the one it was made for or its twin, for as many pictures
    /// at once as [`Model::expect_batches_of`] said. What is not in `choices` and is measured is noted
    /// there. Says whether there was such a layer.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`].
    pub async fn next(&mut self, model: &mut Model, choices: &mut Choices) -> Result<bool, Error> {
        let index = self.layer;
        let summaries = self.summaries.clone();
        let Some(summary) = summaries.get(index) else { return Ok(false) };
        self.layer += 1;
        self.times.clear();
        model.plan = Mutex::default();
        let [height, width, channels] = summary.input;
        let shape = [model.batch, height, width, channels];
        let adds = model.sources[index].add.is_some();
        let Some(choice) = model.layers[index].choice(shape, adds) else { return Ok(true) };
        let known = choices.0.get(&choice.operation);
        let (name, way) = if let Some((name, way)) =
            known.and_then(|name| Some((name.clone(), choice.named(name)?)))
        {
            self.shared = most_parts(&choice, &name, self.shared);
            (name, way)
        } else if self.patience > 0.0 && !self.too_slow {
            let found = self.measure(model, summary, &choice).await?;
            self.too_slow = matches!(found, Found::TooSlow);
            let Found::Fastest(name) = found else {
                self.unknown = true;
                return Ok(true);
            };
            self.shared = most_parts(&choice, &name, self.shared);
            let Some(way) = choice.named(&name) else { return Ok(true) };
            choices.0.insert(choice.operation, name.clone());
            (name, way)
        } else {
            self.unknown = true;
            let guess = self.shared.filter(|_| !self.too_slow);
            let Some((name, way)) = guess.and_then(|parts| choice.guess(parts)) else {
                return Ok(true);
            };
            (name.clone(), *way)
        };
        model.layers[index].take(way);
        model.ways[index] = Some(name);
        Ok(true)
    }

    /// Measures the layer's ways, and has it take the fastest.
    async fn measure(
        &mut self,
        model: &mut Model,
        summary: &Summary,
        choice: &Choice,
    ) -> Result<Found, Error> {
        let begun = Instant::now();
        let tensor = |[height, width, channels]: [usize; 3]| {
            example([model.batch, height, width, channels], &model.device)
        };
        let index = self.layer - 1;
        let input = tensor(summary.input);
        let add = model.sources[index].add.map(|_| tensor(summary.output));
        let layer = &mut model.layers[index];
        let found = fastest(layer, choice, &input, add.as_ref(), &mut self.times).await?;
        self.patience -= milliseconds(begun);
        Ok(found)
    }
}

impl Model {
    /// Computes each layer in the way that this device is fastest at: see [`Tuner`]. `step` is awaited
    /// after each layer, and hears how many are chosen, and of how many; its error ends the work.
    ///
    /// # Errors
    ///
    /// As [`Tuner::next`], and those of `step`.
    pub async fn tune<E: From<Error>>(
        &mut self,
        choices: &mut Choices,
        mut step: impl AsyncFnMut(usize, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut tuner = Tuner::measuring(self, PATIENCE_MS);
        while tuner.next(self, choices).await? {
            step(tuner.done(), self.layers.len()).await?;
        }
        Ok(())
    }

    /// Another network with the same weights, which are there but once, to be tuned while this one works.
    pub fn twin(&self) -> Self {
        let apart = self.apart.clone();
        let network = self.network.clone();
        let twin = Self::of(network, self.layers.clone(), &self.device);
        Self { apart, ways: self.ways.clone(), batch: self.batch, ..twin }
    }

    /// Computes each layer as usual, until something is chosen again.
    pub fn forget_ways(&mut self) {
        self.layers.iter_mut().for_each(|layer| layer.take(None));
        self.ways.fill(None);
        self.plan = Mutex::default();
    }

    /// The name of the way that was chosen for layer `index`, if there was a choice.
    pub fn way(&self, index: usize) -> Option<&str> {
        self.ways.get(index)?.as_deref()
    }
}

/// The most parts so far, if the way of this name is one in which threads share what they load.
fn most_parts(choice: &Choice, name: &str, before: Option<usize>) -> Option<usize> {
    choice.parts_if_shared(name).map(|parts| before.unwrap_or(1).max(parts))
}
