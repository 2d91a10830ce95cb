//! A network's table and weights, made into something that runs on a device.

mod ahead;
mod apart;
mod arrange;
mod builder;
mod choices;
mod edits;
mod fastest;
mod layer;
mod pace;
mod plan;
mod runs;
mod trace;
mod tune;

use crate::arch::{Network, Sources};
use crate::error::Error;
use crate::ops::team::Shared;
use crate::weights::Weights;
use burn::tensor::{Device, Tensor, TensorData};
use layer::Layer;
use plan::Plan;
use std::sync::Mutex;

pub use crate::ops::Lap;
pub use apart::Apart;
pub use arrange::Normalisation;
pub use builder::Builder;
pub use choices::Choices;
pub use edits::Edits;
pub use pace::Pace;
pub use runs::Runs;
pub use trace::Trace;
pub use tune::Tuner;

#[cfg(feature = "native")]
pub(crate) use arrange::{folded, normalisation};

/// A network on a device, ready to run.
pub struct Model {
    network: Network,
    device: Device,
    layers: Vec<Layer>,
    sources: Vec<Sources>,
    /// The last row that takes each row's output.
    last_use: Vec<usize>,
    /// Names of the ways that were chosen for the layers, where there was a choice.
    ways: Vec<Option<String>>,
    apart: Option<Apart>,
    plan: Mutex<Plan>,
    /// Where others hold it too.
    shared: Option<Shared>,
    /// How many inputs at once it is tuned for.
    batch: usize,
}

impl Model {
    /// Lays `weights` out on `device` for `network`.
    ///
    /// # Errors
    ///
    /// [`Error::MissingTensor`] or [`Error::WrongTensor`] if these are another network's weights,
    /// [`Error::BadWeights`] for numbers that are not finite.
    pub fn new(network: Network, weights: &Weights<'_>, device: &Device) -> Result<Self, Error> {
        Builder::new(network, device).finish(weights)
    }

