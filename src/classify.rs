//! From a drawing to what the network says about it.

use crate::arch::Network;
use crate::device::read_all;
use crate::digit;
use crate::error::Error;
use crate::network::Model;
use crate::ops;
use crate::protocol::{Answer, Drawing, FeatureMaps, Times};
use burn::tensor::Tensor;
use web_time::Instant;

/// Pixels of a prepared digit.
const PIXELS: usize = digit::SIDE * digit::SIDE;

/// A drawing as MNIST would hold it: `[28, 28]` grey values, ink 255.
///
/// # Errors
///
/// [`Error::WrongInput`] if nothing was drawn or a picture has another size.
pub fn prepare(drawing: &Drawing) -> Result<[u8; PIXELS], Error> {
    let wrong = |found: String| Error::WrongInput { expected: "a drawn digit".into(), found };
    match drawing {
        Drawing::Strokes(strokes) => {
            let ink = digit::rasterise(strokes).ok_or_else(|| wrong("an empty board".into()))?;
            Ok(digit::prepare(&ink))
        }
        Drawing::Picture(values) => {
            let found = || wrong(format!("a picture of {} pixels", values.len()));
            values.as_slice().try_into().map_err(|_| found())
        }
    }
}

/// Classifies one drawing; with every layer's output if `maps`.
///
/// # Errors
///
/// As [`prepare`], and [`Error::DeviceLost`] if the device does not answer.
pub async fn classify(
    model: &Model,
    id: u32,
    drawing: &Drawing,
    maps: bool,
) -> Result<Answer, Error> {
    let start = Instant::now();
    let input = digit::pad(&prepare(drawing)?, model.network().input[0]);
    let prepared = Instant::now();
    let outputs = model.forward_with_maps(model.input(digit::normalise(&input))?);
    let (probabilities, mut values) = read_outputs(outputs, maps).await?;
    let done = Instant::now();
    let maps = if maps { label(model.network(), &mut values) } else { Vec::new() };
    let milliseconds = |from: Instant, to: Instant| (to - from).as_secs_f64() * 1e3;
    let times = Times {
        prepare: milliseconds(start, prepared),
        device: milliseconds(prepared, done),
        total: milliseconds(start, Instant::now()),
    };
    Ok(Answer { id, probabilities, input, maps, times })
}

/// The likeliest class of each of `images`, `[N, 28, 28]` as MNIST stores them.
///
/// # Errors
///
/// [`Error::WrongInput`] if `images` is not whole pictures, [`Error::DeviceLost`] if the device
/// does not answer.
pub async fn classify_batch(model: &Model, images: &[u8]) -> Result<Vec<u8>, Error> {
    let side = model.network().input[0];
    let (pictures, rest) = images.as_chunks::<PIXELS>();
    if !rest.is_empty() {
        return Err(Error::WrongInput {
            expected: format!("pictures of {PIXELS} bytes"),
            found: format!("{} bytes", images.len()),
        });
    }
    let values = pictures.iter().flat_map(|image| digit::normalise(&digit::pad(image, side)));
    let logits = model.forward(model.input(values.collect())?);
    let logits = crate::device::read(logits).await?;
    Ok(logits.chunks(model.network().classes()).map(|row| top(row) as u8).collect())
}

/// The index of the largest value.
pub fn top(values: &[f32]) -> usize {
    let largest = values.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    largest.map_or(0, |(index, _)| index)
}

/// Probabilities, and every layer's values if `maps`, in one reading.
async fn read_outputs(
    mut outputs: Vec<Tensor<4>>,
    maps: bool,
) -> Result<(Vec<f32>, Vec<Vec<f32>>), Error> {
    let Some(logits) = outputs.last().cloned() else {
        return Err(Error::Engine { reason: "a network without layers".into() });
    };
    let [batch, _, _, classes] = logits.dims();
    let probabilities = ops::softmax(logits.reshape([batch, classes]));
    if !maps {
        outputs.clear();
    }
    outputs.push(probabilities.reshape([batch, 1, 1, classes]));
    let mut values = read_all(outputs).await?;
    let probabilities = values.pop().unwrap_or_default();
    check_distributions(&probabilities, batch)?;
    Ok((probabilities, values))
}

/// Whether each of `batch` rows of probabilities adds up to 1. A browser drops the work of a shader
/// that it refused, and says so only in its console; the answer is then whatever was in the buffer.
///
/// # Errors
///
/// [`Error::Engine`] with the sum that is not 1.
pub fn check_distributions(probabilities: &[f32], batch: usize) -> Result<(), Error> {
    for row in probabilities.chunks((probabilities.len() / batch.max(1)).max(1)) {
        let sum: f32 = row.iter().sum();
        let shares = row.iter().all(|share| (0.0..=1.0 + 1e-3).contains(share));
        // A thousand roundings of numbers below 1.
        if !shares || (sum - 1.0).abs() > 1e-3 {
            let reason = format!("the device gave no answer (its probabilities add up to {sum})");
            return Err(Error::Engine { reason });
        }
    }
    Ok(())
}

fn label(network: &Network, values: &mut [Vec<f32>]) -> Vec<FeatureMaps> {
    let rows = network.summary().into_iter();
    rows.zip(values)
        .map(|(row, values)| FeatureMaps {
            layer: row.name,
            shape: row.output,
            values: std::mem::take(values),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_board_and_a_wrong_picture_are_errors() {
        assert!(prepare(&Drawing::Strokes(vec![])).is_err());
        assert!(prepare(&Drawing::Picture(vec![0; 100])).is_err());
        assert!(prepare(&Drawing::Picture(vec![0; PIXELS])).is_ok());
    }

    #[test]
    fn rows_that_are_no_probabilities_are_no_answer() {
        assert_eq!(check_distributions(&[0.25, 0.75, 0.5, 0.5], 2), Ok(()));
        // A sum over both rows would not notice.
        for wrong in [[0.0, 0.0, 1.0, 1.0], [0.25, 0.75, f32::NAN, 1.0], [0.5, 0.6, 0.4, 0.5]] {
            assert!(check_distributions(&wrong, 2).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_top_class_is_the_largest() {
        assert_eq!(top(&[0.1, -3.0, 7.5, 7.4]), 2);
        assert_eq!(top(&[]), 0);
    }
}
