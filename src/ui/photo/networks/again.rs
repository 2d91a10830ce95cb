//! What is wanted again, of an engine that started again.

use super::{Networks, Wanted};
use crate::protocol::photo::Slot;

impl Networks {
    /// The engine started again: what was there or under way is wanted again.
    pub fn lost(&mut self) {
        self.under_way = None;
        self.queue.clear();
        for slot in Slot::ALL {
            let side = self.side_mut(slot);
            side.loading = None;
            side.held = false;
            side.wanted = side.wanted.take().or_else(|| side.from.clone());
            if side.wanted.is_some() {
                self.queue.push_back(slot);
            }
        }
    }

    /// Whether the engine that runs now is still to have a network in this slot.
    pub fn is_coming(&self, slot: Slot) -> bool {
        let side = self.side(slot);
        !side.held && side.wanted.is_some()
    }

    /// A wish came to nothing. If the engine started again while it waited, what the slot had before is to come
    /// back, unless that is the very thing, or the slot has a later wish.
    pub(super) fn fall_back(&mut self, slot: Slot, without: &Wanted) {
        let waits = self.waits(slot);
        let side = self.side_mut(slot);
        if side.held {
            return;
        }
        match side.from.clone().filter(|from| from != without) {
            None => side.loaded = None,
            Some(_) if waits => {}
            Some(from) => {
                side.wanted = Some(from);
                self.queue.push_back(slot);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{network, networks, wish};
    use super::*;
    use crate::{error::Error, protocol::photo::Source};

    #[test]
    fn a_wish_that_fails_on_a_new_engine_does_not_cost_what_was_there() {
        let title = |wanted: Option<Wanted>| wanted.map(|wanted| wanted.title);
        let slot = Slot::ResNet;
        let begun = || {
            let mut networks = networks();
            networks.want(slot, wish(&networks, "r-kept"));
            networks.next();
            networks.arrived(network(slot, Some("r-kept")));
            networks.want(slot, wish(&networks, "r-far"));
            networks.next();
            networks.lost();
            networks
        };
        let mut failed = begun();
        assert_eq!(title(failed.next()).as_deref(), Some("R-FAR"));
        failed.refused(None, 3);
        assert!(failed.loaded(slot).is_some(), "its answers still stand there");
        assert_eq!(title(failed.next()).as_deref(), Some("R-KEPT"));
        failed.arrived(network(slot, Some("r-kept")));
        let failure = failed.side(slot).failure.as_ref();
        assert!(failed.side(slot).held && failure.is_some_and(|it| it.wanted.title == "R-FAR"));
        // As one that is taken back before its turn.
        let mut given_up = begun();
        assert!(!given_up.give_up(slot));
        assert_eq!(title(given_up.next()).as_deref(), Some("R-KEPT"));
        given_up.refused(Some(Error::Offline { what: "r-kept".into() }), 0);
        assert!(given_up.loaded(slot).is_none() && given_up.next().is_none());
        // What failed itself and comes all the same is good.
        given_up.lost();
        assert_eq!(title(given_up.next()).as_deref(), Some("R-KEPT"));
        given_up.arrived(network(slot, Some("r-kept")));
        assert_eq!(given_up.side(slot).failure, None);
    }

    #[test]
    fn a_file_of_the_other_slot_does_not_cost_what_was_there() {
        let mut networks = networks();
        networks.want(Slot::ResNet, wish(&networks, "r-kept"));
        networks.next();
        networks.arrived(network(Slot::ResNet, Some("r-kept")));
        networks.lost();
        let source = Source::File { name: "mine.safetensors".into(), labels: None };
        let mine = Wanted { source, title: "mine".into(), file: Some(1) };
        networks.want(Slot::ResNet, mine);
        networks.next();
        networks.arrived(network(Slot::AlexNet, None));
        assert!(networks.is_coming(Slot::ResNet) && !networks.is_coming(Slot::AlexNet));
        assert_eq!(networks.next().map(|it| it.title).as_deref(), Some("R-KEPT"));
    }
}
