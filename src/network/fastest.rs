//! Measuring the ways to compute a layer.

use super::Runs;
use super::layer::Layer;
use super::pace::{Pace, read_some};
use crate::error::Error;
use crate::ops::{Choice, Way};
use burn::tensor::{Device, Tensor, TensorData};

/// A measurement should last so many times as long as the reading in it,
const READINGS: f64 = 4.0;
/// but between so many ms. In a browser nobody waits for it, and the clock may be coarse (`src/clock.rs`).
const MEASURE_MS: [f64; 2] = if cfg!(target_arch = "wasm32") { [8.0, 16.0] } else { [4.0, 12.0] };
/// A layer that takes so many ms for one input is a software adapter's. Measuring all would take minutes,
/// and the usual way is the one made for it: the rest is left as it is.
const TOO_SLOW_MS: f64 = 30.0;
/// A way that at first sight takes so many times as long as the best so far is not measured.
const HOPELESS: f64 = 2.0;
/// A way that takes so many times as long as the best is measured a second time.
const NEARLY: f64 = 1.25;
/// How far the outputs of a faster way may lie from those of the usual one, as a part of their size.
/// Half precision explains a tenth of it.
const AGREE: f64 = 0.01;
/// How many outputs are compared, half of them the last: enough for every thread of a workgroup, and read at
/// once.
const COMPARED: usize = 16_384;
/// After how many numbers those that are measured with come again.
const MEASURED_PERIOD: usize = 7;
/// How much faster another way has to be than the usual one: less may be chance.
const GAIN: f64 = 0.95;

/// A way and what it is kept by.
type Named = (String, Way);
/// Ways by their names and what a launch takes in each, ms. Of hopeless ones that is a first look.
pub type WayTimes = Vec<(String, f64)>;

/// What came of measuring a layer's ways.
pub(super) enum Found {
    /// The name of the fastest, which the layer has taken.
    Fastest(String),
    /// The device is so slow that it is no GPU: nothing was compared.
    TooSlow,
    /// No clock tells what the usual way takes, or it cannot be compiled.
    Nothing,
}

/// Measures every way, and takes the fastest; the usual one where the device refuses to work. Where nothing
/// is found, the layer is left as it was. `times` takes what each took that ran.
pub(super) async fn fastest(
    layer: &mut Layer,
    choice: &Choice,
    input: &Tensor<4>,
    add: Option<&Tensor<4>>,
    times: &mut WayTimes,
) -> Result<Found, Error> {
    let (usual, rest) = choice.ways.split_first().ok_or_else(|| Error::Engine {
        reason: format!("there is no way to compute {}", choice.operation),
    })?;
    let before = layer.clone();
    let found = Contest { layer, usual, input, add, times }.compare(rest).await;
    match found {
        Ok(Found::Fastest(_)) => {}
        Ok(Found::TooSlow | Found::Nothing) => *layer = before,
        Err(_) => layer.take(usual.1),
    }
    found
}

/// A layer whose ways are compared, on the same numbers.
struct Contest<'a, 'ways> {
    layer: &'a mut Layer,
    usual: &'ways Named,
    input: &'a Tensor<4>,
    add: Option<&'a Tensor<4>>,
    times: &'a mut WayTimes,
}

