//! One layer many times in a row, for timings.

use super::layer::Layer;
use crate::ops::{Lap, Recording, Stopwatch, compile};
use burn::tensor::Tensor;

/// A layer with its inputs, to be run so many times in a row. On a GPU they are recorded where they are
/// several, so that what is timed is its work, not the processor's.
pub struct Runs {
    layer: Layer,
    count: u32,
    input: Tensor<4>,
    add: Option<Tensor<4>>,
    recording: Option<Recording<Tensor<4>>>,
    stopwatch: Option<Stopwatch>,
}

impl Runs {
    /// One run.
    pub(super) fn new(layer: Layer, input: Tensor<4>, add: Option<Tensor<4>>) -> Self {
        let stopwatch = Stopwatch::of(&input);
        Self { layer, count: 1, input, add, recording: None, stopwatch }
    }

    /// The same so many times.
    #[must_use]
    pub fn times(&self, count: u32) -> Self {
        let mut runs = Self::new(self.layer.clone(), self.input.clone(), self.add.clone());
        runs.count = count;
        if count > 1 {
            runs.recording = Recording::of(runs.input.clone(), |input| runs.launch(input));
        }
        runs
    }

    /// Runs them. The last output is there as soon as it is read.
    pub fn run(&self) -> Tensor<4> {
        let repeated = self.recording.as_ref().and_then(Recording::repeat);
        repeated.cloned().unwrap_or_else(|| self.launch(self.input.clone()))
    }

    /// Has what a run launches compiled before one is timed, and says whether it can be; see [`compile`].
    pub(super) async fn compile(&self) -> bool {
        compile(&self.input.device(), || self.run(), |_, _| ()).await
    }

    /// Runs them so many times over, at least once. Also what the device's own clock tells of it.
    pub(super) fn repeat(&self, times: u32) -> (Tensor<4>, Option<Lap>) {
        let work = || {
            (1..times).for_each(|_| drop(self.run()));
            self.run()
        };
        match &self.stopwatch {
            Some(stopwatch) => stopwatch.time(work),
            None => (work(), None),
        }
    }

    /// Whether the device has a clock of its own.
    pub(super) fn have_clock(&self) -> bool {
        self.stopwatch.is_some()
    }

    fn launch(&self, input: Tensor<4>) -> Tensor<4> {
        let mut output = self.layer.forward(input.clone(), self.add.clone());
        for _ in 1..self.count {
            output = self.layer.forward(input.clone(), self.add.clone());
        }
        output
    }
}
