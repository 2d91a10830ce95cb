//! Which networks there are, which are wanted, and how far loading them is: one at a time, as the
//! engine does it.

mod invited;

pub use invited::Invited;

use super::ledger::{SLOTS, place};
use crate::{
    error::Error,
    protocol::photo::{LoadedNetwork, Loading, LoadingStep, Slot, Source, WeightsEntry},
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
    /// Bytes that had come, of how many.
    pub had: (u64, u64),
}

/// One slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// The network in it.
    pub loaded: Option<LoadedNetwork>,
    /// What it was made from, to load it again.
    from: Option<Wanted>,
    /// Whether the engine that runs now has it.
    held: bool,
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
    /// Slots whose wish waits, the one under way first.
    queue: VecDeque<Slot>,
    under_way: bool,
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

    /// A wish for a slot; it takes the place of one that waits there.
    pub fn want(&mut self, slot: Slot, wanted: Wanted) {
        let side = self.side_mut(slot);
        side.failure = None;
        side.loading = None;
        side.wanted = Some(wanted);
        if !self.queue.contains(&slot) {
            self.queue.push_back(slot);
        }
    }

    /// The wish to ask the engine for now; nothing while another is under way.
    pub fn next(&mut self) -> Option<Wanted> {
        let slot = *self.queue.front().filter(|_| !self.under_way)?;
        self.under_way = true;
        self.side(slot).wanted.clone()
    }

    /// The slot whose wish is under way.
    pub fn under_way(&self) -> Option<Slot> {
        self.queue.front().copied().filter(|_| self.under_way)
    }

    /// Loading went on.
    pub fn progress(&mut self, loading: Loading) {
        if let Some(slot) = self.under_way() {
            self.side_mut(slot).loading = Some(loading);
        }
    }

    /// A network is there. A visitor's file may be of the other slot than the one it was meant for.
    pub fn arrived(&mut self, network: LoadedNetwork) {
        let asked = self.finish();
        let wanted = asked.and_then(|slot| {
            let side = self.side_mut(slot);
            side.loading = None;
            side.wanted.take()
        });
        if let Some(entry) = self
            .catalogue
            .iter_mut()
            .flatten()
            .find(|entry| Some(&entry.id) == network.entry.as_ref())
        {
            entry.stored |= network.stored == Some(true);
        }
        let side = self.side_mut(network.slot);
        side.failure = None;
        side.from = wanted;
        side.held = true;
        side.loaded = Some(network);
    }

    /// A network did not come.
    pub fn refused(&mut self, error: Option<Error>) {
        let Some(slot) = self.finish() else { return };
        let side = self.side_mut(slot);
        let had = side.loading.take().filter(|loading| loading.step == LoadingStep::Download);
        let had = had.map_or((0, 0), |loading| (loading.done, loading.total));
        side.failure = side.wanted.take().map(|wanted| Failure { wanted, error, had });
        if !side.held {
            side.loaded = None;
        }
    }

    /// Takes a wish back that is not under way yet. Says whether it is, and must be stopped there.
    pub fn give_up(&mut self, slot: Slot) -> bool {
        if self.under_way() == Some(slot) {
            return true;
        }
        self.queue.retain(|other| *other != slot);
        self.side_mut(slot).wanted = None;
        false
    }

    /// What failed, or what the address names, is not wanted any more.
    pub fn leave(&mut self, slot: Slot) {
        let side = self.side_mut(slot);
        side.failure = None;
        side.invited = None;
    }

    /// The engine started again: what was there or under way is wanted again.
    pub fn lost(&mut self) {
        self.under_way = false;
        self.queue.clear();
        for slot in SLOTS {
            let side = self.side_mut(slot);
            side.loading = None;
            side.held = false;
            side.wanted = side.wanted.take().or_else(|| side.from.clone());
            if side.wanted.is_some() {
                self.queue.push_back(slot);
            }
        }
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

    fn finish(&mut self) -> Option<Slot> {
        self.under_way()?;
        self.under_way = false;
        self.queue.pop_front()
    }

    fn side_mut(&mut self, slot: Slot) -> &mut Side {
        &mut self.sides[place(slot)]
    }
}

#[cfg(test)]
pub(super) mod tests;
