//! The self-check: a known input, and whether this device makes of it what it should.

use crate::check::difference;
use crate::classify::check_distributions;
use crate::clock::milliseconds;
use crate::device::read;
use crate::error::Error;
use crate::network::Model;
use crate::protocol::DeviceInfo;
use crate::protocol::look::Checked;
use std::collections::BTreeMap;
use std::fmt::Write;
use web_time::Instant;

/// What is allowed, relative to the largest logit: networks of a hundred layers leave as much when
/// they add up in another order.
const TOLERANCE: f32 = 1e-3;
/// What is allowed where a device is trusted with answers: half precision takes a tenth of it, and a shader
/// that a driver compiled to something else leaves numbers that have nothing to do with these.
const TRUSTED: f32 = 2e-2;
/// Runs that are timed, after a first one.
const RUNS: usize = 5;
/// Logits for [`input`], by the SHA-256 of the weights' file. `tests/look` computes them anew.
const KNOWN: &str = include_str!("../../weights/known.json");

/// The logits that are known for weights.
pub fn known(sha256: &str) -> Option<Vec<f32>> {
    let mut all: BTreeMap<String, Vec<f32>> = serde_json::from_str(KNOWN).unwrap_or_default();
    all.remove(sha256)
}

/// The known input of a network: whole numbers modulo 251, brought to -1 to 1. `[H, W, C]`.
pub fn input([height, width, channels]: [usize; 3]) -> Vec<f32> {
    let numbers = 0..(height * width * channels) as u64;
    numbers.map(|i| ((i * i * 31 + i * 17) % 251) as f32 / 125.0 - 1.0).collect()
}

/// Runs the known input: whether the device is to be trusted with these weights, as far as their logits
/// are known.
///
/// # Errors
///
/// [`Error::WrongNumbers`] if it is not, [`Error::Engine`] if its answer is none whatever the weights,
/// [`Error::DeviceLost`] if it does not answer.
pub async fn verify(model: &Model, sha256: &str) -> Result<(), Error> {
    let network = model.network();
    let probabilities = read(model.probabilities(input(network.input))?).await?;
    match known(sha256) {
        Some(known) if agrees(&probabilities, &known) => Ok(()),
        Some(_) => Err(Error::WrongNumbers { network: network.title.into() }),
        None => check_distributions(&probabilities, 1),
    }
}

/// Whether these are the probabilities of these logits. What is no number is none.
fn agrees(probabilities: &[f32], logits: &[f32]) -> bool {
    let largest = logits.iter().fold(f32::MIN, |most, &logit| most.max(logit));
    let size = logits.iter().fold(1.0f32, |most, logit| most.max(logit.abs()));
    let sum: f32 = logits.iter().map(|logit| (logit - largest).exp()).sum();
    // Logarithms below this are of probabilities that f32 does not have.
    let least = -80.0f32;
    let expected: Vec<_> =
        logits.iter().map(|logit| (logit - largest - sum.ln()).max(least)).collect();
    let found: Vec<_> =
        probabilities.iter().map(|p| if *p < 0.0 { f32::NAN } else { p.ln().max(least) }).collect();
    !probabilities.iter().any(|p| p.is_nan()) && difference(&found, &expected) <= TRUSTED * size
}

/// Runs the known input, compares with the `known` logits, takes the time, and writes it all down.
/// `place` is where this runs: a browser's name.
///
/// # Errors
///
/// [`Error::DeviceLost`] if the device does not answer.
pub async fn check(
    model: &Model,
    known: Option<&[f32]>,
    device: &DeviceInfo,
    place: &str,
) -> Result<Checked, Error> {
    let network = model.network();
    let run = async || read(model.logits(input(network.input))?).await;
    let start = Instant::now();
    let mut logits = run().await?;
    let first = milliseconds(start);
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Instant::now();
        logits = run().await?;
        times.push(milliseconds(start));
    }
    times.sort_by(f64::total_cmp);
    let ms = times[RUNS / 2];
    let size = logits.iter().fold(1.0f32, |most, logit| most.max(logit.abs()));
    let tolerance = TOLERANCE * size;
    let error = known.map(|known| difference(&logits, known));
    let verdict = match error {
        None => "for these weights no other program's answer is known".into(),
        Some(error) => {
            // NaN is no pass.
            let word = if error <= tolerance { "passed" } else { "FAILED" };
            format!("{word}: largest error {error:.1e}, allowed {tolerance:.1e}")
        }
    };
    let sum: f32 = logits.iter().map(|logit| logit.abs()).sum();
    let version = env!("CARGO_PKG_VERSION");
    let mut text = format!("Triptych {version}, self-check of {}\n", network.title);
    let lines = [
        ("verdict", verdict),
        ("device", device.title()),
        ("where", place.to_owned()),
        ("time", format!("{ms:.2} ms, the median of {RUNS}; the first {first:.2} ms")),
        ("logits", format!("{}, their sizes add up to {sum}", logits.len())),
    ];
    for (name, value) in lines {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name}: {value}");
    }
    Ok(Checked { network: network.name.into(), error, tolerance, ms, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_trusted_with_these_numbers_and_no_others() {
        let logits = [9.0, -3.0, 0.5, -120.0];
        let exps: Vec<f32> = logits.iter().map(|logit: &f32| (logit - 9.0).exp()).collect();
        let right: Vec<f32> = exps.iter().map(|exp| exp / exps.iter().sum::<f32>()).collect();
        let rounded: Vec<f32> = right.iter().map(|p| p * 1.1).collect();
        assert!(agrees(&right, &logits) && agrees(&rounded, &logits));
        let with = |at: usize, p: f32| {
            let mut wrong = right.clone();
            wrong[at] = p;
            wrong
        };
        for wrong in [
            with(1, 1e-3),
            with(0, f32::NAN),
            with(3, f32::NAN),
            with(2, -1.0),
            vec![0.0; 4],
            vec![0.25; 4],
        ] {
            assert!(!agrees(&wrong, &logits), "{wrong:?}");
        }
        assert!(!agrees(&right[..3], &logits) && !agrees(&[], &logits));
    }
}
