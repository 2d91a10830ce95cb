//! Choosing, by measurement, how a GPU computes each layer.

use super::layer::Layer;
use super::{Model, Runs, first_number};
use crate::clock::milliseconds;
use crate::error::Error;
use crate::ops::Choice;
use burn::tensor::{Tensor, TensorData, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Mutex;
use web_time::Instant;

/// What is chosen holds for the kernels of this version.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Launches in a row for one measurement, which should last so many ms: a reading costs some.
const MOST_LAUNCHES: f64 = 32.0;
const MEASURE_MS: f64 = 8.0;
/// A layer that takes so many ms is a software adapter's. Measuring all would take minutes, and the
/// usual way is the one made for it: the rest is left as it is.
const TOO_SLOW_MS: f64 = 30.0;
/// Nobody should wait longer, ms. What has not had its turn by then is guessed from the rest, and
/// measured at the next load.
const PATIENCE_MS: f64 = 3_000.0;
/// A way that takes so many times as long as the best so far needs no second measurement.
const HOPELESS: f64 = 3.0;
/// How much faster another way has to be than the usual one: less may be chance.
const GAIN: f64 = 0.95;

/// What was chosen for operations, by their parameters. It holds for one device and one version of
/// this program.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Choices(BTreeMap<String, String>);

/// Choices as they are kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: String,
    device: String,
    choices: Choices,
}

impl Choices {
    /// What was kept for this device by this version of the program. Nothing of it has to be so:
    /// whatever else the text is, nothing was chosen yet.
    pub fn parse(text: &str, device: &str) -> Self {
        let kept = serde_json::from_str::<Kept>(text).ok();
        let kept = kept.filter(|kept| kept.device == device && kept.version == VERSION);
        kept.map(|kept| kept.choices).unwrap_or_default()
    }

    /// The text to keep, JSON.
    pub fn text(&self, device: &str) -> String {
        let (version, device) = (VERSION.to_owned(), device.to_owned());
        let kept = Kept { version, device, choices: self.clone() };
        serde_json::to_string(&kept).unwrap_or_default()
    }
}

impl Model {
    /// Computes each layer in the way that this device is fastest at, for as many pictures at once as
    /// [`Self::expect_batches_of`] said. What is not in `choices` is measured and noted there. `step`
    /// is awaited after each layer, and hears how many are chosen, and of how many; its error ends
    /// the work.
    ///
    /// Only a GPU has a choice.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`], and those of `step`.
    pub async fn tune<E: From<Error>>(
        &mut self,
        choices: &mut Choices,
        mut step: impl AsyncFnMut(usize, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let summaries = self.network.summary();
        let count = self.layers.len();
        self.plan = Mutex::default();
        let begun = Instant::now();
        let (mut measures, mut too_slow) = (true, false);
        // Whether threads that share what they load were best for the latest layer, and in how many
        // parts at most.
        let mut shared: Option<usize> = None;
        for (index, summary) in summaries.iter().enumerate() {
            let [height, width, channels] = summary.input;
            let shape = [self.batch, height, width, channels];
            let adds = self.sources[index].add.is_some();
            let layer = &mut self.layers[index];
            if let Some(choice) = layer.choice(shape, adds) {
                let known = choices.0.get(&choice.operation);
                if let Some((way, name)) = known.and_then(|name| Some((choice.named(name)?, name)))
                {
                    layer.take(way);
                    shared = most_parts(&choice, Some(name), shared);
                    self.ways[index] = Some(name.clone());
                } else if measures {
                    let tensor = |[height, width, channels]: [usize; 3]| {
                        let shape = [self.batch, height, width, channels];
                        let numbers = shape.iter().product::<usize>();
                        let values = (0..numbers).map(|i| (i % 7) as f32 * 0.1);
                        let data = TensorData::new(values.collect::<Vec<_>>(), shape);
                        Tensor::<4>::from_data(data, &self.device)
                    };
                    let input = tensor(summary.input);
                    let add = adds.then(|| tensor(summary.output));
                    let name = fastest(layer, &choice, &input, add.as_ref()).await?;
                    too_slow = name.is_none();
                    measures = !too_slow && milliseconds(begun) < PATIENCE_MS;
                    shared = most_parts(&choice, name.as_deref(), shared);
                    self.ways[index].clone_from(&name);
                    choices.0.extend(name.map(|name| (choice.operation, name)));
                } else if let Some(parts) = shared.filter(|_| !too_slow)
                    && let Some((name, way)) = choice.guess(parts)
                {
                    layer.take(*way);
                    self.ways[index] = Some(name.clone());
                }
            }
            step(index + 1, count).await?;
        }
        Ok(())
    }

    /// The name of the way that was chosen for layer `index`, if there was a choice.
    pub fn way(&self, index: usize) -> Option<&str> {
        self.ways.get(index)?.as_deref()
    }
}

/// The most parts so far, if the way of this name is one in which threads share what they load.
fn most_parts(choice: &Choice, name: Option<&str>, before: Option<usize>) -> Option<usize> {
    choice.parts_if_shared(name?).map(|parts| before.unwrap_or(1).max(parts))
}

/// Measures every way, and takes the fastest; the usual one, and no name, on a device so slow that it
/// is no GPU.
async fn fastest(
    layer: &mut Layer,
    choice: &Choice,
    input: &Tensor<4>,
    add: Option<&Tensor<4>>,
) -> Result<Option<String>, Error> {
    let (usual, rest) = choice.ways.split_first().ok_or_else(|| Error::Engine {
        reason: format!("there is no way to compute {}", choice.operation),
    })?;
    let time = async |layer: &Layer, count| time(layer, count, input, add).await;
    layer.take(usual.1);
    let once = time(layer, 1).await?;
    if once > TOO_SLOW_MS {
        return Ok(None);
    }
    let launches = (MEASURE_MS / once).clamp(1.0, MOST_LAUNCHES) as u32;
    let mut best = usual;
    let mut least = GAIN * time(layer, launches).await?;
    for way in rest {
        layer.take(way.1);
        if time(layer, 1).await? < HOPELESS * once {
            let taken = time(layer, launches).await?;
            if taken < least {
                (best, least) = (way, taken);
            }
        }
    }
    layer.take(best.1);
    Ok(Some(best.0.clone()))
}

/// Milliseconds of a row of launches and a reading.
async fn time(
    layer: &Layer,
    count: u32,
    input: &Tensor<4>,
    add: Option<&Tensor<4>>,
) -> Result<f64, Error> {
    let runs = Runs::new(layer, count, input.clone(), add.cloned());
    let runs = if count > 1 { runs.recorded() } else { runs };
    let mut least = f64::INFINITY;
    // One alone may be long because another program came in between.
    for _ in 0..2 {
        let start = Instant::now();
        let one = first_number(runs.run());
        let read = Transaction::default().register(one).execute_async().await;
        read.map_err(|error| Error::DeviceLost { reason: error.to_string() })?;
        least = least.min(milliseconds(start));
    }
    Ok(least)
}
