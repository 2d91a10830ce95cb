//! Which networks there are, which are wanted, and how far loading them is: one at a time, as the
//! engine does it.

mod again;
mod invited;

pub use invited::Invited;

use super::ledger::place;
use crate::{
    error::Error,
    protocol::photo::{LoadedNetwork, Loading, Slot, Source, WeightsEntry},
};
use std::collections::VecDeque;

/// Weights that a visitor wants.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Where they come from.
    pub source: Source,
    /// For people.
    pub title: String,
    /// The number under which the page keeps the file, where it is the visitor's own.
    pub file: Option<u32>,
}

impl Wanted {
    /// Listed ones.
    pub fn listed(entry: &WeightsEntry) -> Self {
        Self { source: Source::Listed(entry.id.clone()), title: entry.title.clone(), file: None }
    }

    /// [`WeightsEntry::id`], if they are listed.
    pub fn entry(&self) -> Option<&str> {
        match &self.source {
            Source::Listed(id) => Some(id),
            Source::File { .. } => None,
        }
    }
}

/// Loading that came to nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What was wanted.
    pub wanted: Wanted,
    /// Why; nothing if the visitor stopped it.
    pub error: Option<Error>,
    /// Bytes that are kept for another try, of how many.
    pub kept: (u64, u64),
}

/// One slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// The network in it.
    pub loaded: Option<LoadedNetwork>,
    /// Counts the weights that have been in it; the same ones, loaded again, count once.
    pub serial: u32,
    /// What it was made from, to load it again.
    from: Option<Wanted>,
    /// Whether the engine that runs now has it.
    pub held: bool,
    /// What is on its way to it.
    pub wanted: Option<Wanted>,
    /// How far that is.
    pub loading: Option<Loading>,
    /// What did not come.
    pub failure: Option<Failure>,
    /// [`WeightsEntry::id`] of what the page's address names.
    invited: Option<String>,
}

/// Whether weights can be had without a download.
pub fn is_here(entry: &WeightsEntry) -> bool {
    entry.host.is_none() || entry.stored
}

/// Both slots, and what can be put into them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Networks {
    /// What can be loaded, once the engine said so.
    pub catalogue: Option<Vec<WeightsEntry>>,
    /// Why that is not known.
    pub unlisted: Option<Error>,
    sides: [Side; 2],
    /// Slots whose wish waits.
    queue: VecDeque<Slot>,
    /// What the engine was asked for. Its slot may have another wish by now.
    under_way: Option<(Slot, Wanted)>,
}

impl Networks {
    /// One slot.
    pub fn side(&self, slot: Slot) -> &Side {
        &self.sides[place(slot)]
    }

    /// The network in a slot.
    pub fn loaded(&self, slot: Slot) -> Option<&LoadedNetwork> {
        self.side(slot).loaded.as_ref()
    }

    /// What can be loaded into a slot.
    pub fn entries(&self, slot: Slot) -> impl Iterator<Item = &WeightsEntry> {
        self.catalogue.iter().flatten().filter(move |entry| entry.slot == slot)
    }

    /// Whether the engine that runs now has any network.
    pub fn is_any_held(&self) -> bool {
        self.sides.iter().any(|side| side.held)
    }

    /// A wish for a slot; it takes the place of one that waits there. Says whether another is under way
    /// there that nobody wants any more, and must be stopped: a visitor's file may be meant for the
    /// other slot.
    pub fn want(&mut self, slot: Slot, wanted: Wanted) -> bool {
        let coming = self.under_way.as_ref().filter(|(at, _)| *at == slot);
        if !self.queue.contains(&slot) {
            if coming.is_some_and(|(_, coming)| *coming == wanted) {
                return false;
            }
            self.queue.push_back(slot);
        }
        let replaces = self.under_way() == Some(slot) && wanted.file.is_none();
        let side = self.side_mut(slot);
        side.failure = None;
        side.loading = None;
        side.wanted = Some(wanted);
        replaces
    }

    /// The wish to ask the engine for now; nothing while another is under way.
    pub fn next(&mut self) -> Option<Wanted> {
        if self.under_way.is_some() {
            return None;
        }
        let slot = self.queue.pop_front()?;
        let wanted = self.side(slot).wanted.clone()?;
        self.under_way = Some((slot, wanted.clone()));
        Some(wanted)
    }

    /// The slot whose wish is under way.
    pub fn under_way(&self) -> Option<Slot> {
        self.under_way.as_ref().map(|(slot, _)| *slot)
    }

