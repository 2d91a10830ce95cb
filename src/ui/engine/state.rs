//! What the page's side of the engine knows and does not show.

use super::{Awaited, link::Link, milestones::Milestones, waiting::Waiting};
use crate::protocol::{Answer, DeviceChoice, photo::PhotoEvent};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Who hears the answers to drawings.
type OnAnswer = Rc<dyn Fn(Answer)>;
/// Who hears what the engine says about photographs.
type OnPhoto = Rc<dyn Fn(PhotoEvent)>;

/// What is not for showing.
#[derive(Default)]
pub(super) struct State {
    pub(super) link: Option<Link>,
    /// Counts starts, so that what an earlier worker says is not heard.
    pub(super) generation: u32,
    pub(super) started: bool,
    /// Whether ways to compute are being measured.
    pub(super) measuring: bool,
    /// The compiled program, for a worker that starts again.
    pub(super) module: Option<JsValue>,
    /// What the visitor asked for.
    pub(super) asked: DeviceChoice,
    /// The device that is opened; the CPU, where the GPU is not to be used.
    pub(super) choice: DeviceChoice,
    pub(super) loaded: Option<String>,
    pub(super) waiting: Waiting,
    pub(super) milestones: Milestones,
    pub(super) last_id: u32,
    /// When the GPU went away, ms.
    pub(super) losses: Vec<f64>,
    pub(super) on_answer: Option<OnAnswer>,
    pub(super) on_photo: Vec<OnPhoto>,
    /// When the worker was last asked for, by the page's clock, and how long it took until a device was
    /// open, ms.
    pub(super) began: f64,
    pub(super) opened_ms: f64,
}

impl State {
    /// The network that is loaded, unless one is on its way that will take its place.
    pub(super) fn at_work(&self) -> Option<&str> {
        self.loaded.as_deref().filter(|_| !self.waiting.has(Awaited::Ready))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_another_one_will_follow_is_not_at_work() {
        let mut state = State { loaded: Some("lenet5".into()), ..State::default() };
        assert_eq!(state.at_work(), Some("lenet5"));
        drop(state.waiting.add(Awaited::Ready));
        assert_eq!(state.at_work(), None, "who wants it back has to ask for it");
        drop(state.waiting.take_failed(None));
        assert_eq!(state.at_work(), Some("lenet5"));
    }
}
