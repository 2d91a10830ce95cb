//! The engine's life: start, what the worker says, failure.

use super::{
    Awaited, Engine, Phase, Trouble, isolation,
    link::Link,
    program::{self, News},
    tuning,
};
use crate::{
    error::Error,
    protocol::{Event, PROTOCOL, Request, look::LookEvent, photo::PhotoEvent},
    ui::{dom, dom::now, machine, settings::Settings},
};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::Worker;

impl Engine {
    /// Starts the worker, or starts it again. Whoever still waits for the old one is told.
    pub fn start(self) {
        let generation = self.stop(&Error::Engine { reason: "it was started again".into() });
        let module = {
            let state = self.state();
            let mut state = state.borrow_mut();
            // The first was asked for when the page was.
            state.began = if generation == 1 { 0.0 } else { now() };
            state.module.clone()
        };
        self.phase.set(if module.is_some() { Phase::Opening } else { Phase::Fetching(0, None) });
        self.expect_more(generation);
        leptos::task::spawn_local(async move {
            let worker = program::worker(module.is_some()).await;
            match (worker, self.is_current(generation)) {
                (Ok(worker), true) => self.launch(generation, worker, module),
                (Ok(worker), false) => worker.terminate(),
                (Err(error), true) => self.fail(error),
                (Err(_), false) => {}
            }
        });
    }

    fn launch(self, generation: u32, worker: Worker, module: Option<JsValue>) {
        let on_event = move |event: Result<Event, Error>| {
            if self.is_current(generation) {
                match event {
                    Ok(event) => self.handle(event),
                    Err(error) => self.fail(error),
                }
            }
        };
        let on_news = move |news: News| {
            if self.is_current(generation) {
                match news {
                    News::Came(bytes, of) => self.came(bytes, of),
                    News::Module(module) => {
                        self.state().borrow_mut().module = Some(module);
                        self.phase.set(Phase::Opening);
                        self.expect_a_start(generation);
                    }
                    News::Failed(reason) => self.fail(program::unreadable(reason)),
                }
            }
        };
        let on_break = move |reason: String| {
            if self.is_current(generation) {
                let started = self.state().borrow().started;
                match started {
                    true => self.broke(reason),
                    false => self.fail(program::unreadable(reason)),
                }
            }
        };
        if module.is_some() {
            self.expect_a_start(generation);
        }
        match Link::new(worker, &module.into(), on_event, on_news, on_break) {
            Ok(link) => self.state().borrow_mut().link = Some(link),
            Err(error) => self.fail(error),
        }
    }

    /// Bytes of the program have come. The last may be told after all of it is there.
    fn came(self, bytes: u64, of: Option<u64>) {
        if self.phase.with_untracked(|phase| matches!(phase, Phase::Fetching(..))) {
            self.phase.set(Phase::Fetching(bytes, of));
        }
    }

    pub(super) fn is_current(self, generation: u32) -> bool {
        self.state().borrow().generation == generation
    }

    /// Ends the worker and tells everybody who waits why. Gives the number of the next one.
    pub(super) fn stop(self, why: &Error) -> u32 {
        let (waiting, link, generation) = {
            let state = self.state();
            let mut state = state.borrow_mut();
            state.generation += 1;
            state.started = false;
            state.measuring = false;
            state.loaded = None;
            (state.waiting.take_all(), state.link.take(), state.generation)
        };
        drop(link);
        self.device.set(None);
        self.loads.set(0);
        waiting.into_iter().for_each(|sender| sender.send(Err(why.clone())));
        generation
    }

    /// Stops for good, until the visitor starts it again.
    pub fn fail(self, error: Error) {
        leptos::logging::error!("{error}");
        if self.state().borrow().measuring && matches!(error, Error::Engine { .. }) {
            // The next visit would only come to the same; not where a file did not come.
            tuning::give_up();
        }
        self.phase.set(Phase::Failed(error.clone()));
        self.trouble.set(None);
        self.stop(&error);
    }

    fn handle(self, event: Event) {
        let state = self.state();
        state.borrow_mut().milestones.heard(&event);
        let asker = state.borrow_mut().waiting.take(&event);
        match &event {
            Event::Started { protocol } if protocol != PROTOCOL => self.fail(Error::Outdated),
            Event::Started { .. } => {
                let device = {
                    let mut state = state.borrow_mut();
                    state.started = true;
                    state.choice
                };
                let Settings { threads, .. } = Settings::parse(&dom::query());
                let (choices, measure) = (tuning::kept(), tuning::may_measure());
                let small = machine::is_small();
                self.send(&Request::Open { device, choices, measure, threads, small });
            }
            Event::Device(info) => {
                {
                    let mut state = state.borrow_mut();
                    state.opened_ms = now() - state.began;
                }
                self.device.set(Some(info.clone()));
                isolation::keep(info);
                match self.network.get_untracked() {
                    Some(network) => self.load(&network),
                    None => self.ready(),
                }
            }
            Event::Tuned { choices, over } => {
                state.borrow_mut().measuring = !over;
                tuning::keep(choices);
            }
            Event::Progress { step, done, total } => {
                let has = |awaited| state.borrow().waiting.has(awaited);
                let (loads, times) = (has(Awaited::Ready), has(Awaited::Benched));
                if loads {
                    self.phase.set(Phase::Loading(*step, *done, *total));
                } else if times {
                    self.timing.set(Some((*step, *done, *total)));
                }
            }
            Event::Ready { network, weights } => {
                state.borrow_mut().loaded = Some(network.clone());
                self.weights.set(weights.clone());
                // Not if yet another network was asked for meanwhile.
                if !state.borrow().waiting.has(Awaited::Ready) {
                    self.network.set(Some(network.clone()));
                    self.ready();
                }
            }
            Event::Answer(answer) => {
                let listener = state.borrow().on_answer.clone();
                if let Some(listener) = listener {
                    listener(answer.clone());
                }
            }
            Event::Photo(event) => {
                if matches!(event, PhotoEvent::Loaded(_) | PhotoEvent::NotLoaded { .. }) {
                    self.loads.update(|loads| *loads = loads.saturating_sub(1));
                }
                let listeners = state.borrow().on_photo.clone();
                for listener in listeners {
                    listener(event.clone());
                }
            }
            Event::Look(LookEvent::Progress { id, done, total }) => {
                self.looking.set(Some((*id, *done, *total)));
            }
            Event::Classes { .. } | Event::Benched(_) | Event::Checked(_) | Event::Look(_) => {}
            Event::Lost { reason } => self.lose(reason),
            Event::Failed { id, error } => self.refuse(*id, error),
        }
        if let Some(asker) = asker {
            asker.send(Ok(event));
        }
    }

    fn ready(self) {
        if matches!(self.trouble.get_untracked(), Some(Trouble::Lost(_))) {
            self.trouble.set(None);
        }
        self.phase.set(Phase::Ready);
    }
}
