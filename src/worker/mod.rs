//! The engine in its Web Worker: takes [`Request`]s in order, answers with [`Event`]s. Networks for
//! photographs are loaded beside that, so that a long download keeps nobody waiting.

mod arriving;
mod ask;
mod calm;
mod cancel;
mod download;
mod engine;
mod fetch;
mod keeper;
mod look;
mod patience;
mod photos;
mod post;
mod queue;
mod rest;
mod script;
mod speed;
mod start;
mod storage;
mod stream;
mod team;
mod tuning;

pub use start::start;

use crate::error::Error;
use crate::protocol::look::{LookEvent, LookRequest};
use crate::protocol::photo::{PhotoEvent, PhotoRequest};
use crate::protocol::{Event, Request};
use calm::Calm;
use engine::Engine;
use look::Brake;
use photos::Loader;
use post::post;
use queue::Queue;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// What the worker holds between messages.
struct Worker {
    queue: RefCell<Queue>,
    engine: RefCell<Option<Engine>>,
    loader: Loader,
    brake: Brake,
    calm: Calm,
}

impl Worker {
    fn new() -> Rc<Self> {
        let calm = Calm::default();
        let engine = Engine::new(&calm);
        let (loader, brake) = (engine.loader().clone(), engine.brake().clone());
        let (queue, engine) = (RefCell::default(), RefCell::new(Some(engine)));
        Rc::new(Self { queue, engine, loader, brake, calm })
    }

    /// Takes a message, and goes to work unless work is under way: that will come to it.
    fn receive(self: &Rc<Self>, message: Result<Request, Error>, attachment: Option<JsValue>) {
        match message {
            // These must not wait behind what they are to stop.
            Ok(Request::Photo(PhotoRequest::Cancel)) => self.cancel_loads(),
            Ok(Request::Look(LookRequest::Stop)) => self.stop_looking(),
            Ok(request) => self.queue.borrow_mut().push(request, attachment),
            Err(error) => post(&Event::Failed { id: None, error }),
        }
        if let Some(mut engine) = self.engine.borrow_mut().take() {
            let worker = Rc::clone(self);
            let work = self.calm.work();
            wasm_bindgen_futures::spawn_local(async move {
                loop {
                    let next = worker.queue.borrow_mut().pop();
                    let Some((request, attachment)) = next else { break };
                    engine.handle(request, attachment).await;
                }
                *worker.engine.borrow_mut() = Some(engine);
                drop(work);
            });
        }
    }

    /// Stops the question about a network's inside that is being answered, and takes back those that
    /// wait.
    fn stop_looking(&self) {
        self.brake.pull();
        for id in self.queue.borrow_mut().take_looks() {
            post(&Event::Look(LookEvent::Stopped { id }));
        }
    }

    /// Stops the load that is under way, and takes back those that wait.
    fn cancel_loads(&self) {
        self.loader.cancel();
        for entry in self.queue.borrow_mut().take_loads() {
            post(&Event::Photo(PhotoEvent::NotLoaded { entry, error: None, kept: 0 }));
        }
    }
}