impl<'ways> Contest<'_, 'ways> {
    /// The layer in this way.
    fn in_way(&mut self, way: Way) -> Runs {
        self.layer.take(way);
        Runs::new(self.layer.clone(), self.input.clone(), self.add.cloned())
    }

    /// Has the layer take the fastest way, or says why there is none.
    async fn compare(mut self, rest: &'ways [Named]) -> Result<Found, Error> {
        let one = self.in_way(self.usual.1);
        if !one.compile().await {
            return Ok(Found::Nothing);
        }
        let [least, most] = MEASURE_MS;
        let pace = Pace::of(&one, |reading| (READINGS * reading).clamp(least, most)).await?;
        let [inputs, ..] = self.input.dims();
        if pace.once_ms > TOO_SLOW_MS * inputs as f64 {
            return Ok(Found::TooSlow);
        }
        let Some(usual_ms) = pace.launch_ms(&one.times(pace.launches)).await? else {
            return Ok(Found::Nothing);
        };
        self.times.push((self.usual.0.clone(), usual_ms));
        let mut measured = vec![(usual_ms, self.usual)];
        let (mut best_ms, mut refused) = (usual_ms, false);
        for way in rest {
            let one = self.in_way(way.1);
            if !one.compile().await || read_some(one.run(), COMPARED).await.is_err() {
                refused = true; // a way that a driver cannot compile is none
                continue;
            }
            let look = pace.hurried().launch_ms(&one.times(pace.launches)).await?;
            let Some(mut ms) = look else { continue };
            if ms < HOPELESS * best_ms {
                let pace = pace.fitted(ms);
                let Some(more) = pace.launch_ms(&one.times(pace.launches)).await? else { continue };
                ms = more;
                best_ms = best_ms.min(ms);
                measured.push((ms, way));
            }
            self.times.push((way.0.clone(), ms));
        }
        if refused {
            // Unless it is the device that is gone.
            read_some(self.in_way(self.usual.1).run(), 1).await?;
        }
        let finalists = self.again(measured, best_ms, pace).await?;
        let (name, way) = self.right(finalists).await?;
        self.layer.take(*way);
        Ok(Found::Fastest(name.clone()))
    }

    /// Measures the usual way and those that were nearly as fast as the best again, the last first: a GPU's clocks
    /// rise while it works, which flatters whoever is late. Gives those which are faster than the usual
    /// one, the fastest first.
    async fn again(
        &mut self,
        mut measured: Vec<(f64, &'ways Named)>,
        best_ms: f64,
        pace: Pace,
    ) -> Result<Vec<&'ways Named>, Error> {
        for (ms, way) in measured.iter_mut().rev() {
            if *ms <= NEARLY * best_ms || way.1 == self.usual.1 {
                let pace = pace.fitted(*ms);
                let runs = self.in_way(way.1).times(pace.launches);
                *ms = ms.min(pace.launch_ms(&runs).await?.unwrap_or(*ms));
            }
        }
        let (usual_ms, _) = measured[0];
        for (name, ms) in self.times.iter_mut() {
            let again = measured.iter().find(|(_, way)| way.0 == *name);
            *ms = again.map_or(*ms, |(ms, _)| *ms);
        }
        measured.retain(|(ms, _)| *ms < GAIN * usual_ms);
        measured.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        Ok(measured.into_iter().map(|(_, way)| way).collect())
    }

    /// The first of these ways that gives the right numbers; the usual one where none does.
    async fn right(&mut self, faster: Vec<&'ways Named>) -> Result<&'ways Named, Error> {
        for (rank, way) in faster.into_iter().enumerate() {
            // From numbers that no earlier run can have left the answer for: a way that a driver cannot
            // compile writes nothing, which is fast.
            let (shape, device) = (self.input.dims(), self.input.device());
            let input = made_up(shape, MEASURED_PERIOD + 1 + rank, &device);
            if agrees(self.layer, way.1, self.usual.1, &input, self.add).await? {
                return Ok(way);
            }
        }
        Ok(self.usual)
    }
}

/// Whether `way` gives the same as the usual one.
async fn agrees(
    layer: &mut Layer,
    way: Way,
    usual: Way,
    input: &Tensor<4>,
    add: Option<&Tensor<4>>,
) -> Result<bool, Error> {
    // One after the other: a browser drops all work that goes out together with what it refuses.
    let mut compute = async |way| {
        layer.take(way);
        read_some(layer.forward(input.clone(), add.cloned()), COMPARED).await
    };
    let (given, usual) = (compute(way).await?, compute(usual).await?);
    Ok(are_near(&given, &usual))
}

/// Whether numbers are as near to the `usual` ones as [`AGREE`] says. What is no number is not.
fn are_near(given: &[f32], usual: &[f32]) -> bool {
    let size: f64 = usual.iter().map(|&x| f64::from(x).powi(2)).sum();
    let error: f64 = given.iter().zip(usual).map(|(&x, &y)| f64::from(x - y).powi(2)).sum();
    given.len() == usual.len() && error <= size * AGREE * AGREE
}

/// An input to measure with.
pub(super) fn example(shape: [usize; 4], device: &Device) -> Tensor<4> {
    made_up(shape, MEASURED_PERIOD, device)
}

/// Numbers of about unit size, which come again after `period`.
fn made_up(shape: [usize; 4], period: usize, device: &Device) -> Tensor<4> {
    let numbers = (0..shape.iter().product()).map(|i: usize| (i % period) as f32 * 0.1);
    Tensor::from_data(TensorData::new(numbers.collect::<Vec<_>>(), shape), device)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_another_run_are_not_near() {
        let usual: Vec<f32> = (0..1000).map(|i| (i as f32 * 0.37).sin()).collect();
        let rounded: Vec<f32> = usual.iter().map(|&x| half::f16::from_f32(x).to_f32()).collect();
        assert!(are_near(&usual, &usual) && are_near(&rounded, &usual));
        assert!(are_near(&[0.0; 3], &[0.0; 3]));
        let changed = |number: f32| [&usual[..999], &[number]].concat();
        // A number that is missing, none, or wrong; nothing written; what another input gave.
        let shifted: Vec<f32> = (0..1000).map(|i| (i as f32 * 0.37 + 0.02).sin()).collect();
        for wrong in [&usual[..999], &changed(f32::NAN), &changed(1.5), &[0.0; 1000], &shifted] {
            assert!(!are_near(wrong, &usual));
        }
    }
}
