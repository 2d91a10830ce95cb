//! Runs that come again, recorded.

use super::{Edits, Model, arrange};
use crate::error::Error;
use crate::ops::{self, Lap, Recording, Stopwatch};
use burn::tensor::{Tensor, TensorData};
use std::sync::PoisonError;
use std::thread::{self, ThreadId};

/// The latest kind of run.
#[derive(Default)]
pub(super) enum Plan {
    #[default]
    Nothing,
    /// It was made once. A second time it is recorded: what comes once costs nothing more.
    Once(Kind),
    Recorded(Kind, Box<Recording<Vec<Tensor<4>>>>),
    /// This device cannot.
    Never,
}

/// What makes two runs the same but for their numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// `[N, H, W, C]`
    shape: [usize; 4],
    wanted: Wanted,
    /// A device takes the work of each thread in order, that of several in any.
    thread: ThreadId,
}

/// What of a run is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Logits,
    Probabilities,
    /// Every row's output, and then the probabilities.
    Maps,
}

impl Model {
    /// Logits `[N, classes]` for the `values` of inputs `[N, H, W, C]`, normalised as in training. They
    /// are to be read before the next run: on a GPU that one may put its own in their place.
    ///
    /// # Errors
    ///
    /// As [`Self::input`], and [`Error::DeviceLost`].
    pub fn logits(&self, values: Vec<f32>) -> Result<Tensor<2>, Error> {
        self.rows(values, Wanted::Logits)
    }

    /// The same, and what the device's own clock tells of the run, where it has one.
    ///
    /// # Errors
    ///
    /// As [`Self::logits`].
    pub fn timed_logits(&self, values: Vec<f32>) -> Result<(Tensor<2>, Option<Lap>), Error> {
        match Stopwatch::of(&Tensor::zeros([1; 4], &self.device)) {
            Some(stopwatch) => {
                let (output, lap) = stopwatch.time(|| self.logits(values));
                Ok((output?, lap))
            }
            None => Ok((self.logits(values)?, None)),
        }
    }

    /// The classes' probabilities `[N, classes]`, as [`Self::logits`].
    ///
    /// # Errors
    ///
    /// As [`Self::logits`].
    pub fn probabilities(&self, values: Vec<f32>) -> Result<Tensor<2>, Error> {
        self.rows(values, Wanted::Probabilities)
    }

    /// Every layer's output `[N, H, W, C]` for the `values` of an input of this `shape`, as
    /// [`Self::logits`], and then the probabilities. The last but one holds the logits.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] if there are not as many values as the shape says, [`Error::DeviceLost`].
    pub fn maps(&self, values: Vec<f32>, shape: [usize; 4]) -> Result<Vec<Tensor<4>>, Error> {
        if values.len() != shape.iter().product::<usize>() {
            return Err(Error::WrongInput {
                expected: format!("as many numbers as {shape:?} has"),
                found: format!("{} numbers", values.len()),
            });
        }
        self.planned(values, shape, Wanted::Maps)
    }

    /// Whether runs that come again are recorded: on a GPU they are.
    pub fn records(&self) -> bool {
        ops::is_gpu(&self.device)
    }

    /// Whether the latest run was on inputs of this `shape`, or is repeated for them.
    pub(super) fn has_run(&self, shape: [usize; 4]) -> bool {
        match &*self.plan.lock().unwrap_or_else(PoisonError::into_inner) {
            Plan::Once(kind) | Plan::Recorded(kind, _) => kind.shape == shape,
            Plan::Nothing | Plan::Never => false,
        }
    }

    fn rows(&self, values: Vec<f32>, wanted: Wanted) -> Result<Tensor<2>, Error> {
        let shape = self.shape(values.len())?;
        let _together = self.shared.as_ref().and_then(|shared| shared.begin(&values));
        let mut outputs = self.planned(values, shape, wanted)?;
        let no_layers = || Error::Engine { reason: "a network without layers".into() };
        outputs.pop().map(arrange::flatten).ok_or_else(no_layers)
    }

    fn planned(
        &self,
        values: Vec<f32>,
        shape: [usize; 4],
        wanted: Wanted,
    ) -> Result<Vec<Tensor<4>>, Error> {
        let kind = Kind { shape, wanted, thread: thread::current().id() };
        let logits = |input| self.run(input, &Edits::none(), |_| None, |_, _| ());
        let run = |input: Tensor<4>| match wanted {
            Wanted::Logits => vec![logits(input)],
            Wanted::Probabilities => vec![softmax(&logits(input))],
            Wanted::Maps => {
                let mut maps = self.forward_with_maps(input);
                maps.extend(maps.last().map(softmax));
                maps
            }
        };
        let input = |values| Tensor::from_data(TensorData::new(values, kind.shape), &self.device);
        let mut plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = match &*plan {
            Plan::Recorded(known, recording) if *known == kind => recording.run(values).cloned(),
            Plan::Never => Some(run(input(values))),
            Plan::Once(known) if *known == kind => {
                let Some(recording) = Recording::of(input(values.clone()), run) else {
                    *plan = Plan::Never;
                    return Ok(run(input(values)));
                };
                let outputs = recording.repeat().cloned();
                *plan = Plan::Recorded(kind, Box::new(recording));
                outputs
            }
            _ => {
                *plan = Plan::Once(kind);
                Some(run(input(values)))
            }
        };
        outputs.ok_or_else(|| Error::DeviceLost { reason: "it refused a run".into() })
    }
}

/// Softmax of each row of channels.
pub(super) fn softmax(logits: &Tensor<4>) -> Tensor<4> {
    let shape = logits.dims();
    let classes = shape[3];
    let rows = shape.iter().product::<usize>() / classes.max(1);
    ops::softmax(logits.clone().reshape([rows, classes])).reshape(shape)
}
