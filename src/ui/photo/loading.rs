//! Getting networks: what opens with the page, what the visitor chooses, and what comes of it.

use super::{
    album::Album,
    card::slot_name,
    networks::{Networks, Wanted},
    studio::Studio,
};
use crate::{
    error::Error,
    protocol::photo::{LoadedNetwork, PhotoRequest, Slot, Source, WeightsEntry},
    ui::{dom, settings::Settings},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Blob;

impl Studio {
    /// What can be loaded. The first time, what is here already is loaded at once.
    pub(super) fn list(self, entries: Vec<WeightsEntry>) {
        let first = self.networks.with_untracked(|networks| networks.catalogue.is_none());
        self.networks.update(|networks| {
            networks.catalogue = Some(entries);
            networks.unlisted = None;
        });
        if first {
            let settings = self.keep.with_value(|keep| keep.settings.clone());
            let sparing = dom::saves_data();
            self.networks.update(|networks| {
                for slot in Slot::ALL {
                    networks.invite(slot, settings.entry(slot));
                    if let Some(wanted) = networks.first(slot, settings.entry(slot), sparing) {
                        networks.want(slot, wanted);
                    }
                }
            });
            self.load_next();
        }
    }

    /// Asks once more what can be loaded.
    pub fn list_again(self) {
        self.networks.update(|networks| networks.unlisted = None);
        self.tell(PhotoRequest::Catalogue);
    }

    /// Loads something into a slot, when what is under way is done.
    pub fn want(self, slot: Slot, wanted: Wanted) {
        if let Some(entry) = wanted.entry() {
            self.wants_to_keep(entry);
            remember(slot, Some(entry.to_owned()));
        }
        let goes = ":is([data-testid^=take-], [data-testid^=again-], [data-testid^=own-])";
        let goes = format!("[data-testid=card-{}] {goes}", slot_name(slot));
        dom::hand_focus_on(&goes, cancel(slot));
        let replaces = self.networks.try_update(|networks| {
            // A wish takes the place of the address's.
            networks.invite(slot, wanted.entry());
            networks.want(slot, wanted)
        });
        if replaces == Some(true) {
            self.tell(PhotoRequest::Cancel);
        }
        self.load_next();
    }

    /// Does without what did not come, or what the address names.
    pub fn leave(self, slot: Slot) {
        self.networks.update(|networks| networks.leave(slot));
        let loaded = self.networks.with_untracked(|n| n.loaded(slot)?.entry.clone());
        remember(slot, loaded);
        let card = format!("[data-testid=card-{}]", slot_name(slot));
        dom::focus(format!("{card} button, {card} input"));
    }

    /// Loads a visitor's own file.
    pub fn want_file(self, slot: Slot, name: String, file: Blob, labels: Option<Vec<String>>) {
        let number = self.keep.try_update_value(|keep| {
            let number = keep.weights.len() as u32;
            keep.weights.insert(number, file);
            number
        });
        let source = Source::File { name: name.clone(), labels };
        self.want(slot, Wanted { source, title: name, file: number });
    }

    /// Stops what is on its way to a slot.
    pub fn stop(self, slot: Slot) {
        let under_way = self.networks.try_update(|networks| networks.give_up(slot));
        if under_way == Some(true) {
            self.tell(PhotoRequest::Cancel);
        }
        // What was there before may come back.
        self.load_next();
    }

    pub(super) fn load_next(self) {
        if !self.is_ready() {
            return;
        }
        let Some(wanted) = self.networks.try_update(Networks::next).flatten() else { return };
        let file = wanted
            .file
            .and_then(|number| self.keep.with_value(|keep| keep.weights.get(&number).cloned()));
        let attachment = file.as_ref().map(JsCast::unchecked_ref);
        self.tell_with(PhotoRequest::Load(wanted.source), attachment);
    }

    pub(super) fn arrived(self, network: LoadedNetwork) {
        self.live.say(format!("{} is ready.", network.title));
        self.ledger.update(|ledger| ledger.clear(network.slot));
        // The other network may be on its way still, and somebody about to stop it.
        if let Some(slot) = self.networks.with_untracked(Networks::coming) {
            // The list of choices, if it is open, closes.
            let goes = format!("{}, [data-testid=choices-{}] *", cancel(slot), slot_name(slot));
            let net = slot_name(network.slot);
            dom::hand_focus_on(&goes, format!("[data-testid=change-{net}]"));
        }
        if network.stored == Some(true) {
            self.ask_to_keep();
        }
        self.networks.update(|networks| networks.arrived(network));
        self.album.update(Album::ask_all);
        // The answer first: the other network may take a while.
        self.ask();
        self.load_next();
        self.tell(PhotoRequest::Stored);
        self.look_again();
    }

    pub(super) fn not_loaded(self, error: Option<Error>, kept: u64) {
        // That another was chosen instead is no news.
        if let Some(slot) = self.networks.with_untracked(Networks::coming) {
            // An error is an alert in the card, which is said by itself.
            if error.is_none() {
                self.live.say("Stopped.");
            }
            dom::hand_focus_on(&cancel(slot), format!("[data-testid=again-{}]", slot_name(slot)));
        }
        self.networks.update(|networks| networks.refused(error, kept));
        self.load_next();
        self.tell(PhotoRequest::Stored);
    }

    /// Removes a file from the browser's storage.
    pub fn delete(self, name: String) {
        self.tell(PhotoRequest::Delete { name });
        // What can be loaded without a download has changed.
        self.tell(PhotoRequest::Catalogue);
    }
}

/// The button that stops what is on its way to a slot.
fn cancel(slot: Slot) -> String {
    format!("[data-testid=cancel-{}]", slot_name(slot))
}

/// Writes into the page's address which listed weights a slot has, so that it can be sent on.
fn remember(slot: Slot, entry: Option<String>) {
    Settings::keep(|settings| settings.set_entry(slot, entry));
}
