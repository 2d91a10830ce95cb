//! Runs that come again, recorded.

use super::{Edits, Model, arrange};
use crate::error::Error;
use crate::ops::Recording;
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
    /// Whether every row's output is wanted.
    maps: bool,
    /// A device takes the work of each thread in order, that of several in any.
    thread: ThreadId,
}

impl Kind {
    fn new(shape: [usize; 4], maps: bool) -> Self {
        Self { shape, maps, thread: thread::current().id() }
    }
}

impl Model {
    /// Logits `[N, classes]` for the `values` of inputs `[N, H, W, C]`, normalised as in training. They
    /// are to be read before the next run: on a GPU that one may put its own in their place.
    ///
    /// # Errors
    ///
    /// As [`Self::input`], and [`Error::DeviceLost`].
    pub fn logits(&self, values: Vec<f32>) -> Result<Tensor<2>, Error> {
        let shape = self.shape(values.len())?;
        let _together = self.shared.as_ref().and_then(|shared| shared.begin(&values));
        let mut outputs = self.planned(values, Kind::new(shape, false))?;
        outputs.pop().map(arrange::flatten).ok_or_else(no_layers)
    }

    /// Every layer's output `[N, H, W, C]` for the `values` of an input of this `shape`, as
    /// [`Self::logits`]. The last holds the logits.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`].
    pub fn maps(&self, values: Vec<f32>, shape: [usize; 4]) -> Result<Vec<Tensor<4>>, Error> {
        self.planned(values, Kind::new(shape, true))
    }

    fn planned(&self, values: Vec<f32>, kind: Kind) -> Result<Vec<Tensor<4>>, Error> {
        let run = |input: Tensor<4>| match kind.maps {
            true => self.forward_with_maps(input),
            false => vec![self.run(input, &Edits::none(), |_| None, |_, _| ())],
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

fn no_layers() -> Error {
    Error::Engine { reason: "a network without layers".into() }
}
