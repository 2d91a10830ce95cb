//! What a GPU refused to do. A browser drops work that it refuses, and says so apart from it: whoever reads
//! what came of it gets what was there before.

use crate::error::Error;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// What a GPU refused.
struct Refusals {
    /// How often work was refused that was no trial,
    refused: AtomicU32,
    /// and how many trials are under way.
    trials: AtomicU32,
}

/// Those of the GPU: a process opens it once.
static GPU: Refusals = Refusals::none();

impl Refusals {
    const fn none() -> Self {
        Self { refused: AtomicU32::new(0), trials: AtomicU32::new(0) }
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

    fn before(&'static self) -> Before {
        Before { refusals: self, refused: self.refused.load(Relaxed) }
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

/// What was refused before something is read.
pub(super) struct Before {
    refusals: &'static Refusals,
    refused: u32,
}

impl Before {
    pub(super) fn reading() -> Self {
        GPU.before()
    }

    /// Nothing more was: browsers tell of it before they hand over what is read.
    pub(super) fn is_all(&self) -> Result<(), Error> {
        match self.refusals.refused.load(Relaxed) == self.refused {
            true => Ok(()),
            false => Err(Error::DeviceLost { reason: "it refused some of the work".into() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_spoils_what_is_read_meanwhile_but_no_trial() {
        // Of its own: other tests read from the device meanwhile.
        static REFUSALS: Refusals = Refusals::none();
        let before = REFUSALS.before();
        let trial = REFUSALS.trial();
        REFUSALS.note();
        assert_eq!(before.is_all(), Ok(()));
        drop(trial);
        REFUSALS.note();
        assert!(matches!(before.is_all(), Err(Error::DeviceLost { .. })));
        assert_eq!(REFUSALS.before().is_all(), Ok(()));
    }
}
