//! The engine in its Web Worker: takes [`Request`]s in order, answers with [`Event`]s. Networks for
//! photographs are loaded beside that, so that a long download keeps nobody waiting.

mod ask;
mod cancel;
mod download;
mod engine;
mod fetch;
mod keeper;
mod photos;
mod post;
mod queue;
mod script;
mod speed;
mod start;
mod storage;
mod stream;

pub use start::start;

use crate::error::Error;
use crate::protocol::photo::{PhotoEvent, PhotoRequest};
use crate::protocol::{Event, Request};
use engine::Engine;
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
}

impl Worker {
    fn new() -> Rc<Self> {
        let engine = Engine::new();
        let loader = engine.loader().clone();
        Rc::new(Self { queue: RefCell::default(), engine: RefCell::new(Some(engine)), loader })
    }

    /// Takes a message, and goes to work unless work is under way: that will come to it.
    fn receive(self: &Rc<Self>, message: Result<Request, Error>, attachment: Option<JsValue>) {
        match message {
            // This one must not wait behind what it is to stop.
            Ok(Request::Photo(PhotoRequest::Cancel)) => self.cancel_loads(),
            Ok(request) => self.queue.borrow_mut().push(request, attachment),
            Err(error) => post(&Event::Failed { id: None, error }),
        }
        if let Some(mut engine) = self.engine.borrow_mut().take() {
            let worker = Rc::clone(self);
            wasm_bindgen_futures::spawn_local(async move {
                loop {
                    let next = worker.queue.borrow_mut().pop();
                    let Some((request, attachment)) = next else { break };
                    engine.handle(request, attachment).await;
                }
                *worker.engine.borrow_mut() = Some(engine);
            });
        }
    }

    /// Stops the load that is under way, and takes back those that wait.
    fn cancel_loads(&self) {
        self.loader.cancel();
        for entry in self.queue.borrow_mut().take_loads() {
            post(&Event::Photo(PhotoEvent::NotLoaded { entry, error: None }));
        }
    }
}
