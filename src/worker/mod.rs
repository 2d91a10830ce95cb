//! The engine in its Web Worker: takes [`Request`]s in order, answers with [`Event`]s.

mod engine;
mod fetch;
mod post;
mod queue;
mod start;

pub use start::start;

use crate::error::Error;
use crate::protocol::{Event, Request};
use engine::Engine;
use post::post;
use queue::Queue;
use std::cell::RefCell;
use std::rc::Rc;

/// What the worker holds between messages.
struct Worker {
    queue: RefCell<Queue>,
    engine: RefCell<Option<Engine>>,
}

impl Worker {
    fn new() -> Rc<Self> {
        Rc::new(Self { queue: RefCell::default(), engine: RefCell::new(Some(Engine::default())) })
    }

    /// Takes a message, and goes to work unless work is under way: that will come to it.
    fn receive(self: &Rc<Self>, message: Result<Request, Error>) {
        match message {
            Ok(request) => self.queue.borrow_mut().push(request),
            Err(error) => post(&Event::Failed { id: None, error }),
        }
        if let Some(mut engine) = self.engine.borrow_mut().take() {
            let worker = Rc::clone(self);
            wasm_bindgen_futures::spawn_local(async move {
                loop {
                    let next = worker.queue.borrow_mut().pop();
                    let Some(request) = next else { break };
                    engine.handle(request).await;
                }
                *worker.engine.borrow_mut() = Some(engine);
            });
        }
    }
}
