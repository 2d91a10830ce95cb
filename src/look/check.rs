//! The self-check: a known input, and whether this device makes of it what it should.

use crate::check::difference;
use crate::classify::known_input;
use crate::clock::milliseconds;
use crate::device::read;
use crate::error::Error;
use crate::network::Model;
use crate::protocol::DeviceInfo;
use crate::protocol::look::Checked;
use std::fmt::Write;
use web_time::Instant;

/// What is allowed, relative to the largest logit: networks of a hundred layers leave as much when
/// they add up in another order.
const TOLERANCE: f32 = 1e-3;
/// Runs that are timed, after a first one.
const RUNS: usize = 5;
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
    let run = async || read(model.logits(known_input(network.input))?).await;
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
