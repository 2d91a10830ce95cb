//! What a GPU refused to do. A browser drops work that it refuses, and says so apart from it: whoever reads
//! what came of it gets what was there before.

use crate::error::Error;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// How often work was refused that was no trial,
static REFUSED: AtomicU32 = AtomicU32::new(0);
/// and how many trials are under way.
static TRIALS: AtomicU32 = AtomicU32::new(0);

/// While this lives, work is only tried: what is refused of it counts for nothing.
pub struct Trial(());

impl Trial {
    /// From now on.
    #[expect(clippy::new_without_default, reason = "it does something")]
    pub fn new() -> Self {
        TRIALS.fetch_add(1, Relaxed);
        Self(())
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        TRIALS.fetch_sub(1, Relaxed);
    }
}

/// Work was refused.
pub(super) fn note() {
    if TRIALS.load(Relaxed) == 0 {
        REFUSED.fetch_add(1, Relaxed);
    }
}

/// What was refused before something is read.
pub(super) struct Before(u32);

impl Before {
    pub(super) fn reading() -> Self {
        Self(REFUSED.load(Relaxed))
    }

    /// Nothing more was: browsers tell of it before they hand over what is read.
    pub(super) fn is_all(&self) -> Result<(), Error> {
        match REFUSED.load(Relaxed) == self.0 {
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
        let before = Before::reading();
        let trial = Trial::new();
        note();
        assert_eq!(before.is_all(), Ok(()));
        drop(trial);
        note();
        assert!(matches!(before.is_all(), Err(Error::DeviceLost { .. })));
        assert_eq!(Before::reading().is_all(), Ok(()));
    }
}
