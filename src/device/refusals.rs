//! What a GPU refused to do. Work that is refused is dropped, and that is told apart from it: whoever reads
//! what came of it gets what was there before.

use crate::error::Error;
use burn::backend::DispatchDevice;
use burn::tensor::Device;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// What a GPU refused.
struct Refusals {
    /// How often work was refused that was no trial,
    refused: AtomicU32,
    /// how many of these whoever read was told of,
    told: AtomicU32,
    /// and how many trials are under way.
    trials: AtomicU32,
    /// Why it refuses everything from now on: it is gone.
    lost: OnceLock<String>,
}

/// Those of the GPU: a process opens it once.
static GPU: Refusals = Refusals::none();
/// Those of the CPU, which refuses nothing.
static CPU: Refusals = Refusals::none();

impl Refusals {
    const fn none() -> Self {
        let [refused, told, trials] = [const { AtomicU32::new(0) }; 3];
        Self { refused, told, trials, lost: OnceLock::new() }
    }

    fn trial(&'static self) -> Trial {
        self.trials.fetch_add(1, Relaxed);
        Trial(self)
    }

    fn note(&self) {
        if self.trials.load(Relaxed) == 0 {
            self.refused.fetch_add(1, Relaxed);
        }
    }

    fn lose(&self, reason: &str) {
        let _ = self.lost.set(reason.into()); // the first reason stays
    }

    fn before(&'static self) -> Before {
        Before { refusals: self, told: self.told.load(Relaxed) }
    }
}

/// While this lives, work is only tried: what is refused of it counts for nothing.
pub struct Trial(&'static Refusals);

impl Trial {
    /// From now on.
    #[expect(clippy::new_without_default, reason = "it does something")]
    pub fn new() -> Self {
        GPU.trial()
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.0.trials.fetch_sub(1, Relaxed);
    }
}

/// Work was refused.
pub(super) fn note() {
    GPU.note();
}

/// The GPU is gone.
pub(super) fn lose(reason: &str) {
    GPU.lose(reason);
}

/// What was refused, and told, before something is read.
pub(super) struct Before {
    refusals: &'static Refusals,
    told: u32,
}

impl Before {
    /// Before something is read from this device.
    pub(super) fn reading(device: &Device) -> Self {
        match device.as_dispatch() {
            DispatchDevice::Cube(_) => GPU.before(),
            _ => CPU.before(),
        }
    }

    /// What was `read`, unless more was refused. Browsers tell of it before they hand over what is read; natively
    /// it is known before anybody begins to read.
    pub(super) fn or_refused<T>(&self, read: Result<T, Error>) -> Result<T, Error> {
        let Refusals { refused, told, lost, .. } = self.refusals;
        let refused = refused.load(Relaxed);
        // Once: what is read next may be of other work.
        told.fetch_max(refused, Relaxed);
        let read = read?;
        let reason = match lost.get() {
            Some(reason) => reason,
            None if refused == self.told => return Ok(read),
            None => "it refused some of the work",
        };
        Err(Error::DeviceLost { reason: reason.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_lost(read: &Result<i32, Error>) -> bool {
        matches!(read, Err(Error::DeviceLost { .. }))
    }

    #[test]
    fn what_is_refused_spoils_what_is_read_meanwhile_but_no_trial() {
        // Of its own: other tests read from the device meanwhile.
        static REFUSALS: Refusals = Refusals::none();
        let (before, other) = (REFUSALS.before(), REFUSALS.before());
        let trial = REFUSALS.trial();
        REFUSALS.note();
        assert_eq!(before.or_refused(Ok(1)), Ok(1));
        drop(trial);
        REFUSALS.note();
        assert!(is_lost(&before.or_refused(Ok(2))));
        assert!(is_lost(&other.or_refused(Ok(3))), "it may have been of the other's work");
        assert_eq!(REFUSALS.before().or_refused(Ok(4)), Ok(4));
    }

    #[test]
    fn what_is_refused_before_anybody_reads_spoils_what_is_read_next() {
        static REFUSALS: Refusals = Refusals::none();
        REFUSALS.note();
        assert!(is_lost(&REFUSALS.before().or_refused(Ok(1))));
        assert_eq!(REFUSALS.before().or_refused(Ok(2)), Ok(2));
        REFUSALS.note();
        let failed = Error::Engine { reason: "another".into() };
        assert_eq!(REFUSALS.before().or_refused::<i32>(Err(failed.clone())), Err(failed));
        assert_eq!(REFUSALS.before().or_refused(Ok(3)), Ok(3));
    }

    #[test]
    fn a_gpu_that_is_gone_gives_nothing_any_more() {
        static REFUSALS: Refusals = Refusals::none();
        let before = REFUSALS.before();
        REFUSALS.lose("pulled out");
        let gone = Err(Error::DeviceLost { reason: "pulled out".into() });
        assert_eq!(before.or_refused(Ok(1)), gone);
        assert_eq!(REFUSALS.before().or_refused(Ok(2)), gone);
    }
}
