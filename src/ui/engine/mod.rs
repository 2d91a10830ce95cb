//! The page's side of the engine: it starts the worker, talks to it, and starts it again when the
//! GPU goes away.

mod asks;
mod download;
mod events;
mod faults;
mod isolation;
mod link;
mod milestones;
mod patience;
mod phase;
mod program;
mod reply;
mod state;
mod storage;
mod tuning;
mod waiting;

pub use download::bytes;
pub use link::reason;
pub use phase::{Phase, Trouble, progress, why_cpu};
pub use waiting::Awaited;

use crate::{
    error::Error,
    protocol::{
        Answer, DeviceChoice, DeviceInfo, Drawing, Request, Step, WeightsInfo,
        photo::{PhotoEvent, PhotoRequest},
    },
    ui::settings::NETWORKS,
};
use leptos::prelude::*;
use state::State;
use std::{cell::RefCell, rc::Rc};
use waiting::Outcome;
use wasm_bindgen::JsValue;

/// The engine, as the page sees it. A handle: copies mean the same engine.
#[derive(Clone, Copy)]
pub struct Engine {
    /// What it is doing.
    pub phase: RwSignal<Phase>,
    /// The device that does the work, once it is open.
    pub device: RwSignal<Option<DeviceInfo>>,
    /// The network that is loaded, or being loaded.
    pub network: RwSignal<Option<String>>,
    /// What is known about the loaded weights.
    pub weights: RwSignal<WeightsInfo>,
    /// What a visitor should know although the page works.
    pub trouble: RwSignal<Option<Trouble>>,
    /// A network that could not be loaded, and why; the one before is still there.
    pub refused: RwSignal<Option<(String, Error)>>,
    /// A look inside a network that takes many runs: its number, runs done, runs in all.
    pub looking: RwSignal<Option<(u32, u32, u32)>>,
    /// How far a timing is: how much of a step is done, out of how much.
    pub timing: RwSignal<Option<(Step, u64, u64)>>,
    /// Networks for photographs that were asked for and neither came nor failed yet: a timing waits for them.
    pub loads: RwSignal<u32>,
    state: StoredValue<Rc<RefCell<State>>, LocalStorage>,
}

impl Engine {
    /// An engine that will use this device, and load this network where one is given. It sleeps
    /// until [`Engine::start`].
    pub fn new(choice: DeviceChoice, network: Option<String>) -> Self {
        let asked = choice;
        let (choice, trouble) = faults::foreseen(asked);
        let state = State { asked, choice, ..State::default() };
        Self {
            phase: RwSignal::new(Phase::Fetching(0, None)),
            device: RwSignal::new(None),
            network: RwSignal::new(network),
            weights: RwSignal::new(WeightsInfo::default()),
            trouble: RwSignal::new(trouble),
            refused: RwSignal::new(None),
            looking: RwSignal::new(None),
            timing: RwSignal::new(None),
            loads: RwSignal::new(0),
            state: StoredValue::new_local(Rc::new(RefCell::new(state))),
        }
    }

    fn state(&self) -> Rc<RefCell<State>> {
        self.state.get_value()
    }

    /// Starts again on another device. The choice the visitor made before is forgotten.
    pub fn use_device(self, choice: DeviceChoice) {
        {
            let state = self.state();
            let mut state = state.borrow_mut();
            (state.asked, state.choice) = (choice, choice);
            state.losses.clear();
        }
        faults::forget();
        self.trouble.set(None);
        self.start();
    }

    /// The device that is asked for.
    pub fn choice(self) -> DeviceChoice {
        self.state().borrow().choice
    }

    /// One more who hears what the engine says about photographs, as long as the page lives.
    pub fn on_photo(self, listener: impl Fn(PhotoEvent) + 'static) {
        self.state().borrow_mut().on_photo.push(Rc::new(listener));
    }

    /// Who hears the answers to drawings.
    pub fn on_answer(self, listener: impl Fn(Answer) + 'static) {
        self.state().borrow_mut().on_answer = Some(Rc::new(listener));
    }

