//! Timing a network on a device, as `triptych bench`, `cargo bench` and `bench.html` show it.

mod made_up;
#[cfg(feature = "native")]
mod report;
#[cfg(feature = "native")]
mod roof;

#[cfg(feature = "native")]
pub use report::Report;
#[cfg(feature = "native")]
pub use roof::Roof;

use crate::arch::{self, Sources};
use crate::clock::{Repeats, milliseconds};
use crate::device::read;
use crate::error::Error;
use crate::network::{Lap, Model, Pace};
use crate::protocol::{Bench, BenchResult, Step};
use crate::weights::identify;
use burn::tensor::{Device, Tensor};
use std::cell::Cell;
use web_time::Instant;

/// A layer alone is measured so often,
const ROWS: u32 = 2;
/// for about so long each time.
const ROW_MS: f64 = 15.0;
/// Where several runs are one measurement, their inputs are held meanwhile: so many bytes.
const MOST_HELD: usize = 32 << 20;
/// A GPU's own clock is looked at in so many runs,
const WATCHED: usize = 10;
/// but not for longer than this.
const WATCHED_MS: f64 = 500.0;
/// How far a timing is, is told no more often than this, so that telling is no part of what is timed.
const TOLD_MS: f64 = 150.0;

/// Runs what `bench` asks for on `device`, with the weights in a safetensors file's `bytes`, which
/// took `fetch_ms` to come, or with made-up ones. They are freed before the first run. `tune`, which may
/// see them too, chooses how each layer is computed, as it does for whoever uses the network. `told`
/// hears how far it is: a step, how much of it is done, and out of how much.
///
/// # Errors
///
/// As [`identify`] and [`Model::input`], [`Error::UnknownNetwork`] and [`Error::DeviceLost`]; those of
/// `tune`.
pub async fn run(
    bench: &Bench,
    bytes: Option<Vec<u8>>,
    fetch_ms: f64,
    device: &Device,
    tune: impl AsyncFnOnce(&mut Model, &[u8]) -> Result<(), Error>,
    told: impl Fn(Step, u64, u64),
) -> Result<BenchResult, Error> {
    let told = seldom(told);
    let start = Instant::now();
    let made_up = bytes.is_none();
    let (bytes, fetch_ms) = match bytes {
        Some(bytes) => (bytes, fetch_ms),
        None => (made_up::weights(&arch::find(&bench.network)?), milliseconds(start)),
    };
    let start = Instant::now();
    let (network, weights) = identify(Some(&bench.network), &bytes)?;
    let mut model = Model::new(network, &weights, device)?;
    model.expect_batches_of(bench.batch as usize);
    let input = input(&model, &bench.input, bench.batch)?;
    let create_ms = milliseconds(start);
    let start = Instant::now();
    tune(&mut model, &bytes).await?;
    drop(bytes);
    let tune_ms = milliseconds(start);

    let start = Instant::now();
    let ready = |done: usize, total: usize| told(Step::Shaders, done as u64, total as u64);
    model.compile_for(bench.batch as usize, ready).await;
    let mut output = read(model.logits(input.clone())?).await?;
    let first_ms = milliseconds(start);
    // The second run makes the recording that those after it repeat.
    if model.records() {
        read(model.logits(input.clone())?).await?;
    }

    let mut times = Vec::new();
    let mut repeats = Repeats::new(MOST_HELD / size_of_val(&input[..]).max(1));
    let all = Instant::now();
    while times.len() < bench.runs as usize
        && (times.len() < 2 || milliseconds(all) < bench.budget_ms)
    {
        told(Step::Runs, times.len() as u64, u64::from(bench.runs));
        let inputs = vec![input.clone(); repeats.count()]; // not part of a run
        let start = Instant::now();
        for values in inputs {
            output = read(model.logits(values)?).await?;
        }
        times.extend(repeats.once_ms(milliseconds(start)));
    }
    let gpu_ms = gpu_ms(&model, &input).await?;
    let layers = model.network().rows.len() as u64;
    let told = |done| told(Step::Layers, done, layers);
    let layers = layer_times(&model, model.input(input)?, told).await?;
    Ok(BenchResult {
        made_up,
        fetch_ms,
        create_ms,
        tune_ms,
        first_ms,
        times,
        gpu_ms,
        output,
        layers,
    })
}

