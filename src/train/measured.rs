//! How often a network in training is right.

use super::data::Set;
use super::form::{Form, Mode, Output};
use super::{batches, engine, input, loss, scalar};
use crate::arch::Network;
use crate::error::Error;
use burn::tensor::Device;

/// The part of all answers that is right, 0 to 1.
pub fn accuracy(confusion: &[[u32; 10]; 10]) -> f32 {
    let right: u32 = (0..10).map(|digit| confusion[digit][digit]).sum();
    right as f32 / confusion.iter().flatten().sum::<u32>().max(1) as f32
}

/// Mean loss and answers on undistorted pictures.
///
/// # Errors
///
/// [`Error::Engine`] if the device fails.
pub fn measure(network: &Network, form: &Form, set: &Set) -> Result<(f32, [[u32; 10]; 10]), Error> {
    let (mut loss_sum, mut confusion) = (0.0, [[0; 10]; 10]);
    evaluate(network, form, set, |output, labels| {
        loss_sum += scalar(loss(network, output, labels))? * labels.len() as f32;
        for (&label, answer) in labels.iter().zip(answers(output)?) {
            confusion[usize::from(label)][usize::from(answer)] += 1;
        }
        Ok(())
    })?;
    Ok((loss_sum / set.len().max(1) as f32, confusion))
}

/// The logits of each undistorted picture.
pub(super) fn logits(network: &Network, form: &Form, set: &Set) -> Result<Vec<Vec<f32>>, Error> {
    let mut all = Vec::with_capacity(set.len());
    evaluate(network, form, set, |output, labels| {
        let [classes, batch] = output.logits.dims();
        let values = values(output)?;
        let of = |i: usize| (0..classes).map(|class| values[class * batch + i]).collect();
        all.extend((0..labels.len()).map(of));
        Ok(())
    })?;
    Ok(all)
}

/// Runs a set through the network, and hands what came of each batch to `each` with its labels.
fn evaluate(
    network: &Network,
    form: &Form,
    set: &Set,
    mut each: impl FnMut(&Output, &[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    const BATCH: usize = 250;
    let form = form.without_gradients();
    for (images, labels) in set.images.chunks(BATCH).zip(set.labels.chunks(BATCH)) {
        let pictures: Vec<_> =
            images.iter().map(|i| crate::digit::pad(i, network.input[0])).collect();
        let pixels = batches::interleaved(&pictures);
        let input = input(pixels, network.input[0], &Device::flex());
        each(&form.forward(input, Mode::Evaluation), labels)?;
    }
    Ok(())
}

/// The likeliest class of each picture.
pub(super) fn answers(output: &Output) -> Result<Vec<u8>, Error> {
    let [_, batch] = output.logits.dims();
    let logits = values(output)?;
    let best = |i: usize| {
        let class = |class: &usize| logits[class * batch + i];
        (0..logits.len() / batch).max_by(|a, b| class(a).total_cmp(&class(b))).unwrap_or(0) as u8
    };
    Ok((0..batch).map(best).collect())
}

/// The logits as numbers, class by class.
fn values(output: &Output) -> Result<Vec<f32>, Error> {
    output.logits.clone().inner().try_into_vec_as().map_err(engine)
}
