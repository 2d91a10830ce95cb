//! The networks that are loaded, shared by those who ask them and those who load them.

use crate::network::Model;
use crate::photo::Photographer;
use crate::protocol::photo::Slot;
use std::cell::RefCell;
use std::rc::Rc;

/// At most one network a slot. A handle: copies mean the same ones.
///
/// Whoever asks a network holds it while it answers, also when another takes its place meanwhile.
#[derive(Clone, Default)]
pub(super) struct Networks(Rc<RefCell<Vec<Rc<Photographer>>>>);

impl Networks {
    /// Those that are loaded now.
    pub(super) fn all(&self) -> Vec<Rc<Photographer>> {
        self.0.borrow().clone()
    }

    /// Whether this one still is in its slot.
    pub(super) fn holds(&self, network: &Rc<Photographer>) -> bool {
        self.0.borrow().iter().any(|held| Rc::ptr_eq(held, network))
    }

    /// Puts a network in its slot, in place of the one that was there.
    pub(super) fn put(&self, network: Photographer) -> Rc<Photographer> {
        self.remove(network.slot());
        let network = Rc::new(network);
        self.0.borrow_mut().push(network.clone());
        network
    }

    /// The network that was this one runs as `model` from now on, if it still is in its slot.
    pub(super) fn replace(&self, old: &Rc<Photographer>, model: Model) {
        let held = |network: &&mut Rc<Photographer>| Rc::ptr_eq(network, old);
        if let Some(network) = self.0.borrow_mut().iter_mut().find(held) {
            *network = Rc::new(network.with(model));
        }
    }

    /// Gives the network in a slot up, and the memory that nobody uses then back to the device.
    pub(super) fn remove(&self, slot: Slot) {
        let gone = self.0.borrow_mut().extract_if(.., |network| network.slot() == slot).next();
        if let Some(network) = gone {
            let device = network.model().device().clone();
            drop(network);
            device.memory_cleanup();
        }
    }

    /// Gives all of them up.
    pub(super) fn clear(&self) {
        self.0.borrow_mut().clear();
    }
}
