//! Asking the networks: one request on its way, always about the newest state, and every photo
//! that awaits an answer in it.

use super::{album::Album, ledger::Ledger, networks::Networks, studio::Studio};
use crate::{
    protocol::{
        Request,
        photo::{Answers, PhotoRequest, Slot},
    },
    ui::{engine::Phase, words},
};
use leptos::prelude::*;
use std::time::Duration;

/// The answer is spoken when nothing has changed for so long.
const REST: Duration = Duration::from_millis(600);

impl Studio {
    /// Something changed: asks in the next frame, and speaks when it rests.
    pub(super) fn look_again(self) {
        self.unanswered.set(None);
        let before = self.keep.try_update_value(|keep| {
            keep.changes = keep.changes.wrapping_add(1);
            std::mem::replace(&mut keep.scheduled, true)
        });
        if before == Some(false) {
            request_animation_frame(move || {
                self.keep.update_value(|keep| keep.scheduled = false);
                self.ask();
            });
        }
    }

    /// Asks about every photo once more.
    pub fn ask_again(self) {
        self.album.update(Album::ask_all);
        self.look_again();
    }

    pub(super) fn ask(self) {
        // A photo that is being decoded soon joins the others; then they are one request.
        let waits = self.keep.with_value(|keep| keep.on_its_way.is_some())
            || self.album.with_untracked(|album| album.opening().is_some())
            || !self.is_ready()
            || !self.networks.with_untracked(Networks::is_any_held);
        if waits {
            return;
        }
        let asked = self.album.with_untracked(Album::stale);
        if asked.is_empty() {
            return;
        }
        let id = self.engine.next_id();
        let pictures = asked.iter().map(|(number, _, crop)| (*number, *crop)).collect();
        self.keep.update_value(|keep| keep.on_its_way = Some((id, asked)));
        self.engine.send(&Request::Photo(PhotoRequest::Classify { id, pictures }));
    }

    pub(super) fn answers(self, answers: Answers) {
        let asked = self.keep.with_value(|keep| {
            let (id, asked) = keep.on_its_way.as_ref()?;
            (*id == answers.id).then(|| asked.clone())
        });
        if let Some(asked) = asked {
            self.ledger.update(|ledger| ledger.take(answers, &asked));
        }
    }

    pub(super) fn classified(self, id: u32) {
        let asked = self.keep.try_update_value(|keep| {
            let mine = keep.on_its_way.as_ref().is_some_and(|(asked, _)| *asked == id);
            if mine { keep.on_its_way.take() } else { None }
        });
        let Some((_, asked)) = asked.flatten() else { return };
        self.album.update(|album| album.answered(&asked));
        self.ask();
        let changes = self.keep.with_value(|keep| keep.changes);
        set_timeout(move || self.rest(changes), REST);
    }

    /// Speaks the answers if nothing has changed since.
    fn rest(self, changes: u32) {
        if self.keep.with_value(|keep| keep.changes != changes) {
            return;
        }
        if let Some(sentence) = untrack(|| self.spoken()) {
            self.live.tell(sentence);
        }
    }

    /// The answers about the photo that is looked at, as a sentence a network.
    fn spoken(self) -> Option<String> {
        let number = self.album.with(|album| album.selected().map(|photo| photo.number))?;
        let sentences: Vec<String> = Slot::ALL
            .iter()
            .filter(|slot| self.is_current(**slot, number))
            .filter_map(|slot| {
                let (label, share) = self.first(*slot, number)?;
                Some(format!("{}: {label}, {}.", self.title(*slot), words::percent(share)))
            })
            .collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    /// The likeliest class of a photo, as the network in a slot has it: its first name and its share.
    pub fn first(self, slot: Slot, number: u32) -> Option<(String, f32)> {
        let ranked =
            |ledger: &Ledger| ledger.of(slot).answers.get(&number)?.ranked.first().copied();
        let first = self.ledger.with(ranked)?;
        let label = self.networks.with(|n| n.loaded(slot).map(|n| n.label(first.class)))?;
        Some((words::first_label(&label), first.probability))
    }

    /// Whether what the network in a slot says about a photo is about its crop as it is now: one that the
    /// engine does not have yet says nothing new.
    pub fn is_current(self, slot: Slot, number: u32) -> bool {
        let seen = self.ledger.with(|ledger| ledger.seen(slot, number));
        self.engine.phase.with(|phase| *phase == Phase::Ready)
            && self.album.with(|album| {
                album.photo(number).zip(seen).is_some_and(|(photo, seen)| photo.is_at(seen))
            })
    }
}
