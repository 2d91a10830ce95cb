//! Whether the engine has anything to do: what nobody waits for is done when it has not.

use super::script::wait;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

/// How long nothing must have been asked for: longer than between two strokes of a digit.
const QUIET: Duration = Duration::from_millis(250);

/// What is being done. A handle: copies mean the same.
#[derive(Clone, Default)]
pub(super) struct Calm(Rc<State>);

#[derive(Default)]
struct State {
    under_way: Cell<u32>,
    begun: Cell<u32>,
}

/// Work that somebody waits for, until it is dropped.
pub(super) struct Work(Calm);

impl Drop for Work {
    fn drop(&mut self) {
        let state = &self.0.0;
        state.under_way.set(state.under_way.get() - 1);
    }
}

impl Calm {
    /// Somebody waits for work from now on.
    pub(super) fn work(&self) -> Work {
        self.0.under_way.set(self.0.under_way.get() + 1);
        self.0.begun.set(self.begun().wrapping_add(1));
        Work(self.clone())
    }

    /// How much work has been begun so far.
    pub(super) fn begun(&self) -> u32 {
        self.0.begun.get()
    }

    /// Waits until nothing has been asked for in a while.
    pub(super) async fn come(&self) {
        self.come_while(|| true).await;
    }

    /// The same, but no longer than what waits is `wanted`. Says whether it still is.
    pub(super) async fn come_while(&self, wanted: impl Fn() -> bool) -> bool {
        while wanted() {
            let begun = self.begun();
            wait(QUIET).await;
            if self.0.under_way.get() == 0 && self.begun() == begun {
                return wanted();
            }
        }
        false
    }
}
