//! A known input, and whether a device makes of it what it should.

use super::check_distributions;
use crate::device::read;
use crate::error::Error;
use crate::network::Model;
use std::collections::BTreeMap;

/// How far logits may be off, relative to the largest: half precision takes a tenth of it, and a shader that a
/// driver compiled to something else leaves numbers that have nothing to do with these.
const ALLOWED: f32 = 2e-2;
/// Logarithms below this are of probabilities that f32 does not have.
const LEAST: f32 = -80.0;
/// Logits for [`known_input`], by the SHA-256 of the weights' file. `tests/look` computes them anew.
const KNOWN: &str = include_str!("../../weights/known.json");

/// A logit a class, as [`known_input`] gives with the weights whose file has this SHA-256, in lower-case
/// hexadecimal; nothing for weights that we do not know.
pub fn known_logits(sha256: &str) -> Option<Vec<f32>> {
    let mut all: BTreeMap<String, Vec<f32>> = serde_json::from_str(KNOWN).unwrap_or_default();
    all.remove(sha256)
}

/// The known input of a network: whole numbers modulo 251, brought to -1 to 1. `[H, W, C]`.
pub fn known_input([height, width, channels]: [usize; 3]) -> Vec<f32> {
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
    let probabilities = known_answer(model).await?;
    match known_logits(sha256) {
        Some(logits) if agree(&probabilities, &logits) => Ok(()),
        Some(_) => Err(Error::WrongNumbers { network: model.network().title.into() }),
        None => check_distributions(&probabilities, 1),
    }
}

/// What a network answers to the known input, in the kind of run that it makes for people: a device
/// records only the latest kind.
///
/// # Errors
///
/// [`Error::DeviceLost`] if the device does not answer.
pub async fn known_answer(model: &Model) -> Result<Vec<f32>, Error> {
    let (network, values) = (model.network(), known_input(model.network().input));
    if !network.family.reads_digits() {
        return read(model.probabilities(values)?).await;
    }
    let [height, width, channels] = network.input;
    // As a drawing is read; the probabilities come last.
    match model.maps(values, [1, height, width, channels])?.pop() {
        Some(last) => read(last).await,
        None => Ok(Vec::new()),
    }
}

/// Runs the known input again: whether a network that was changed still gives the `answer` that it gave.
///
/// # Errors
///
/// As [`verify`].
pub async fn answers_still(model: &Model, answer: &[f32]) -> Result<(), Error> {
    let logits: Vec<f32> = answer.iter().map(|share| share.ln().max(LEAST)).collect();
    match agree(&known_answer(model).await?, &logits) {
        true => Ok(()),
        false => Err(Error::WrongNumbers { network: model.network().title.into() }),
    }
}

/// Whether these are the probabilities of these logits. What is no number is none.
fn agree(probabilities: &[f32], logits: &[f32]) -> bool {
    let largest = logits.iter().fold(f32::MIN, |most, &logit| most.max(logit));
    let size = logits.iter().fold(1.0f32, |most, logit| most.max(logit.abs()));
    let sum: f32 = logits.iter().map(|logit| (logit - largest).exp()).sum();
    let is_near = |(&probability, logit): (&f32, &f32)| {
        let expected = (logit - largest - sum.ln()).max(LEAST);
        probability >= 0.0 && (probability.ln().max(LEAST) - expected).abs() <= ALLOWED * size
    };
    probabilities.len() == logits.len() && probabilities.iter().zip(logits).all(is_near)
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
        assert!(agree(&right, &logits) && agree(&rounded, &logits));
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
            assert!(!agree(&wrong, &logits), "{wrong:?}");
        }
        assert!(!agree(&right[..3], &logits) && !agree(&[], &logits));
    }
}
