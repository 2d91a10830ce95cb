//! Weights that the page's address names and that are not here: they are offered, not downloaded.

use super::Networks;
use crate::protocol::photo::{Slot, WeightsEntry};

/// What the address names.
#[derive(Clone, Debug, PartialEq)]
pub enum Invited {
    /// Weights that can be had.
    Listed(WeightsEntry),
    /// A name that this page does not list.
    Unlisted(String),
}

impl Networks {
    /// The page's address names these weights for a slot, or none.
    pub fn invite(&mut self, slot: Slot, id: Option<&str>) {
        self.side_mut(slot).invited = id.map(str::to_owned);
    }

    /// What the address names for a slot, as long as it is neither there nor on its way nor known
    /// to have failed.
    pub fn invited(&self, slot: Slot) -> Option<Invited> {
        let side = self.side(slot);
        let id = side.invited.as_ref()?;
        let there = side.loaded.as_ref().is_some_and(|network| network.entry.as_ref() == Some(id));
        if there || side.wanted.is_some() || side.failure.is_some() || self.catalogue.is_none() {
            return None;
        }
        let entry = self.entries(slot).find(|entry| entry.id == *id);
        Some(entry.map_or_else(|| Invited::Unlisted(id.clone()), |e| Invited::Listed(e.clone())))
    }

    /// [`WeightsEntry::id`] of what a slot's notice is about: it comes, or failed, or is offered.
    pub fn in_question(&self, slot: Slot) -> Option<String> {
        let side = self.side(slot);
        let failed = side.failure.as_ref().map(|failure| &failure.wanted);
        match (side.wanted.as_ref().or(failed), self.invited(slot)) {
            (Some(wanted), _) => wanted.entry().map(str::to_owned),
            (None, Some(Invited::Listed(entry))) => Some(entry.id),
            (None, _) => None,
        }
    }
}
