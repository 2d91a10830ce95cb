//! One layer many times in a row, for timings.

use super::layer::Layer;
use crate::ops::Recording;
use burn::tensor::Tensor;

/// A layer with its inputs, to be run so many times in a row. On a GPU they are recorded where they are
/// several, so that what is timed is its work, not the processor's.
pub struct Runs {
    layer: Layer,
    count: u32,
    input: Tensor<4>,
    add: Option<Tensor<4>>,
    recording: Option<Recording<Tensor<4>>>,
}

impl Runs {
    /// One run.
    pub(super) fn new(layer: Layer, input: Tensor<4>, add: Option<Tensor<4>>) -> Self {
        Self { layer, count: 1, input, add, recording: None }
    }

    /// The same so many times.
    #[must_use]
    pub fn times(&self, count: u32) -> Self {
        let (layer, input, add) = (self.layer.clone(), self.input.clone(), self.add.clone());
        let mut runs = Self { layer, count, input, add, recording: None };
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

    fn launch(&self, input: Tensor<4>) -> Tensor<4> {
        let mut output = self.layer.forward(input.clone(), self.add.clone());
        for _ in 1..self.count {
            output = self.layer.forward(input.clone(), self.add.clone());
        }
        output
    }
}
