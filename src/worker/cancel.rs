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

/// The brake of one load. A handle: copies mean the same one.
#[derive(Clone, Default)]
pub(super) struct Cancel(Rc<State>);

#[derive(Default)]
struct State {
    pulled: Cell<bool>,
    /// Of the latest request.
    request: RefCell<Option<AbortController>>,
}

impl Cancel {
    /// Not pulled yet.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Stops the load, and what it waits for.
    pub(super) fn pull(&self) {
        self.0.pulled.set(true);
        self.hang_up();
    }

    /// For the next request, which ends with the load.
    pub(super) fn signal(&self) -> Option<AbortSignal> {
        let request = AbortController::new().ok();
        let signal = request.as_ref().map(AbortController::signal);
        self.0.request.replace(request);
        signal
    }

    /// Ends the latest request, not the load.
    pub(super) fn hang_up(&self) {
        self.0.request.borrow().iter().for_each(AbortController::abort);
    }

    /// Whether to go on.
    pub(super) fn check(&self) -> Result<(), Stopped> {
        if self.0.pulled.get() { Err(Stopped::Cancelled) } else { Ok(()) }
    }
}
