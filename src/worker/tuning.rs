//! How the open device computes each layer: measured once, when there is nothing else to do, and kept by
//! the page.

use super::calm::Calm;
use super::post::post;
use crate::error::Error;
use crate::network::{Choices, Model, Tuner};
use crate::protocol::{DeviceInfo, Event};
use burn::tensor::Transaction;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

/// How long one network may be measured, ms: nobody waits for it.
const PATIENCE_MS: f64 = 20_000.0;
/// How often a layer is measured again because something was asked for meanwhile.
const MOST_DISTURBED: u32 = 4;

/// What was chosen for the open device. A handle: copies mean the same.
#[derive(Clone)]
pub(super) struct Tuning(Rc<State>);

struct State {
    open: RefCell<Option<Open>>,
    calm: Calm,
    waiting: RefCell<VecDeque<Waiting>>,
    works: Cell<bool>,
}

struct Open {
    device: String,
    choices: Choices,
}

/// A network to be measured, whether it still is wanted, and who takes it then.
struct Waiting {
    network: Model,
    wanted: Box<dyn Fn() -> bool>,
    take: Box<dyn FnOnce(Model)>,
}

impl Tuning {
    /// Nothing chosen. It measures when it is `calm`.
    pub(super) fn new(calm: Calm) -> Self {
        let (open, waiting, works) = (RefCell::default(), RefCell::default(), Cell::default());
        Self(Rc::new(State { open, calm, waiting, works }))
    }

    /// Another device is open. `kept` is what the page has of earlier choices; without it, or on
    /// the CPU, nothing is chosen.
    pub(super) fn open(&self, info: &DeviceInfo, kept: Option<&str>) {
        let device = format!("{}, {}", info.name, info.api);
        self.0.waiting.borrow_mut().clear();
        *self.0.open.borrow_mut() = kept.filter(|_| info.gpu).map(|kept| {
            let choices = Choices::parse(kept, &device);
            Open { device, choices }
        });
    }

    /// Has `model` compute each layer in the way that is known to be fastest here. Says whether something is
    /// not known yet.
    ///
    /// # Errors
    ///
    /// As [`Tuner::next`].
    pub(super) async fn apply(&self, model: &mut Model) -> Result<bool, Error> {
        let Some(mut choices) = self.choices() else { return Ok(false) };
        let mut tuner = Tuner::knowing();
        while tuner.next(model, &mut choices).await? {}
        Ok(tuner.met_unknown())
    }

    /// Measures what is not known yet of a network when there is nothing else to do. Then `take` gets it,
    /// unless nobody has the one any more that it is the `twin` of.
    pub(super) fn improve<T: 'static>(
        &self,
        twin: Model,
        of: Weak<T>,
        take: impl FnOnce(Model) + 'static,
    ) {
        let wanted = Box::new(move || of.strong_count() > 0);
        let waiting = Waiting { network: twin, wanted, take: Box::new(take) };
        self.0.waiting.borrow_mut().push_back(waiting);
        if !self.0.works.replace(true) {
            let tuning = self.clone();
            wasm_bindgen_futures::spawn_local(async move {
                while let Some(next) = tuning.next() {
                    // A device that is lost tells of it itself.
                    let _ = tuning.measure(next).await;
                }
                tuning.0.works.set(false);
            });
        }
    }

    /// Has `model` measured at once: see [`Model::tune`].
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`].
    pub(super) async fn tune(&self, model: &mut Model) -> Result<(), Error> {
        let Some(mut choices) = self.choices() else { return Ok(()) };
        model.tune(&mut choices, async |_, _| Ok::<_, Error>(())).await?;
        self.keep(choices);
        self.tell();
        Ok(())
    }

    async fn measure(&self, waiting: Waiting) -> Result<(), Error> {
        let Waiting { mut network, wanted, take } = waiting;
        let (calm, mut calm_since, mut disturbed) = (&self.0.calm, None, 0);
        let mut tuner = Tuner::measuring(PATIENCE_MS);
        loop {
            if calm_since != Some(calm.begun()) {
                calm.come().await;
            }
            let Some(mut choices) = self.choices().filter(|_| wanted()) else { return Ok(()) };
            let (begun, before) = (calm.begun(), tuner.clone());
            calm_since = Some(begun);
            let goes_on = tuner.next(&mut network, &mut choices).await?;
            if calm.begun() != begun && disturbed < MOST_DISTURBED {
                // Another's work may have been measured with it.
                (tuner, disturbed) = (before, disturbed + 1);
                continue;
            }
            disturbed = 0;
            self.keep(choices);
            if !goes_on {
                break;
            }
        }
        // What compiles and records is done before anybody waits for it.
        let [height, width, channels] = network.network().input;
        for _ in 0..2 {
            let logits = network.logits(vec![0.0; height * width * channels])?;
            let read = Transaction::default().register(logits).execute_async().await;
            read.map_err(|error| Error::DeviceLost { reason: error.to_string() })?;
        }
        calm.come().await;
        take(network);
        self.tell();
        Ok(())
    }

    fn next(&self) -> Option<Waiting> {
        self.0.waiting.borrow_mut().pop_front()
    }

    fn choices(&self) -> Option<Choices> {
        self.0.open.borrow().as_ref().map(|open| open.choices.clone())
    }

    /// Tells the page, which keeps it.
    fn tell(&self) {
        if let Some(open) = &*self.0.open.borrow() {
            post(&Event::Tuned { choices: open.choices.text(&open.device) });
        }
    }

    fn keep(&self, choices: Choices) {
        if let Some(open) = &mut *self.0.open.borrow_mut() {
            open.choices = choices;
        }
    }
}
