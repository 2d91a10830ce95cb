//! The page does not wait for ever for its engine.

use super::{Engine, Phase, program};
use crate::{
    error::Error,
    protocol::{PATIENCE, SILENT},
};
use leptos::prelude::*;
use std::time::Duration;

/// A worker whose program is there, and that has not spoken by then, will not.
const START: Duration = Duration::from_secs(90);
/// As [`PATIENCE`] counts.
const SECOND: Duration = Duration::from_secs(1);

impl Engine {
    /// Waits so long for a program that is there to say that it runs.
    pub(super) fn expect_a_start(self, generation: u32) {
        let look = move || {
            if self.is_current(generation) && !self.state().borrow().started {
                self.fail(Error::Engine {
                    reason: "it did not start in a minute and a half".into(),
                });
            }
        };
        set_timeout(look, START);
    }

    /// Waits so long for more of a program that is on its way.
    pub(super) fn expect_more(self, generation: u32) {
        self.expect_more_than(0, generation, 0);
    }

    /// The same where so many bytes `had` come so many seconds ago.
    fn expect_more_than(self, had: u64, generation: u32, silent: u32) {
        let look = move || {
            let Phase::Fetching(bytes, _) = self.phase.get_untracked() else { return };
            let silent = if bytes == had { silent + 1 } else { 0 };
            match silent {
                _ if !self.is_current(generation) => {}
                PATIENCE => self.fail(program::unreadable(SILENT.into())),
                silent => self.expect_more_than(bytes, generation, silent),
            }
        };
        set_timeout(look, SECOND);
    }
}
