//! Training, native only: how the weights in `weights/` came to be.
//!
//! [`form`] is the trainable form of every network of [`crate::arch`]. [`run`] trains those that
//! take MNIST's digits on distorted copies of its training pictures, and on pen strokes where there
//! are some. Which picture is distorted how depends on the seed alone. The test set is measured
//! after every epoch for the learning curve and decides nothing in a run: the weights are those after
//! its last epoch.

pub mod augment;
mod batches;
pub mod calibrate;
pub mod chart;
pub mod data;
pub mod descent;
pub mod form;
pub mod habits;
pub mod hands;
mod measured;
pub mod mix;
pub mod numbers;
pub mod random;
pub mod rubbish;
pub mod save;
#[cfg(test)]
mod tests;
mod windows;
pub mod worst;

pub use measured::{accuracy, measure};

use crate::arch::{Network, Op};
use crate::error::Error;
use crate::weights::Weights;
use burn::tensor::{Device, Tensor, TensorData, activation};
use data::{Mnist, Set};
use descent::Descent;
use form::{Form, Mode, Output};
use hands::Hand;
use measured::answers;
use mix::Mix;
use serde::Serialize;
use std::time::Instant;

/// What a training run can be told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The network to train.
    pub network: Network,
    /// How often each training picture is seen, each time distorted in another way.
    pub epochs: usize,
    /// Where the random numbers start: initial weights, order of the pictures, distortions.
    pub seed: u64,
    /// Pictures between two steps.
    pub batch: usize,
    /// The largest step, reached after the first tenth of all steps; from there it falls to
    /// nothing as a cosine does.
    pub learning_rate: f64,
    /// How fast kernels shrink by themselves, as a part of the gradient's step.
    pub weight_decay: f64,
    /// How strong the distortions are.
    pub strength: augment::Strength,
    /// How strong they are in the last epoch, of that: they fall evenly. A small network learns at
    /// last what is common.
    pub last_distortion: f32,
    /// A safetensors file to begin with instead of random weights.
    pub start: Option<Vec<u8>>,
    /// The part of what was trained in the result, 0 to 1; the rest is what it began with. Some of
    /// what was learned before comes back (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
    /// models").
    pub blend: f64,
}

/// One line of the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Epoch {
    /// Counts from 1.
    pub epoch: usize,
    /// The step's size at the end of the epoch.
    pub learning_rate: f64,
    /// Mean loss over the epoch's distorted pictures, as they came.
    pub train_loss: f32,
    /// Part of them that was right, 0 to 1.
    pub train_accuracy: f32,
    /// Mean loss over the test set after the epoch.
    pub test_loss: f32,
    /// Part of the test set that was right, 0 to 1.
    pub test_accuracy: f32,
    /// Part of the pen strokes kept from training that was right, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hands_accuracy: Option<f32>,
    /// Seconds that it took.
    pub seconds: f64,
}

/// What a run gives.
#[derive(Debug)]
pub struct Trained {
    /// The weights after the last epoch, blended if so asked, in the order of the table.
    pub tensors: form::Tensors,
    /// The log.
    pub epochs: Vec<Epoch>,
    /// How often each digit (rows) of the test set was taken for each (columns).
    pub confusion: [[u32; 10]; 10],
    /// The logits of each picture of the test set, and of each that was kept.
    pub logits: [Vec<Vec<f32>>; 2],
}

/// What a network learns from, and what it is measured on after every epoch.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// MNIST, all of it.
    pub mnist: &'a Mnist,
    /// Digits as pen strokes to learn from; none for MNIST alone.
    pub hands: &'a [Hand],
    /// Prepared pen strokes kept from training.
    pub kept: &'a Set,
}

/// The paper's penalty j of equation 9 for outputs far from every pattern.
const RUBBISH: f32 = 20.0;

