//! Shaders, compiled before a run that needs them.

use super::plan::softmax;
use super::{Edits, Model};
use crate::ops::{begin_to_compile, compile, placeholder};

impl Model {
    /// Has what runs on inputs of this `shape`, `[N, H, W, C]`, launch compiled before one is made; see
    /// [`compile`]. `told` hears how many shaders are ready, and of how many.
    pub async fn compile(&self, shape: [usize; 4], told: impl Fn(usize, usize)) {
        if !self.has_run(shape) {
            let input = placeholder(shape, &self.device);
            let run = || softmax(&self.run(input, &Edits::none(), |_| None, |_, _| ()));
            compile(&self.device, run, told).await;
        }
    }

    /// As [`Self::compile`], for so many of the network's inputs at once.
    pub async fn compile_for(&self, inputs: usize, told: impl Fn(usize, usize)) {
        let [height, width, channels] = self.network.input;
        self.compile([inputs, height, width, channels], told).await;
    }

    /// Begins to have compiled what layer `index` launches for one input, while others are not laid out yet.
    /// [`Self::compile`] waits for what was begun.
    pub fn begin_to_compile(&self, index: usize) {
        let summaries = self.network.summary();
        let Some((layer, summary)) = self.layers.get(index).zip(summaries.get(index)) else {
            return;
        };
        let tensor = |[height, width, channels]: [usize; 3]| {
            placeholder([1, height, width, channels], &self.device)
        };
        let adds = self.sources[index].add.is_some();
        let add = || adds.then(|| tensor(summary.output));
        begin_to_compile(&self.device, || layer.forward(tensor(summary.input), add()));
    }

    /// What `run` gives. What it launches is compiled before; it must not read any numbers.
    pub async fn compiled<T>(&self, run: impl Fn() -> T) -> T {
        compile(&self.device, &run, |_, _| ()).await;
        run()
    }
}