    /// The slot whose newest wish is under way, if one is: what ends, ends for it.
    pub fn coming(&self) -> Option<Slot> {
        self.under_way().filter(|slot| !self.waits(*slot))
    }

    /// Whether weights of this title are under way.
    pub fn is_under_way(&self, title: &str) -> bool {
        self.under_way.as_ref().is_some_and(|(_, wanted)| wanted.title == title)
    }

    /// Whether a slot's wish waits for another to end, which may be an earlier one of the same slot.
    pub fn waits(&self, slot: Slot) -> bool {
        self.queue.contains(&slot)
    }

    /// Loading went on.
    pub fn progress(&mut self, loading: Loading) {
        if let Some(slot) = self.coming() {
            self.side_mut(slot).loading = Some(loading);
        }
    }

    /// A network is there. A visitor's file may be of the other slot than the one it was meant for.
    pub fn arrived(&mut self, network: LoadedNetwork) {
        let (meant, asked) = self.finish().unzip();
        if let Some(entry) = self
            .catalogue
            .iter_mut()
            .flatten()
            .find(|entry| Some(&entry.id) == network.entry.as_ref())
        {
            entry.stored |= network.stored == Some(true);
        }
        let side = self.side_mut(network.slot);
        let is_back = asked.is_some() && side.from == asked;
        // What comes back to another engine makes good its own failure, and no other's.
        side.failure.take_if(|failure| !is_back || Some(&failure.wanted) == asked.as_ref());
        side.serial += u32::from(!is_back);
        side.from.clone_from(&asked);
        side.held = true;
        let slot = network.slot;
        side.loaded = Some(network);
        if let Some((meant, asked)) = meant.filter(|meant| *meant != slot).zip(asked) {
            self.fall_back(meant, &asked);
        }
    }

    /// A network did not come. So many bytes of its file are kept.
    pub fn refused(&mut self, error: Option<Error>, kept: u64) {
        let Some((slot, wanted)) = self.finish() else { return };
        let entry = self.entries(slot).find(|entry| wanted.entry() == Some(&entry.id));
        let kept = (kept, entry.map_or(0, |entry| entry.bytes));
        let replaced = self.waits(slot);
        self.fall_back(slot, &wanted);
        if !replaced {
            self.side_mut(slot).failure = Some(Failure { wanted, error, kept });
        }
    }

    /// Takes a wish back that is not under way yet. Says whether it is, and must be stopped there.
    pub fn give_up(&mut self, slot: Slot) -> bool {
        if self.coming() == Some(slot) {
            return true;
        }
        self.queue.retain(|other| *other != slot);
        let coming = self.under_way.clone().filter(|(at, _)| *at == slot).map(|(_, coming)| coming);
        let is_coming = coming.is_some();
        let given_up = std::mem::replace(&mut self.side_mut(slot).wanted, coming);
        if let Some(given_up) = given_up.filter(|_| !is_coming) {
            self.fall_back(slot, &given_up);
        }
        false
    }

    /// What failed, or what the address names, is not wanted any more.
    pub fn leave(&mut self, slot: Slot) {
        let side = self.side_mut(slot);
        side.failure = None;
        side.invited = None;
    }

    /// What opens with the page: what the address asks for if it is here already, else what came
    /// with the page, else what was kept. Nothing is downloaded unasked, from other hosts; nor from
    /// this one, where a visitor is `sparing` of data.
    pub fn first(&self, slot: Slot, asked: Option<&str>, sparing: bool) -> Option<Wanted> {
        let here = |entry: &&WeightsEntry| entry.stored || is_here(entry) && !sparing;
        let asked = self.entries(slot).find(|entry| Some(entry.id.as_str()) == asked).filter(here);
        let bundled = || self.entries(slot).find(|entry| entry.host.is_none()).filter(here);
        let kept = || self.entries(slot).find(|entry| entry.stored);
        asked.or_else(bundled).or_else(kept).map(Wanted::listed)
    }

    /// What was under way is so no more, and not wanted any more, unless its slot has a later wish.
    fn finish(&mut self) -> Option<(Slot, Wanted)> {
        let (slot, asked) = self.under_way.take()?;
        let waits = self.waits(slot);
        let side = self.side_mut(slot);
        side.loading = None;
        if !waits {
            side.wanted = None;
        }
        Some((slot, asked))
    }

    fn side_mut(&mut self, slot: Slot) -> &mut Side {
        &mut self.sides[place(slot)]
    }
}

#[cfg(test)]
pub(super) mod tests;
