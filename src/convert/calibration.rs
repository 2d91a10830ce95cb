//! What a network's layers are given in photographs, so that roundings of their weights cancel there.
//!
//! A weight rounded to a step is wrong by up to half of it. What counts is the layer's sum, and there
//! one input's error makes up for another's where both inputs rise and fall together. Rounded one
//! after another, each weight takes up what those before it have done to the sum, as far as its
//! input goes with theirs: GPTQ (Frantar et al. 2022, arXiv:2210.17323), which is the same as LDLQ
//! (Chee et al. 2023, arXiv:2307.13304). What all inputs' means make of the errors goes into the bias.

mod moments;
mod places;
mod rounder;

use super::Options;
use super::compact::coarse_maps;
use crate::device::read_all;
use crate::error::Error;
use crate::network::Model;
use crate::weights::compact::Kind;
use moments::Moments;
use places::Places;
use rayon::prelude::*;
use rounder::Rounder;
use std::collections::HashMap;

/// The inputs of a network's weights over pictures: their means and products.
#[derive(Clone, Debug, Default)]
pub struct Calibration {
    /// By the name of the weights' tensor.
    rows: HashMap<String, Row>,
    pictures: usize,
}

#[derive(Clone, Debug)]
struct Row {
    index: usize,
    places: Places,
    /// One for each group of maps.
    groups: Vec<Moments>,
}

/// A tensor's weights as steps of their scales.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rounded {
    /// `[O, I]`.
    pub steps: Vec<i8>,
    /// What each output lost on average, for its bias: `[O]`.
    pub lost: Vec<f32>,
}

impl Rounded {
    /// With further outputs.
    fn and(mut self, further: Self) -> Self {
        self.steps.extend(further.steps);
        self.lost.extend(further.lost);
        self
    }
}

/// How the weights of a tensor are rounded: for each group of maps.
pub(super) struct Rounders(Vec<Rounder>);

impl Rounders {
    /// The `weights`, `[O, I]`, for `scales` `[O, G]`.
    pub fn round(&self, kind: Kind, weights: &[f32], scales: &[f32]) -> Rounded {
        let weights = weights.chunks_exact(weights.len() / self.0.len());
        let scales = scales.chunks_exact(scales.len() / self.0.len());
        let groups = self.0.iter().zip(weights.zip(scales));
        let rounded =
            groups.map(|(rounder, (weights, scales))| rounder.round(kind, weights, scales));
        rounded.fold(Rounded::default(), Rounded::and)
    }
}

impl Calibration {
    /// For a network that [`super::compact()`] stores by `options`. It takes four bytes for every pair
    /// of inputs of a row's weights: half a gigabyte for ResNet-50.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] for a side that the network cannot take.
    pub fn of(model: &Model, options: &Options) -> Result<Self, Error> {
        let network = model.network();
        let coarse = coarse_maps(network, options)?;
        let rows = network.rows.iter().zip(network.summary()).enumerate();
        let rows = rows.filter_map(|(index, (row, summary))| {
            let (places, groups) = Places::of(row, &summary, coarse)?;
            let groups = vec![Moments::new(places.inputs()); groups];
            let tensor = summary.weights.first()?.name.clone();
            Some((tensor, Row { index, places, groups }))
        });
        Ok(Self { rows: rows.collect(), pictures: 0 })
    }

    /// Runs a picture, `[side, side, 3]`, as the network takes it, through the `model` in single precision.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] for another number of values; [`Error::DeviceLost`] if the device does not
    /// answer.
    pub async fn add(&mut self, model: &Model, picture: Vec<f32>) -> Result<(), Error> {
        let trace = model.trace(model.input(picture)?);
        let rows = self.rows.values_mut();
        let rows = rows.filter_map(|row| Some((model.taken(&trace, row.index)?.0, row)));
        let (inputs, rows): (Vec<_>, Vec<_>) = rows.unzip();
        let (inputs, turn) = (read_all(inputs).await?, self.pictures);
        rows.into_par_iter().zip(inputs).for_each(|(row, maps)| {
            for (group, moments) in row.groups.iter_mut().enumerate() {
                moments.add(&row.places.gather(&maps, group, turn));
            }
        });
        self.pictures += 1;
        Ok(())
    }

    /// How the weights of a `tensor` are rounded. `None` where it has seen too little to say more than that each is best by
    /// itself.
    pub(super) fn rounders(&self, tensor: &str) -> Option<Rounders> {
        let groups = self.rows.get(tensor)?.groups.iter();
        groups.map(Rounder::new).collect::<Option<_>>().map(Rounders)
    }
}

#[cfg(test)]
mod tests;