    /// Hands a drawing over, and says which digit of it to show, if not the one drawn last. Gives the
    /// number its answer will carry, or nothing while the engine is not ready.
    pub fn classify(self, drawing: Drawing, digit: Option<u32>) -> Option<u32> {
        if self.phase.with_untracked(|phase| *phase != Phase::Ready) {
            return None;
        }
        let id = self.next_id();
        self.send(&Request::Classify { id, drawing, digit, maps: true }).then_some(id)
    }

    /// A number for a request.
    pub fn next_id(self) -> u32 {
        let state = self.state();
        let mut state = state.borrow_mut();
        state.last_id = state.last_id.wrapping_add(1);
        state.last_id
    }

    /// Sends a request and waits for its event.
    ///
    /// # Errors
    ///
    /// What the worker says against it, or [`Error::Engine`] if it is not there.
    pub async fn ask(self, request: Request, awaited: Awaited) -> Outcome {
        if !self.listens() {
            return Err(not_running());
        }
        let reply = self.state().borrow_mut().waiting.add(awaited);
        // If the browser does not carry it, that tells everybody who waits.
        self.send(&request);
        reply.await
    }

    /// Whether there is a worker that hears requests. Before it says so, what it is sent would be lost.
    fn listens(self) -> bool {
        self.state().borrow().started
    }

    /// Sends a request that has no answer. Says whether it went.
    pub fn send(self, request: &Request) -> bool {
        self.send_with(request, None)
    }

    /// Sends a request with an attachment: a `Blob`, or an `ArrayBuffer`, which is gone here then. Says whether
    /// it went.
    pub fn send_with(self, request: &Request, attachment: Option<&JsValue>) -> bool {
        if !self.listens() {
            return false;
        }
        let gone = Err(not_running());
        let sent =
            self.state().borrow().link.as_ref().map_or(gone, |link| link.send(request, attachment));
        self.state().borrow_mut().milestones.asked(request);
        match sent {
            Ok(()) => {
                if matches!(request, Request::Photo(PhotoRequest::Load(_))) {
                    self.loads.update(|loads| *loads += 1);
                }
                true
            }
            Err(error) => {
                self.fail(error);
                false
            }
        }
    }

    /// Loads another network. If that fails, the one before stays at work.
    pub fn load(self, name: &str) {
        self.refused.set(None);
        let name = name.to_owned();
        self.network.set(Some(name.clone()));
        let at_work = self.state().borrow().at_work() == Some(&name);
        if at_work || self.device.with_untracked(Option::is_none) {
            return;
        }
        self.phase.set(Phase::Loading(Step::Weights, 0, 0));
        leptos::task::spawn_local(async move {
            let request = Request::Load { network: name.clone() };
            let Err(error) = self.ask(request, Awaited::Ready).await else { return };
            if self.phase.with_untracked(|phase| !matches!(phase, Phase::Loading(..))) {
                // The whole engine stopped, which is told elsewhere.
                return;
            }
            let (before, waits) = {
                let state = self.state();
                let state = state.borrow();
                (state.loaded.clone(), state.waiting.has(Awaited::Ready))
            };
            match before {
                // Yet another was asked for meanwhile.
                _ if waits => {}
                Some(before) => {
                    // Who came back to it misses nothing.
                    if before != name {
                        self.refused.set(Some((name, error)));
                    }
                    self.network.set(Some(before));
                    self.phase.set(Phase::Ready);
                }
                None => self.fail(error),
            }
        });
    }

    /// How long it took from asking for the worker until a device was open, ms.
    pub fn opened_ms(self) -> f64 {
        self.state().borrow().opened_ms
    }

    /// Waits until a network is loaded; the first there is, if none was asked for.
    ///
    /// # Errors
    ///
    /// What the worker says against it.
    pub async fn loaded(self) -> Result<(), Error> {
        if self.state().borrow().at_work().is_some() {
            return Ok(());
        }
        let network = self.network.get_untracked().unwrap_or_else(|| NETWORKS[0].into());
        self.ask(Request::Load { network }, Awaited::Ready).await.map(|_| ())
    }
}

/// What is said to who asks while no worker hears it.
pub fn not_running() -> Error {
    Error::Engine { reason: "it is not running".into() }
}