/// Trains a network. `step` is told the epoch (from 0), how many of its batches are done, out of
/// how many; `log` gets each epoch's line.
///
/// # Errors
///
/// [`Error::WrongInput`] for a network that is not for MNIST's digits, [`Error::Diverged`] where the
/// loss is no longer finite, [`Error::Engine`] if the device fails.
pub fn run(
    options: &Options,
    sources: Sources<'_>,
    step: &mut dyn FnMut(usize, usize, usize),
    log: &mut dyn FnMut(&Epoch),
) -> Result<Trained, Error> {
    if !is_for_digits(&options.network) {
        let [height, width, channels] = options.network.input;
        return Err(Error::WrongInput {
            expected: format!(
                "{height} x {width} x {channels}, in {} classes",
                options.network.classes()
            ),
            found: "MNIST's: 28 x 28 x 1, in ten classes".into(),
        });
    }
    let device = Device::flex().autodiff();
    let mut form = Form::new(&options.network, options.seed, &device);
    let start = options.start.as_deref().map(|bytes| Weights::read(&options.network, bytes));
    let start = start.transpose()?;
    if let Some(weights) = &start {
        form.start_from(weights)?;
    }
    let Sources { mnist, hands, kept } = sources;
    let side = options.network.input[0];
    let mut mix = Mix { mnist: &mnist.train, hands, strength: options.strength, side };
    let steps = mix.len() / options.batch.max(1);
    let mut descent = Descent::new(options, options.epochs * steps);
    let mut epochs: Vec<Epoch> = Vec::new();
    let mut confusion = [[0; 10]; 10];
    for epoch in 0..options.epochs {
        let start = Instant::now();
        let done = epoch as f32 / (options.epochs - 1).max(1) as f32;
        mix.strength = options.strength.times(1.0 + done * (options.last_distortion - 1.0));
        let (mut loss_sum, mut right, mut digits) = (0.0, 0, 0);
        batches::distorted(&mix, options, epoch, |index, pixels, labels| {
            let mode = Mode::Training { seed: options.seed, step: (epoch * steps + index) as u64 };
            let output = form.forward(input(pixels, side, &device), mode);
            let loss = loss(&options.network, &output, labels);
            right += answers(&output)?.iter().zip(labels).filter(|(a, b)| a == b).count();
            digits += labels.iter().filter(|&&label| label != mix::RUBBISH).count();
            loss_sum += finite(scalar(loss.clone())?, epoch)?;
            let gradients = loss.backward();
            form.observe(&output.moments);
            descent.step(&mut form, gradients);
            step(epoch, index + 1, steps);
            Ok(())
        })?;
        let (test_loss, counts) = measure(&options.network, &form, &mnist.test)?;
        finite(test_loss, epoch)?;
        confusion = counts;
        let hands_accuracy = match kept.is_empty() {
            true => None,
            false => Some(accuracy(&measure(&options.network, &form, kept)?.1)),
        };
        let line = Epoch {
            epoch: epoch + 1,
            learning_rate: descent.rate(),
            train_loss: loss_sum / steps.max(1) as f32,
            train_accuracy: right as f32 / digits.max(1) as f32,
            test_loss,
            test_accuracy: accuracy(&confusion),
            hands_accuracy,
            seconds: start.elapsed().as_secs_f64(),
        };
        log(&line);
        epochs.push(line);
    }
    if let Some(weights) = start.filter(|_| options.blend < 1.0) {
        form.blend(&weights, options.blend)?;
        confusion = measure(&options.network, &form, &mnist.test)?.1;
    }
    let [test, kept] =
        [&mnist.test, kept].map(|set| measured::logits(&options.network, &form, set));
    Ok(Trained { tensors: form.tensors()?, epochs, confusion, logits: [test?, kept?] })
}

/// Whether [`run`] can train a network: it takes digits as MNIST has them.
pub fn is_for_digits(network: &Network) -> bool {
    matches!(network.input, [28 | 32, 28 | 32, 1]) && network.classes() == 10
}

/// `[1, side, side, B]` from as many normalised pixels.
fn input(pixels: Vec<f32>, side: usize, device: &Device) -> Tensor<4> {
    let batch = pixels.len() / (side * side).max(1);
    Tensor::from_data(TensorData::new(pixels, [1, side, side, batch]), device)
}

/// Cross-entropy, averaged over the batch, by the paper's equation 9: with a class more, for
/// rubbish, whose score is always the same. Where the output is distances, it is [`RUBBISH`] away.
fn loss(network: &Network, output: &Output, labels: &[u8]) -> Tensor<1> {
    let logits = output.logits.clone();
    let rubbish = match network.rows.last().map(|row| &row.op) {
        // The logits are minus the distances plus this, common to all classes.
        Some(Op::Rbf { .. }) => output.features.clone().square().sum_dim(0).sub_scalar(RUBBISH),
        _ => Tensor::zeros([1, logits.dims()[1]], &logits.device()),
    };
    let logits = Tensor::cat(vec![logits, rubbish], 0);
    let [classes, batch] = logits.dims();
    let mut targets = vec![0.0; classes * batch];
    for (i, &label) in labels.iter().enumerate() {
        targets[usize::from(label) * batch + i] = -1.0 / batch as f32;
    }
    let targets =
        Tensor::<2>::from_data(TensorData::new(targets, [classes, batch]), &logits.device());
    (activation::log_softmax(logits, 0) * targets).sum()
}

fn scalar(tensor: Tensor<1>) -> Result<f32, Error> {
    let values = tensor.inner().try_into_vec_as::<f32>().map_err(engine)?;
    Ok(values.first().copied().unwrap_or(f32::NAN))
}

/// The loss, if it is a number that anything can be learned from.
fn finite(loss: f32, epoch: usize) -> Result<f32, Error> {
    if loss.is_finite() { Ok(loss) } else { Err(Error::Diverged { epoch: epoch + 1 }) }
}

fn engine(error: impl std::fmt::Display) -> Error {
    Error::Engine { reason: error.to_string() }
}
