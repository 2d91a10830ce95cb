//! Measuring the ways to compute a layer.

use super::Runs;
use super::layer::Layer;
use super::pace::{Pace, read_some};
use crate::error::Error;
use crate::ops::{Choice, Way};
use burn::tensor::{Device, Tensor, TensorData};

/// A measurement should last so many times as long as the reading in it,
const READINGS: f64 = 4.0;
/// but between so many ms. In a browser nobody waits for it, and the clock may tell whole milliseconds only.
const MEASURE_MS: [f64; 2] = if cfg!(target_arch = "wasm32") { [8.0, 16.0] } else { [4.0, 12.0] };
/// A layer that takes so many ms is a software adapter's. Measuring all would take minutes, and the
/// usual way is the one made for it: the rest is left as it is.
const TOO_SLOW_MS: f64 = 30.0;
/// A way that at first sight takes so many times as long as the best so far is not measured.
const HOPELESS: f64 = 2.0;
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

/// Measures every way, and takes the fastest; the usual one, and no name, on a device so slow that it
/// is no GPU. The usual one too where that fails. `times` takes what each took that ran.
pub(super) async fn fastest(
    layer: &mut Layer,
    choice: &Choice,
    input: &Tensor<4>,
    add: Option<&Tensor<4>>,
    times: &mut WayTimes,
) -> Result<Option<String>, Error> {
    let (usual, rest) = choice.ways.split_first().ok_or_else(|| Error::Engine {
        reason: format!("there is no way to compute {}", choice.operation),
    })?;
    let found = compare(layer, (usual, rest), input, add, times).await;
    let taken = found.as_ref().ok().copied().flatten().unwrap_or(usual);
    layer.take(taken.1);
    Ok(found?.map(|(name, _)| name.clone()))
}

/// The fastest way, or nothing where the usual one is too slow to compare.
async fn compare<'a>(
    layer: &mut Layer,
    (usual, rest): (&'a Named, &'a [Named]),
    input: &Tensor<4>,
    add: Option<&Tensor<4>>,
    times: &mut WayTimes,
) -> Result<Option<&'a Named>, Error> {
    let in_way = |layer: &mut Layer, way| {
        layer.take(way);
        Runs::new(layer.clone(), input.clone(), add.cloned())
    };
    let one = in_way(layer, usual.1);
    one.compile().await;
    let [least, most] = MEASURE_MS;
    let pace = Pace::of(&one, |reading| (READINGS * reading).clamp(least, most)).await?;
    if pace.once_ms > TOO_SLOW_MS {
        return Ok(None);
    }
    let usual_ms = pace.launch_ms(&one.times(pace.launches)).await?;
    times.push((usual.0.clone(), usual_ms));
    let usual_ms = GAIN * usual_ms;
    let (mut best_ms, mut faster, mut refused) = (usual_ms, Vec::new(), false);
    for way in rest {
        let one = in_way(layer, way.1);
        one.compile().await;
        let Ok(_compiles) = read_some(one.run(), COMPARED).await else {
            refused = true; // a way that a driver cannot compile is none
            continue;
        };
        let many = one.times(pace.launches);
        let mut ms = pace.hurried().launch_ms(&many).await?;
        if ms < HOPELESS * best_ms {
            ms = pace.launch_ms(&many).await?;
            if ms < usual_ms {
                faster.push((ms, way));
                best_ms = best_ms.min(ms);
            }
        }
        times.push((way.0.clone(), ms));
    }
    if refused {
        // Unless it is the device that is gone.
        read_some(in_way(layer, usual.1).run(), 1).await?;
    }
    faster.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    for (rank, (_, way)) in faster.into_iter().enumerate() {
        // From numbers that no earlier run can have left the answer for: a way that a driver cannot
        // compile writes nothing, which is fast.
        let input = made_up(input.dims(), MEASURED_PERIOD + 1 + rank, &input.device());
        if agrees(layer, way.1, usual.1, &input, add).await? {
            return Ok(Some(way));
        }
    }
    Ok(Some(usual))
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
