//! How the open device computes each layer: measured once, kept by the page.

use super::post::post;
use super::script::Slice;
use crate::error::Error;
use crate::network::{Choices, Model};
use crate::protocol::{DeviceInfo, Event};
use std::cell::RefCell;
use std::rc::Rc;

/// What was chosen for the open device. A handle: copies mean the same.
#[derive(Clone, Default)]
pub(super) struct Tuning(Rc<RefCell<Option<Open>>>);

struct Open {
    device: String,
    choices: Choices,
}

impl Tuning {
    /// Another device is open. `kept` is what the page has of earlier choices; without it, or on
    /// the CPU, nothing is chosen.
    pub(super) fn open(&self, info: &DeviceInfo, kept: Option<&str>) {
        let device = format!("{}, {}", info.name, info.api);
        *self.0.borrow_mut() = kept.filter(|_| info.gpu).map(|kept| {
            let choices = Choices::parse(kept, &device);
            Open { device, choices }
        });
    }

    /// Has `model` compute each layer in the way that is fastest here: see [`Model::tune`]. Others
    /// have their turn between the layers.
    pub(super) async fn tune<E: From<Error>>(
        &self,
        model: &mut Model,
        mut step: impl FnMut(usize, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let known = self.0.borrow().as_ref().map(|open| open.choices.clone());
        let Some(known) = known else { return Ok(()) };
        let mut choices = known.clone();
        let mut slice = Slice::begin();
        let tuned = model.tune(&mut choices, async |done, total| {
            slice.end().await;
            step(done, total)
        });
        let outcome = tuned.await;
        // What was measured before it stopped is measured.
        if choices != known
            && let Some(open) = &mut *self.0.borrow_mut()
        {
            post(&Event::Tuned { choices: choices.text(&open.device) });
            open.choices = choices;
        }
        outcome
    }
}
