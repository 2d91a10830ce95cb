//! What is done about requests that failed, and about a GPU that went away or is not to be trusted.

use super::{Engine, Trouble, tuning};
use crate::{error::Error, protocol::DeviceChoice, ui::dom::now};
use leptos::prelude::*;

/// Two losses of the GPU within this time are one too many, ms.
const LOSSES_APART: f64 = 60_000.0;

impl Engine {
    /// A request failed, or everything did.
    pub(super) fn refuse(self, id: Option<u32>, error: &Error) {
        match error {
            Error::DeviceLost { reason } => self.lose(reason),
            Error::WrongNumbers { .. } => self.distrust(error),
            Error::Engine { .. } if id.is_none() => self.fail(error.clone()),
            _ => {
                let asker = self.state().borrow_mut().waiting.take_failed(id);
                match asker {
                    Some(asker) => asker.send(Err(error.clone())),
                    None => self.fail(error.clone()),
                }
            }
        }
    }

    /// The GPU is gone: start again, and the second time within a minute on the CPU.
    pub(super) fn lose(self, reason: &str) {
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
