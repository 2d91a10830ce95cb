//! Stopping a load that is under way. The request to stop does not wait its turn.

use crate::error::Error;
use std::cell::Cell;
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

/// The brake of one load. A handle: copies mean the same one.
#[derive(Clone)]
pub(super) struct Cancel(Rc<State>);

struct State {
    pulled: Cell<bool>,
    controller: Option<AbortController>,
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}

impl Cancel {
    /// Not pulled yet.
    pub(super) fn new() -> Self {
        let controller = AbortController::new().ok();
        Self(Rc::new(State { pulled: Cell::new(false), controller }))
    }

    /// Stops the load, and what it waits for.
    pub(super) fn pull(&self) {
        self.0.pulled.set(true);
        if let Some(controller) = &self.0.controller {
            controller.abort();
        }
    }

    /// For requests, which end with it.
    pub(super) fn signal(&self) -> Option<AbortSignal> {
        self.0.controller.as_ref().map(AbortController::signal)
    }

    /// Whether to go on.
    pub(super) fn check(&self) -> Result<(), Stopped> {
        if self.0.pulled.get() { Err(Stopped::Cancelled) } else { Ok(()) }
    }
}
