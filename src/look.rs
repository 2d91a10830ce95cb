//! The inside of a network: what each layer saw of an input, why the answer is what it is, and what
//! it would be if something were taken away.
//!
//! Everything here runs the layers that classify: it reads their outputs, replaces some, or
//! multiplies some, on whatever device the network is on.

mod check;
mod class_map;
mod dropout;
mod kernels;
mod maps;
mod norms;
mod occlusion;
mod outcome;
mod ranking;
mod sweep;
mod unfolded;
mod worked;

pub use check::check;

use crate::arch::{Edit, Network, Op};
use crate::error::Error;
use crate::network::{Edits, Model, Trace};
use crate::protocol::look::{Finding, Question};
use burn::tensor::Tensor;
use std::cell::OnceCell;

/// A run of one input that is kept: as the network is, and as it was last changed.
pub struct Inside {
    plain: Trace,
    edited: Trace,
    /// What [`Question::Norms`] tells of the network as it is, and without its skip connections.
    norms: OnceCell<norms::Fixed>,
}

/// How far long work is: runs done, and runs in all. Its error ends the work.
pub trait Step<E>: AsyncFnMut(usize, usize) -> Result<(), E> {}

impl<E, F: AsyncFnMut(usize, usize) -> Result<(), E>> Step<E> for F {}

impl Inside {
    /// Runs one input, as [`Model::input`] makes them.
    ///
    /// # Errors
    ///
    /// As [`Model::input`], and [`Error::WrongInput`] for more than one input.
    pub fn new(model: &Model, values: Vec<f32>) -> Result<Self, Error> {
        let input = model.input(values)?;
        match input.dims() {
            [1, ..] => {}
            [several, ..] => {
                return Err(Error::WrongInput {
                    expected: "one input".into(),
                    found: format!("{several}"),
                });
            }
        }
        let plain = model.trace(input);
        Ok(Self { edited: plain.clone(), plain, norms: OnceCell::new() })
    }

    /// Has `edits` in the network from now on, and none of those before. Computes what differs from
    /// the nearest run that is kept, and says how many rows that was.
    ///
    /// # Errors
    ///
    /// As [`Edits::new`].
    pub async fn edit(&mut self, model: &Model, edits: &[Edit]) -> Result<usize, Error> {
        let edits = Edits::new(model.network(), edits)?;
        let [last, plain] =
            [&self.edited, &self.plain].map(|trace| model.rows_to_compute(trace, &edits));
        let nearest = if last <= plain { &self.edited } else { &self.plain };
        self.edited = model.compiled(|| model.retrace(nearest, &edits)).await;
        Ok(last.min(plain))
    }

    /// The run as the network is.
    pub fn plain(&self) -> &Trace {
        &self.plain
    }

    /// The run with the edits.
    pub fn edited(&self) -> &Trace {
        &self.edited
    }

    /// Answers a question about the run with the edits that are in force; `computed` is what
    /// [`Self::edit`] said.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] for rows, channels, pixels and classes that there are not and questions
    /// that mean nothing for this network; [`Error::DeviceLost`]; [`Error::Engine`] if the device's
    /// answer is none; those of `step`.
    pub async fn answer<E: From<Error>>(
        &self,
        model: &Model,
        question: &Question,
        computed: usize,
        step: impl Step<E>,
    ) -> Result<Finding, E> {
        Ok(match question {
            Question::Outcome => Finding::Outcome(self.outcome(model, computed).await?),
            Question::Maps { row, levels, most } => {
                Finding::Maps(self.maps(model, row, *levels, *most as usize).await?)
            }
            Question::Worked { row, pixel, channel } => {
                Finding::Worked(self.worked(model, row, *pixel, *channel).await?)
            }
            Question::Kernels { row, channels } => {
                Finding::Kernels(kernels::kernels(model, row, channels).await?)
            }
            Question::ClassMap { class } => Finding::Heat(self.class_map(model, *class).await?),
            Question::Occlusion { class, patch, stride } => {
                let (patch, stride) = (*patch as usize, *stride as usize);
                Finding::Heat(self.occlusion(model, *class, patch, stride, step).await?)
            }
            Question::Norms => Finding::Norms(self.norms(model).await?),
            Question::Ranking { row, class } => {
                Finding::Ranking(self.ranking(model, row, *class, step).await?)
            }
            Question::Dropout { samples, seed } => {
                Finding::Spread(self.dropout(model, *samples as usize, *seed).await?)
            }
            Question::Sweep { inputs } => Finding::Sweep(self.sweep(model, inputs).await?),
            Question::Unfolded { channel } => {
                Finding::Unfolded(self.unfolded(model, *channel).await?)
            }
        })
    }
}

fn wrong(expected: impl Into<String>, found: impl Into<String>) -> Error {
    Error::WrongInput { expected: expected.into(), found: found.into() }
}

/// A row's output, which every run has.
fn output(trace: &Trace, row: usize) -> Result<&Tensor<4>, Error> {
    trace.map(row).ok_or_else(|| wrong("a row of the network", format!("row {row}")))
}

/// The place of a class among the logits.
///
/// # Errors
///
/// [`Error::WrongInput`] if there is none.
fn class_index(model: &Model, class: u32) -> Result<usize, Error> {
    let classes = model.network().classes();
    match class as usize {
        index if index < classes => Ok(index),
        _ => Err(wrong(format!("one of {classes} classes"), format!("class {class}"))),
    }
}

/// A class's score in each of several runs: its logit. Where the outputs are distances it is what the logit is above the
/// mean of all, since what a run's distances have in common speaks for no class.
fn scores(network: &Network, logits: &[f32], class: usize) -> Vec<f32> {
    let distances = network.rows.last().is_some_and(|row| matches!(row.op, Op::Rbf { .. }));
    let common = |logits: &[f32]| match distances {
        true => logits.iter().sum::<f32>() / logits.len() as f32,
        false => 0.0,
    };
    logits.chunks_exact(network.classes()).map(|logits| logits[class] - common(logits)).collect()
}

/// A class's score in a run.
async fn score(trace: &Trace, model: &Model, class: usize) -> Result<f32, Error> {
    Ok(scores(model.network(), &logits(trace, model).await?, class)[0])
}

/// A run's logits.
async fn logits(trace: &Trace, model: &Model) -> Result<Vec<f32>, Error> {
    let last = model.network().rows.len().saturating_sub(1);
    crate::device::read(output(trace, last)?.clone()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::lenet5;

    #[test]
    fn what_distances_have_in_common_counts_for_no_class() {
        let run: Vec<f32> = (0..10).map(|class| class as f32).collect();
        let louder = run.iter().map(|logit| logit + 40.0);
        let runs: Vec<f32> = run.iter().copied().chain(louder).collect();
        assert_eq!(scores(&lenet5::paper(), &runs, 9), [4.5, 4.5]);
        assert_eq!(scores(&lenet5::modern(), &runs, 9), [9.0, 49.0]);
    }
}
