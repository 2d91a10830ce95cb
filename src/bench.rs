//! Timing a network on a device, as `bench.html` and `triptych --layers` show it.

use crate::device::read;
use crate::error::Error;
use crate::network::Model;
use crate::protocol::{Bench, BenchResult};
use crate::weights::identify;
use burn::tensor::{Device, Tensor};
use web_time::Instant;

/// A layer alone is launched this often in a row, unless that takes longer than [`LAYER_MS`].
const LAYER_LAUNCHES: f64 = 16.0;
/// About how long one layer may be measured.
const LAYER_MS: f64 = 40.0;

/// Runs what `bench` asks for on `device`, with the weights in a safetensors file's `bytes`, which
/// took `fetch_ms` to come. They are freed before the first run.
///
/// # Errors
///
/// As [`identify`] and [`Model::input`], and [`Error::DeviceLost`].
pub async fn run(
    bench: &Bench,
    bytes: Vec<u8>,
    fetch_ms: f64,
    device: &Device,
) -> Result<BenchResult, Error> {
    let start = Instant::now();
    let (network, weights) = identify(Some(&bench.network), &bytes)?;
    let model = Model::new(network, &weights, device)?;
    drop(bytes);
    let input = input(&model, &bench.input)?;
    let create_ms = milliseconds(start);

    let start = Instant::now();
    let mut output = read(model.forward(model.input(input.clone())?)).await?;
    let first_ms = milliseconds(start);

    let mut times = Vec::new();
    let all = Instant::now();
    while times.len() < bench.runs as usize
        && (times.len() < 2 || milliseconds(all) < bench.budget_ms)
    {
        let start = Instant::now();
        output = read(model.forward(model.input(input.clone())?)).await?;
        times.push(milliseconds(start));
    }
    let layers = layer_times(&model, model.input(input)?).await?;
    Ok(BenchResult { fetch_ms, create_ms, first_ms, times, output, layers })
}

/// Milliseconds of each layer alone: launched several times in a row, read back once.
///
/// # Errors
///
/// [`Error::DeviceLost`] if the device does not answer.
pub async fn layer_times(model: &Model, input: Tensor<4>) -> Result<Vec<(String, f64)>, Error> {
    let maps = model.forward_with_maps(input.clone());
    let mut times = Vec::new();
    for (index, row) in model.network().rows.iter().enumerate() {
        let run = || model.run_layer(index, &input, &maps);
        let start = Instant::now();
        read(run()).await?;
        let launches = (LAYER_MS / milliseconds(start).max(0.01)).clamp(1.0, LAYER_LAUNCHES) as u32;
        let start = Instant::now();
        for _ in 1..launches {
            let _ = run();
        }
        read(run()).await?;
        times.push((row.name.clone(), milliseconds(start) / f64::from(launches)));
    }
    Ok(times)
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

/// `[1, C, H, W]` values as `[1, H, W, C]`; a fixed pattern where there are none.
fn input(model: &Model, values: &[f32]) -> Result<Vec<f32>, Error> {
    let [height, width, channels] = model.network().input;
    let (area, count) = (height * width, height * width * channels);
    if values.is_empty() {
        return Ok((0..count).map(|i| (i as f32 * 0.37).sin()).collect());
    }
    if values.len() != count {
        return Err(Error::WrongInput {
            expected: format!("[1, {channels}, {height}, {width}]"),
            found: format!("{} numbers", values.len()),
        });
    }
    Ok((0..count).map(|i| values[i % channels * area + i / channels]).collect())
}
