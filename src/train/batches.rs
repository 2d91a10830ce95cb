//! Batches of distorted pictures, made one ahead of the training on a thread of their own.

use super::mix::Mix;
use super::random::Random;
use super::{Options, engine};
use crate::digit::normalise;
use crate::error::Error;
use std::sync::mpsc::sync_channel;

/// Runs `work` on every full batch of an epoch: its number, its normalised pixels
/// `[side, side, B]`, its labels. The pictures that do not fill a last batch are left out; the
/// order is another in every epoch, and so are they.
///
/// # Errors
///
/// What `work` gives, with which the epoch ends.
pub fn distorted(
    mix: &Mix<'_>,
    options: &Options,
    epoch: usize,
    mut work: impl FnMut(usize, Vec<f32>, &[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let order = Random::of(&[options.seed, epoch as u64, u64::MAX]).order(mix.len());
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(2);
        let maker = scope.spawn(move || {
            for batch in order.chunks_exact(options.batch.max(1)) {
                let picture = |&i: &usize| {
                    mix.picture(i, &mut Random::of(&[options.seed, epoch as u64, i as u64]))
                };
                let (pictures, labels): (Vec<_>, Vec<u8>) = batch.iter().map(picture).unzip();
                let pixels = interleaved(&pictures);
                if sender.send((pixels, labels)).is_err() {
                    break; // the training has ended
                }
            }
        });
        for (index, (pixels, labels)) in receiver.iter().enumerate() {
            work(index, pixels, &labels)?;
        }
        maker.join().map_err(|_| engine("the thread that distorts pictures stopped"))
    })
}

/// Pictures `[B, side, side]` as normalised pixels with the batch innermost, `[side, side, B]`.
pub fn interleaved(pictures: &[Vec<f32>]) -> Vec<f32> {
    let pixels = pictures.first().map_or(0, Vec::len);
    let values: Vec<f32> =
        (0..pixels).flat_map(|pixel| pictures.iter().map(move |picture| picture[pixel])).collect();
    normalise(&values)
}
