//! Questions that several parts of the page ask the engine.

use super::{Awaited, Engine};
use crate::{
    error::Error,
    protocol::{
        Bench, BenchResult, CaseResult, Event, Request,
        look::{Checked, Finding, LookEvent, LookRequest, Which},
    },
};
use leptos::prelude::*;

impl Engine {
    /// `GPU` or `CPU`; `device` while none is open.
    pub fn device_kind(self) -> &'static str {
        self.device.with(|device| match device {
            Some(device) if device.gpu => "GPU",
            Some(_) => "CPU",
            None => "device",
        })
    }

    /// Times a network.
    ///
    /// # Errors
    ///
    /// What the worker says against it.
    pub async fn bench(self, bench: Bench) -> Result<BenchResult, Error> {
        self.timing.set(None);
        match self.ask(Request::Bench(bench), Awaited::Benched).await? {
            Event::Benched(result) => Ok(result),
            _ => Err(something_else()),
        }
    }

    /// Runs every kernel's cases on a GPU.
    ///
    /// # Errors
    ///
    /// What the worker says against it.
    pub async fn check_kernels(self) -> Result<Vec<CaseResult>, Error> {
        match self.ask(Request::CheckKernels, Awaited::Checked).await? {
            Event::Checked(cases) => Ok(cases),
            _ => Err(something_else()),
        }
    }

    /// Runs a network's known input.
    ///
    /// # Errors
    ///
    /// What the worker says against it.
    pub async fn check(self, which: Which) -> Result<Checked, Error> {
        let id = self.next_id();
        match self.finding(id, LookRequest::Check { id, which }).await? {
            Finding::Checked(checked) => Ok(checked),
            _ => Err(something_else()),
        }
    }

    /// Times each layer of a network that is loaded: ms by the names of rows.
    ///
    /// # Errors
    ///
    /// What the worker says against it.
    pub async fn layer_times(self, which: Which) -> Result<Vec<(String, f64)>, Error> {
        let id = self.next_id();
        match self.finding(id, LookRequest::Time { id, which }).await? {
            Finding::Times(times) => Ok(times),
            _ => Err(something_else()),
        }
    }

    async fn finding(self, id: u32, request: LookRequest) -> Result<Finding, Error> {
        match self.ask(Request::Look(request), Awaited::Look(id)).await? {
            Event::Look(LookEvent::Found { finding, .. }) => Ok(*finding),
            Event::Look(LookEvent::Failed { error, .. }) => Err(error),
            _ => Err(something_else()),
        }
    }
}

fn something_else() -> Error {
    Error::Engine { reason: "it answered something else".into() }
}
