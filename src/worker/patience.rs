//! Waiting for a server that may have gone silent.

use super::script::wait;
use crate::protocol::PATIENCE;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

/// A second, of which [`PATIENCE`] has so many.
const SECOND: Duration = Duration::from_secs(1);

/// What is left of the patience with one server.
pub(super) struct Patience {
    second: Pin<Box<dyn Future<Output = ()>>>,
    /// Seconds since something came.
    silent: u32,
}

impl Patience {
    /// All of it.
    pub(super) fn new() -> Self {
        Self { second: Box::pin(wait(SECOND)), silent: 0 }
    }

    /// What `work` comes to; nothing if a second ends before.
    pub(super) async fn wait<T>(
        &mut self,
        work: &mut (impl Future<Output = T> + Unpin),
    ) -> Option<T> {
        poll_fn(|context| {
            if let Poll::Ready(value) = Pin::new(&mut *work).poll(context) {
                self.silent = 0;
                return Poll::Ready(Some(value));
            }
            if self.second.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.second = Box::pin(wait(SECOND));
            self.silent += 1;
            Poll::Ready(None)
        })
        .await
    }

    /// What `work` comes to, if that comes before the end of all patience.
    pub(super) async fn wait_long<T>(
        mut self,
        mut work: impl Future<Output = T> + Unpin,
    ) -> Option<T> {
        loop {
            let came = self.wait(&mut work).await;
            if came.is_some() || self.is_over() {
                return came;
            }
        }
    }

    /// Whether nobody waits any longer.
    pub(super) fn is_over(&self) -> bool {
        self.silent >= PATIENCE
    }
}
