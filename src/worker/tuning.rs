//! How the open device computes each layer: measured once, when there is nothing else to do, and kept by
//! the page.

mod known;

use super::calm::Calm;
use super::post::post;
use crate::classify;
use crate::device::{Opened, Trial};
use crate::error::Error;
use crate::network::{Choices, Model, Tuner};
use crate::protocol::Event;
use known::Known;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

/// How long one network may be measured, ms: nobody waits for it.
const PATIENCE_MS: f64 = 20_000.0;
/// How often a layer is measured again because something was asked for meanwhile.
const MOST_DISTURBED: u32 = 4;
/// Parts for sums of layers with few tiles, before anything is measured: with more a large GPU would be
/// faster still, and a small one would move more numbers.
const SUPPOSED_PARTS: usize = 2;

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
    /// Whether what is not known may be measured.
    measures: bool,
    /// What is supposed of the device before: see [`Tuner::knowing`].
    supposed: Option<usize>,
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

    /// Another device is open. `kept` is what the page has of earlier choices; what they leave open is
    /// measured where that is allowed. The CPU has no choice.
    pub(super) fn open(&self, opened: &Opened, kept: Option<&str>, measures: bool) {
        let info = &opened.info;
        self.0.waiting.borrow_mut().clear();
        *self.0.open.borrow_mut() = info.gpu.then(|| {
            let device = info.title();
            let choices = Choices::parse(kept.unwrap_or_default(), &device);
            let supposed = (!opened.is_software()).then_some(SUPPOSED_PARTS);
            Open { device, choices, measures, supposed }
        });
    }

    /// Has `model` compute each layer in the way that is known to be fastest here. Says whether something is
    /// not known yet.
    ///
    /// # Errors
    ///
    /// As [`Tuner::next`].
    pub(super) async fn apply(&self, model: &mut Model) -> Result<bool, Error> {
        let Some(known) = self.known(model) else { return Ok(false) };
        known.apply(model).await
    }

    /// As [`Self::apply`], and has the network's shaders compiled, of which `told` hears.
    ///
    /// # Errors
    ///
    /// As [`Tuner::next`].
    pub(super) async fn prepare(
        &self,
        model: &mut Model,
        told: impl Fn(usize, usize),
    ) -> Result<bool, Error> {
        let improves = self.apply(model).await?;
        model.compile_for(1, told).await;
        Ok(improves)
    }

    /// As [`Self::prepare`], and has the answer verified; see [`classify::verify`]. A network that fails is computed as usual and verified again: what was
    /// kept may be of another GPU or driver, and what is supposed wrong.
    ///
    /// # Errors
    ///
    /// Those of [`classify::verify`].
    pub(super) async fn verify(
        &self,
        model: &mut Model,
        sha256: &str,
        told: impl Fn(usize, usize),
    ) -> Result<bool, Error> {
        loop {
            let improves = self.prepare(model, &told).await?;
            match classify::verify(model, sha256).await {
                Ok(()) => return Ok(improves),
                Err(error) if !self.forget() => return Err(error),
                Err(_) => model.forget_ways(),
            }
        }
    }

    /// From now on nothing is known or supposed of the device. Says whether something was.
    fn forget(&self) -> bool {
        let mut open = self.0.open.borrow_mut();
        let Some(Open { choices, supposed, .. }) = &mut *open else { return false };
        !std::mem::take(choices).is_empty() | supposed.take().is_some()
    }

    /// What is known of `model`, to be applied layer by layer; nothing where there is no choice.
    pub(super) fn known(&self, model: &Model) -> Option<Known> {
        let open = self.0.open.borrow();
        let Open { choices, supposed, measures, .. } = open.as_ref()?;
        Some(Known::new(Tuner::knowing(model, *supposed), choices.clone(), *measures))
    }

    /// Measures what is not known yet of the network that `holder` has, on a `twin`, when there is nothing
    /// else to do. Then `take` gets both, unless the holder has been given up.
    pub(super) fn improve<T: 'static>(
        &self,
        twin: Model,
        holder: &Rc<T>,
        take: impl FnOnce(&Rc<T>, Model) + 'static,
    ) {
        let (holder, watched) = (Rc::downgrade(holder), Rc::downgrade(holder));
        let wanted = Box::new(move || watched.strong_count() > 0);
        let take = Box::new(move |network| {
            if let Some(holder) = holder.upgrade() {
                take(&holder, network);
            }
        });
        self.0.waiting.borrow_mut().push_back(Waiting { network: twin, wanted, take });
        if !self.0.works.replace(true) {
            let tuning = self.clone();
            wasm_bindgen_futures::spawn_local(async move {
                while let Some(next) = tuning.next() {
                    let (before, device) = (tuning.choices(), next.network.device().clone());
                    match tuning.measure(next).await {
                        Ok(true) => {}
                        // It held the weights when whoever gave its holder up gave memory back.
                        Ok(false) => device.memory_cleanup(),
                        // A device that is lost tells of it itself; one that refused some of the work, or computes
                        // wrongly in the ways that were chosen, stays, and the network as it was.
                        Err(_) => before.into_iter().for_each(|choices| tuning.keep(choices)),
                    }
                    tuning.tell(true);
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
        let Some(mut choices) = self.choices() else { return self.apply(model).await.map(drop) };
        self.tell(false);
        let trial = Trial::new();
        model.tune(&mut choices, async |_, _| Ok::<_, Error>(())).await?;
        drop(trial);
        self.keep(choices);
        self.tell(true);
        Ok(())
    }

    /// Measures a network while it is wanted, and has it taken if it still is then. Says whether it was.
    async fn measure(&self, waiting: Waiting) -> Result<bool, Error> {
        let Waiting { mut network, wanted, take } = waiting;
        let (calm, mut calm_since, mut disturbed) = (&self.0.calm, None, 0);
        let mut tuner = Tuner::measuring(&network, PATIENCE_MS);
        // The page is to know what was done, should the GPU go away.
        self.tell(false);
        if !calm.come_while(&wanted).await {
            return Ok(false);
        }
        let answer = classify::known_answer(&network).await?;
        loop {
            if calm_since != Some(calm.begun()) {
                calm.come_while(&wanted).await;
            }
            let Some(mut choices) = self.choices().filter(|_| wanted()) else { return Ok(false) };
            let (begun, before, known) = (calm.begun(), tuner.clone(), choices.clone());
            calm_since = Some(begun);
            let trial = Trial::new();
            let goes_on = tuner.next(&mut network, &mut choices).await?;
            drop(trial);
            if calm.begun() != begun && disturbed < MOST_DISTURBED {
                // Another's work may have been measured with it.
                (tuner, disturbed) = (before, disturbed + 1);
                continue;
            }
            disturbed = 0;
            if !goes_on {
                break;
            }
            if choices != known {
                // At once: the visitor may leave, and the next visit goes on from here.
                self.keep(choices);
                self.tell(false);
            }
        }
        // What compiles and records is done before anybody waits for it.
        for _ in 0..2 {
            classify::answers_still(&network, &answer).await?;
        }
        let wanted = calm.come_while(&wanted).await;
        if wanted {
            take(network);
        }
        Ok(wanted)
    }

    fn next(&self) -> Option<Waiting> {
        self.0.waiting.borrow_mut().pop_front()
    }

    /// What is chosen so far, where more may be measured.
    fn choices(&self) -> Option<Choices> {
        let open = self.0.open.borrow();
        open.as_ref().filter(|open| open.measures).map(|open| open.choices.clone())
    }

    /// Tells the page, which keeps it, and whether a network's turn is `over`.
    fn tell(&self, over: bool) {
        if let Some(open) = &*self.0.open.borrow() {
            post(&Event::Tuned { choices: open.choices.text(&open.device), over });
        }
    }

    fn keep(&self, choices: Choices) {
        if let Some(open) = &mut *self.0.open.borrow_mut() {
            open.choices = choices;
        }
    }
}
