//! Edits made ready for the layers that they change.

use super::layer::Layer;
use crate::arch::{Change, Edit, Network, Pooling};
use crate::error::Error;
use burn::tensor::{Tensor, TensorData};
use std::collections::BTreeMap;

/// What is changed in a network while it runs. The weights stay as they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edits(BTreeMap<usize, RowEdit>);

/// What is changed in one row.
#[derive(Clone, Debug, Default, PartialEq)]
struct RowEdit {
    skip_cut: bool,
    branch_cut: bool,
    off: bool,
    pooling: Option<Pooling>,
    factors: Option<Factors>,
}

/// What a row's output is multiplied by.
#[derive(Clone, Debug, PartialEq)]
struct Factors {
    values: Vec<f32>,
    /// `[copies, H, W, C]`, or `[copies, 1, 1, C]` for all of a channel.
    shape: [usize; 4],
}

impl Edits {
    /// No change.
    pub fn none() -> Self {
        Self::default()
    }

    /// These changes of `network`, all at once.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] for a row that there is not, a change that means nothing there, and a
    /// block with both of its ways cut.
    pub fn new(network: &Network, edits: &[Edit]) -> Result<Self, Error> {
        let mut rows = BTreeMap::<usize, RowEdit>::new();
        for Edit { row, change } in edits {
            let index = network.row(row)?;
            let wrong = |expected: &str| Error::WrongInput {
                expected: expected.into(),
                found: format!("{change:?} in {row}"),
            };
            if !network.can(index, change) {
                return Err(wrong("a change that means something there"));
            }
            let channels = network.summary()[index].output[2];
            let entry = rows.entry(index).or_default();
            match change {
                Change::CutSkip => entry.skip_cut = true,
                Change::CutBranch => entry.branch_cut = true,
                Change::Off => entry.off = true,
                Change::Pool(pooling) => entry.pooling = Some(*pooling),
                Change::Silence(silent) => {
                    let ones =
                        || Factors { values: vec![1.0; channels], shape: [1, 1, 1, channels] };
                    let factors = entry.factors.get_or_insert_with(ones);
                    silent.iter().for_each(|&channel| factors.values[channel as usize] = 0.0);
                }
            }
            if entry.skip_cut && entry.branch_cut {
                return Err(wrong("one way through the block"));
            }
        }
        Ok(Self(rows))
    }

    /// The same with a row's output multiplied by factors `[copies, H, W, C]`, or `[copies, 1, 1, C]`
    /// for all of a channel. Each copy is a run of its own, and rows with several need as many.
    /// Channels that are silent stay so.
    #[must_use]
    pub fn scaled(mut self, row: usize, mut values: Vec<f32>, shape: [usize; 4]) -> Self {
        let entry = self.0.entry(row).or_default();
        if let Some(silent) = entry.factors.take().filter(|before| before.shape[..3] == [1; 3]) {
            for (value, before) in values.iter_mut().zip(silent.values.iter().cycle()) {
                *value *= before;
            }
        }
        entry.factors = Some(Factors { values, shape });
        self
    }

    /// These edits, and every skip connection of `network` cut.
    #[must_use]
    pub fn without_skips(mut self, network: &Network) -> Self {
        for (index, row) in network.rows.iter().enumerate() {
            if row.add.is_some() {
                self.0.entry(index).or_default().skip_cut = true;
            }
        }
        self
    }

    /// Whether a row is changed otherwise here than there.
    pub(super) fn differ(&self, other: &Self, row: usize) -> bool {
        self.0.get(&row) != other.0.get(&row)
    }

    /// Whether the skip connection that ends in a row is cut.
    pub fn skip_cut(&self, row: usize) -> bool {
        self.0.get(&row).is_some_and(|edit| edit.skip_cut)
    }

    /// Whether a normalisation hands on what it takes.
    pub fn off(&self, row: usize) -> bool {
        self.0.get(&row).is_some_and(|edit| edit.off)
    }

    /// Whether the residual branch that ends in a row is cut.
    pub fn branch_cut(&self, row: usize) -> bool {
        self.0.get(&row).is_some_and(|edit| edit.branch_cut)
    }

    /// How a row pools instead, where that is changed.
    pub fn pooling(&self, row: usize) -> Option<Pooling> {
        self.0.get(&row)?.pooling
    }

    /// What a row gives with its changes.
    pub(super) fn forward(
        &self,
        row: usize,
        layer: &Layer,
        input: Tensor<4>,
        add: Option<Tensor<4>>,
    ) -> Tensor<4> {
        let Some(edit) = self.0.get(&row) else { return layer.forward(input, add) };
        let output = match (add, edit.pooling) {
            _ if edit.off => input,
            (Some(add), _) if edit.branch_cut => layer.activate(add),
            (Some(_), _) if edit.skip_cut => layer.forward(input, None),
            (_, Some(pooling)) => layer.pool(input, pooling),
            (add, None) => layer.forward(input, add),
        };
        match &edit.factors {
            None => output,
            Some(Factors { values, shape }) => {
                let factors = TensorData::new(values.clone(), *shape);
                let factors = Tensor::from_data(factors, &output.device());
                output * factors
            }
        }
    }
}
