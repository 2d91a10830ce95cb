//! What is done about requests that failed, and about a GPU that went away or is not to be trusted.

use super::{Engine, Phase, Trouble, program, storage, tuning};
use crate::{
    error::Error,
    protocol::DeviceChoice,
    ui::{dom::now, visibility},
};
use leptos::prelude::*;

/// Two losses of the GPU within this time are one too many, ms.
const LOSSES_APART: f64 = 60_000.0;
/// When that happened last.
const LOST_TWICE: &str = "triptych-gpu-lost";
/// For how long visits begin on the CPU then, ms. There are drivers that end at the first work of every visit.
const REST_MS: f64 = 24.0 * 60.0 * 60.0 * 1000.0;

/// The device to begin with, and why it is not what suits best.
pub(super) fn foreseen(choice: DeviceChoice) -> (DeviceChoice, Option<Trouble>) {
    match choice {
        DeviceChoice::Auto if storage::is_since(LOST_TWICE, REST_MS) => {
            (DeviceChoice::Cpu, Some(Trouble::LostLately))
        }
        choice => (choice, None),
    }
}

/// The visitor chose a device: what happened before counts no more.
pub(super) fn forget() {
    storage::forget(LOST_TWICE);
}

/// Whether the program ended by itself. Where its memory ran out, that is all it says; before a panic's trap
/// it has told of the panic, also of one because a GPU went away (`src/worker/start.rs`).
fn is_trap(reason: &str) -> bool {
    reason.contains("RuntimeError")
}

impl Engine {
    /// What the visitor asked for, as far as it stands: the CPU may be the best there is, but is no GPU.
    pub fn asked_device(self) -> DeviceChoice {
        let state = self.state();
        let state = state.borrow();
        if state.asked == DeviceChoice::Auto { state.asked } else { state.choice }
    }

    /// A request failed, or everything did.
    pub(super) fn refuse(self, id: Option<u32>, error: &Error) {
        match error {
            Error::DeviceLost { reason } => self.lose(reason),
            Error::WrongNumbers { .. } => self.distrust(error),
            Error::Engine { .. } | Error::Outdated if id.is_none() => self.fail(error.clone()),
            _ => {
                let asker = self.state().borrow_mut().waiting.take_failed(id);
                match asker {
                    Some(asker) => asker.send(Err(error.clone())),
                    None => self.fail(error.clone()),
                }
            }
        }
    }

    /// The browser ended the engine. If it was on a GPU, that may be gone: some browsers then throw at whatever is
    /// asked of it, before they say so. A trap of the program itself is another matter.
    pub(super) fn broke(self, reason: String) {
        if program::is_of_two_builds(&reason) {
            return self.fail(Error::Outdated);
        }
        let choice = self.choice();
        let on_gpu = self.device.with_untracked(|device| {
            device.as_ref().map_or(choice != DeviceChoice::Cpu, |it| it.gpu)
        });
        match on_gpu && !is_trap(&reason) {
            true => self.lose(&reason),
            false => self.fail(Error::Engine { reason }),
        }
    }

    /// The GPU is gone: start again, and the second time within a minute on the CPU. While nobody looks, systems
    /// take it from any page, and would again: then it counts for nothing, and waits for the visitor.
    pub(super) fn lose(self, reason: &str) {
        if visibility::is_hidden() {
            let generation = self.stop(&Error::DeviceLost { reason: reason.into() });
            self.phase.set(Phase::Opening);
            self.trouble.set(Some(Trouble::Lost(reason.into())));
            return visibility::once_visible(move || {
                if self.is_current(generation) {
                    self.start();
                }
            });
        }
        let twice = {
            let state = self.state();
            let mut state = state.borrow_mut();
            let time = now();
            state.losses.retain(|earlier| time - earlier < LOSSES_APART);
            state.losses.push(time);
            if state.measuring {
                tuning::give_up();
            }
            state.losses.len() > 1
        };
        let reason = reason.to_owned();
        if twice {
            storage::note(LOST_TWICE);
            return self.leave_gpu(Trouble::LostTwice(reason));
        }
        self.trouble.set(Some(Trouble::Lost(reason)));
        self.start();
    }

    /// The GPU computes wrongly: the CPU takes over.
    fn distrust(self, error: &Error) {
        if self.choice() == DeviceChoice::Cpu {
            return self.fail(error.clone());
        }
        tuning::give_up();
        self.leave_gpu(Trouble::Wrong);
    }

    /// The CPU takes over. What was chosen for the GPU is forgotten: it may be what that cannot do.
    fn leave_gpu(self, trouble: Trouble) {
        tuning::keep("");
        self.state().borrow_mut().choice = DeviceChoice::Cpu;
        self.trouble.set(Some(trouble));
        self.start();
    }
}

#[cfg(test)]
mod tests {
    use super::is_trap;

    #[test]
    fn a_trap_is_not_what_a_lost_gpu_throws() {
        for trap in ["Uncaught RuntimeError: unreachable", "RuntimeError: unreachable executed"] {
            assert!(is_trap(trap), "{trap}");
        }
        assert!(!is_trap("Uncaught InvalidStateError: Unable to create"));
    }
}
