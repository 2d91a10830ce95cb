//! Measuring the ways to compute a layer.

use super::layer::Layer;
use super::{Runs, first_numbers};
use crate::clock::milliseconds;
use crate::error::Error;
use crate::ops::{Choice, Way};
use burn::tensor::{Device, Tensor, TensorData, Transaction};
use web_time::Instant;

/// Launches in a row for one measurement, which should last so many ms: a reading costs some.
const MOST_LAUNCHES: f64 = 32.0;
const MEASURE_MS: f64 = 8.0;
/// A layer that takes so many ms is a software adapter's. Measuring all would take minutes, and the
/// usual way is the one made for it: the rest is left as it is.
const TOO_SLOW_MS: f64 = 30.0;
/// A way that takes so many times as long as the best so far needs no second measurement.
const HOPELESS: f64 = 3.0;
/// How far the outputs of a faster way may lie from those of the usual one, as a part of their size.
/// Half precision explains a tenth of it.
const AGREE: f64 = 0.01;
/// How many outputs are compared: enough for every thread of a workgroup, and read at once.
const COMPARED: usize = 16_384;
/// After how many numbers those that are measured with come again.
const MEASURED_PERIOD: usize = 7;
/// How much faster another way has to be than the usual one: less may be chance.
const GAIN: f64 = 0.95;

/// Measures every way, and takes the fastest; the usual one, and no name, on a device so slow that it
/// is no GPU.
pub(super) async fn fastest(
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
    let least = GAIN * time(layer, launches).await?;
    let mut faster = Vec::new();
    for way in rest {
        layer.take(way.1);
        if time(layer, 1).await? < HOPELESS * once {
            let taken = time(layer, launches).await?;
            if taken < least {
                faster.push((taken, way));
            }
        }
    }
    faster.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    for (rank, (_, (name, way))) in faster.into_iter().enumerate() {
        // From numbers that no earlier run can have left the answer for: a way that a driver cannot
        // compile writes nothing, which is fast.
        let input = made_up(input.dims(), MEASURED_PERIOD + 1 + rank, &input.device());
        if agree(layer, [*way, usual.1], &input, add).await? {
            layer.take(*way);
            return Ok(Some(name.clone()));
        }
    }
    layer.take(usual.1);
    Ok(Some(usual.0.clone()))
}

/// Whether two ways give the same.
async fn agree(
    layer: &mut Layer,
    ways: [Way; 2],
    input: &Tensor<4>,
    add: Option<&Tensor<4>>,
) -> Result<bool, Error> {
    let outputs = ways.map(|way| {
        layer.take(way);
        first_numbers(layer.forward(input.clone(), add.cloned()), COMPARED)
    });
    let reading = outputs.into_iter().fold(Transaction::default(), Transaction::register);
    let outputs = reading.execute_async().await.map_err(lost)?;
    let outputs: Vec<Vec<f32>> = outputs.into_iter().flat_map(TensorData::try_into_vec).collect();
    let [given, usual] = &outputs[..] else { return Ok(false) };
    let size: f64 = usual.iter().map(|&x| f64::from(x).powi(2)).sum();
    let error: f64 = given.iter().zip(usual).map(|(&x, &y)| f64::from(x - y).powi(2)).sum();
    // What is no number does not agree.
    Ok(error <= size * AGREE * AGREE)
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

fn lost(error: impl std::fmt::Display) -> Error {
    Error::DeviceLost { reason: error.to_string() }
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
        let one = first_numbers(runs.run(), 1);
        let read = Transaction::default().register(one).execute_async().await;
        read.map_err(lost)?;
        least = least.min(milliseconds(start));
    }
    Ok(least)
}
