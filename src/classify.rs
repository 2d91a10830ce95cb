//! From a drawing to what the network says about it: [`Reader`].

mod known;
mod outputs;
mod reader;

pub use known::{answers_still, known_answer, known_input, known_logits, verify};
pub use reader::Reader;

use crate::digit;
use crate::error::Error;
use crate::network::Model;

/// Pixels of a prepared digit.
const PIXELS: usize = digit::SIDE * digit::SIDE;

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
    let logits = crate::device::read(model.logits(values.collect())?).await?;
    Ok(logits.chunks(model.network().classes()).map(|row| top(row) as u8).collect())
}

/// The index of the largest value.
pub fn top(values: &[f32]) -> usize {
    let largest = values.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    largest.map_or(0, |(index, _)| index)
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

#[cfg(test)]
mod tests {
    use super::*;

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
