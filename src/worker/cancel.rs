//! Stopping a load that is under way. The request to stop does not wait its turn.

use crate::error::Error;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::{AbortController, AbortSignal};

/// Why there is no result.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The visitor wanted it so.
    Cancelled,
    /// Something failed.
    Failed(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// The brake. A handle: copies mean the same one.
#[derive(Clone, Default)]
pub(super) struct Cancel(Rc<State>);

#[derive(Default)]
struct State {
    pulled: Cell<bool>,
    controller: RefCell<Option<AbortController>>,
}

impl Cancel {
    /// A load begins: what was cancelled before does not count.
    pub(super) fn begin(&self) {
        self.0.pulled.set(false);
        *self.0.controller.borrow_mut() = AbortController::new().ok();
    }

    /// Stops the load that is under way, and what it waits for.
    pub(super) fn pull(&self) {
        self.0.pulled.set(true);
        if let Some(controller) = &*self.0.controller.borrow() {
            controller.abort();
        }
    }

    /// For requests, which end with it.
    pub(super) fn signal(&self) -> Option<AbortSignal> {
        self.0.controller.borrow().as_ref().map(AbortController::signal)
    }

    /// Whether to go on.
    pub(super) fn check(&self) -> Result<(), Stopped> {
        if self.0.pulled.get() { Err(Stopped::Cancelled) } else { Ok(()) }
    }
}