/// What the GPU works in a run by its own clock, ms, if it has one: the mean of some runs. Browsers round
/// what the clock says.
async fn gpu_ms(model: &Model, input: &[f32]) -> Result<Option<f64>, Error> {
    if !model.records() {
        return Ok(None);
    }
    let (all, mut sum, mut count) = (Instant::now(), 0.0, 0);
    while count == 0 || count < WATCHED && milliseconds(all) < WATCHED_MS {
        let values = input.to_vec();
        let start = Instant::now();
        let (output, lap) = model.timed_logits(values)?;
        read(output).await?;
        let passed = milliseconds(start);
        let Some(told) = Lap::milliseconds(lap, passed).await else { return Ok(None) };
        sum += told;
        count += 1;
    }
    Ok(Some(sum / count as f64))
}

/// Milliseconds of each layer alone: launched several times in a row and read back once. The
/// fastest of a few such rows counts, without what reading back takes. `told` hears how many are done.
///
/// # Errors
///
/// [`Error::DeviceLost`] if the device does not answer.
pub async fn layer_times(
    model: &Model,
    input: Tensor<4>,
    told: impl Fn(u64),
) -> Result<Vec<(String, f64)>, Error> {
    let sources = model.network().sources();
    let nothing = Tensor::zeros([1; 4], model.device());
    let (mut maps, mut times): (Vec<Tensor<4>>, _) = (Vec::new(), Vec::new());
    for (index, row) in model.network().rows.iter().enumerate() {
        told(index as u64);
        let output = model.run_layer(index, &input, &maps);
        let one = model.runs_of(index, &input, &maps);
        let pace = Pace::of(&one, |_| ROW_MS).await?;
        let many = one.times(pace.launches);
        let mut fastest = f64::INFINITY;
        for _ in 0..ROWS {
            fastest = fastest.min(pace.launch_ms(&many).await?.unwrap_or(fastest));
        }
        // What takes less than can be told takes nothing.
        times.push((row.name.clone(), if fastest.is_finite() { fastest } else { 0.0 }));
        maps.push(output);
        // Those of a large batch do not fit together: what no later row takes goes.
        for (row, map) in maps.iter_mut().enumerate() {
            let taken = |from: &Sources| [from.input, from.add].contains(&Some(row));
            if row < index && !sources[index + 1..].iter().any(taken) {
                *map = nothing.clone();
            }
        }
    }
    Ok(times)
}

/// `told`, but not at once again.
fn seldom(told: impl Fn(Step, u64, u64)) -> impl Fn(Step, u64, u64) {
    let last = Cell::new(None::<Instant>);
    move |step, done, total| {
        if last.get().is_none_or(|last| milliseconds(last) >= TOLD_MS) {
            last.set(Some(Instant::now()));
            told(step, done, total);
        }
    }
}

/// `[N, C, H, W]` values as `batch` inputs `[H, W, C]`, from the first on again where they end; a
/// fixed pattern where there are none.
fn input(model: &Model, values: &[f32], batch: u32) -> Result<Vec<f32>, Error> {
    let [height, width, channels] = model.network().input;
    let (area, count) = (height * width, height * width * channels);
    let numbers = count * batch.max(1) as usize;
    if values.is_empty() {
        return Ok((0..numbers).map(|i| (i as f32 * 0.37).sin()).collect());
    }
    if !values.len().is_multiple_of(count) {
        return Err(Error::WrongInput {
            expected: format!("[N, {channels}, {height}, {width}]"),
            found: format!("{} numbers", values.len()),
        });
    }
    let place = |i: usize| i / count * count + i % channels * area + i % count / channels;
    Ok((0..numbers).map(|i| values[place(i) % values.len()]).collect())
}