    /// As [`Self::new`], with batch normalisation as a step of its own where the weights have it apart:
    /// to show that folding changes nothing but the time.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn unfolded(
        network: Network,
        weights: &Weights<'_>,
        device: &Device,
    ) -> Result<Self, Error> {
        weights.are_of(&network)?;
        let summaries = network.summary();
        let rows = network.rows.iter().zip(&summaries);
        let layers = rows.map(|(row, summary)| Layer::unfolded(row, summary, weights, device));
        let layers = layers.collect::<Result<_, _>>()?;
        Ok(Self::of(network, layers, device))
    }

    fn of(network: Network, layers: Vec<Layer>, device: &Device) -> Self {
        let sources = network.sources();
        let ways = vec![None; sources.len()];
        let mut last_use: Vec<_> = (0..sources.len()).collect();
        for (row, from) in sources.iter().enumerate() {
            for index in [from.input, from.add].into_iter().flatten() {
                last_use[index] = row;
            }
        }
        Self {
            network,
            device: device.clone(),
            layers,
            sources,
            last_use,
            ways,
            apart: None,
            plan: Mutex::default(),
            shared: None,
            batch: 1,
        }
    }

    /// The table it was made from.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// From the next tuning on, chooses for so many inputs at once; at first for one.
    pub fn expect_batches_of(&mut self, inputs: usize) {
        self.batch = inputs.max(1);
    }

    /// Others hold the same network on the CPU, as `shared`: from now on they compute [`Self::logits`]
    /// with this one.
    pub fn share(&mut self, shared: Shared) {
        self.shared = Some(shared);
    }

    /// Nobody else need hold the same network any more.
    pub fn stop_sharing(&self) {
        if let Some(shared) = &self.shared {
            shared.give_up();
        }
    }

    /// Bytes that its weights take on the device, those of batch normalisation where it is a step of its own
    /// included.
    pub fn weight_bytes(&self) -> usize {
        self.layers.iter().map(Layer::bytes).sum()
    }

    /// How many inputs may run at once: every layer's output has to fit into one buffer.
    pub fn most_inputs(&self) -> usize {
        self.network.inputs_within(layer::MOST_NUMBERS)
    }

    /// Where it runs.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// `values` as an input of this network: `[N, H, W, C]`, normalised as in training.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] if their number is no multiple of one input's.
    pub fn input(&self, values: Vec<f32>) -> Result<Tensor<4>, Error> {
        let shape = self.shape(values.len())?;
        Ok(Tensor::from_data(TensorData::new(values, shape), &self.device))
    }

    /// The shape `[N, H, W, C]` of inputs that have so many `numbers`.
    fn shape(&self, numbers: usize) -> Result<[usize; 4], Error> {
        let [height, width, channels] = self.network.input;
        let one = height * width * channels;
        if numbers == 0 || !numbers.is_multiple_of(one) {
            return Err(Error::WrongInput {
                expected: format!("a multiple of {height} x {width} x {channels} numbers"),
                found: format!("{numbers} numbers"),
            });
        }
        Ok([numbers / one, height, width, channels])
    }

    /// Logits `[N, classes]` for inputs `[N, H, W, C]`.
    pub fn forward(&self, input: Tensor<4>) -> Tensor<2> {
        arrange::flatten(self.run(input, &Edits::none(), |_| None, |_, _| ()))
    }

    /// Every layer's output `[N, H, W, C]`, in the order of the table; the last holds the logits.
    pub fn forward_with_maps(&self, input: Tensor<4>) -> Vec<Tensor<4>> {
        let mut maps = Vec::with_capacity(self.layers.len());
        self.run(input, &Edits::none(), |_| None, |_, output| maps.push(output.clone()));
        maps
    }

    /// Runs layer `index` alone, for timings, on the network's input and on the outputs of all
    /// layers as [`Self::forward_with_maps`] gives them.
    pub fn run_layer(&self, index: usize, input: &Tensor<4>, maps: &[Tensor<4>]) -> Tensor<4> {
        self.runs_of(index, input, maps).run()
    }

    /// What [`Self::run_layer`] does once, to be done many times in a row.
    pub fn runs_of(&self, index: usize, input: &Tensor<4>, maps: &[Tensor<4>]) -> Runs {
        let from = self.sources[index];
        let taken = from.input.map_or(input, |row| &maps[row]).clone();
        let add = from.add.map(|row| maps[row].clone());
        Runs::new(self.layers[index].clone(), taken, add)
    }

    /// Runs the rows whose output is not `known`, with `edits`. `tap` sees every row's output.
    fn run(
        &self,
        input: Tensor<4>,
        edits: &Edits,
        known: impl Fn(usize) -> Option<Tensor<4>>,
        mut tap: impl FnMut(usize, &Tensor<4>),
    ) -> Tensor<4> {
        // Outputs that a later row takes: usually one, in a residual block two.
        let mut kept: Vec<Option<Tensor<4>>> = vec![None; self.layers.len()];
        let mut last = input.clone();
        for (index, (layer, from)) in self.layers.iter().zip(&self.sources).enumerate() {
            let mut take = |row: usize| {
                let held = &mut kept[row];
                if self.last_use[row] == index { held.take() } else { held.clone() }
            };
            let add = from.add.and_then(&mut take);
            let taken = match from.input {
                // A row that takes and adds the same output has taken it already.
                Some(row) => take(row).or_else(|| add.clone()),
                None => None,
            };
            last = known(index).unwrap_or_else(|| {
                let taken = taken.unwrap_or_else(|| input.clone());
                match add {
                    Some(add) => {
                        let (taken, add) = trace::together(taken, add);
                        edits.forward(index, layer, taken, Some(add))
                    }
                    None => edits.forward(index, layer, taken, None),
                }
            });
            tap(index, &last);
            kept[index] = Some(last.clone());
        }
        last
    }
}

#[cfg(all(test, feature = "native"))]
mod tests;
