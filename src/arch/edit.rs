//! What can be changed in a network that stays the same otherwise, to see what it is for.

use super::{Network, Op, Pooling, Row};
use crate::error::Error;
use serde::{Deserialize, Serialize};

/// A change of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The row's name.
    pub row: String,
    /// What is changed there.
    pub change: Change,
}

/// What an [`Edit`] changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Nothing is added: the skip connection that ends in this row is cut.
    CutSkip,
    /// Only what is added goes on, through the row's activation: the residual branch that ends in
    /// this row is cut.
    CutBranch,
    /// A normalisation hands on what it takes.
    Off,
    /// A pooling layer sums its windows up in another way.
    Pool(Pooling),
    /// These channels of the row's output are zero.
    Silence(Vec<u32>),
}

impl Edit {
    /// This change of this row.
    pub fn new(row: &str, change: Change) -> Self {
        Self { row: row.into(), change }
    }

    /// The channels of a row that `edits` silence, in order.
    pub fn silenced<'a>(edits: &'a [Self], row: &str) -> &'a [u32] {
        let of = |edit: &'a Self| match &edit.change {
            Change::Silence(channels) if edit.row == row => Some(channels.as_slice()),
            _ => None,
        };
        edits.iter().find_map(of).unwrap_or_default()
    }
}

impl Network {
    /// The index of the row called `name`.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] if there is none.
    pub fn row(&self, name: &str) -> Result<usize, Error> {
        let found = self.rows.iter().position(|row| row.name == name);
        found.ok_or_else(|| Error::WrongInput {
            expected: format!("a row of {}", self.title),
            found: format!("{name:?}"),
        })
    }

    /// Whether `change` means something in a row.
    pub fn can(&self, row: usize, change: &Change) -> bool {
        let Some(Row { op, add, .. }) = self.rows.get(row) else { return false };
        match change {
            Change::CutSkip | Change::CutBranch => add.is_some(),
            Change::Off => matches!(op, Op::LocalResponseNorm(_)),
            Change::Pool(_) => matches!(op, Op::Pool { .. }),
            Change::Silence(channels) => {
                let there = self.summary()[row].output[2];
                channels.iter().all(|&channel| (channel as usize) < there)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;

    #[test]
    fn changes_mean_something_where_there_is_what_they_change() {
        let can = |network: &str, row: &str, change: Change| {
            let network = find(network).unwrap();
            network.can(network.row(row).unwrap(), &change)
        };
        assert!(can("resnet50", "conv3_2.3", Change::CutSkip));
        assert!(can("resnet50", "conv3_1.3", Change::CutBranch));
        assert!(!can("resnet50", "conv3_2.2", Change::CutSkip));
        assert!(can("alexnet", "norm1", Change::Off));
        assert!(!can("alexnet", "conv1", Change::Off));
        assert!(can("lenet5", "s2", Change::Pool(Pooling::Average)));
        assert!(!can("lenet5-1998", "s2", Change::Pool(Pooling::Average)));
        assert!(can("lenet5", "c1", Change::Silence(vec![0, 5])));
        assert!(!can("lenet5", "c1", Change::Silence(vec![6])));
        assert!(find("lenet5").unwrap().row("c9").is_err());
    }
}
