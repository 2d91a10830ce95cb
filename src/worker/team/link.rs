//! The leader's wire to a helper.

use super::helper::HELPER;
use super::leader::Leader;
use super::order::Order;
use crate::worker::script::member;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

/// A running helper. Dropping it ends it.
pub(super) struct Link {
    worker: Worker,
    waiting: Waiting,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

/// Messages for a helper whose program does not run yet: it would not hear them.
type Waiting = Rc<RefCell<Option<Vec<JsValue>>>>;

impl Link {
    /// Starts the helper that is this `place` of the team with this memory. Nothing where the browser
    /// refuses.
    pub(super) fn start(leader: &Rc<Leader>, place: usize, room: &JsValue) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(HELPER);
        // The program that runs here.
        let address = member(&member(&js_sys::global(), "location"), "href").as_string()?;
        let worker = Worker::new_with_options(&address, &options).ok()?;
        let join = Order::Join { member: place }.message(Some(room));
        let waiting: Waiting = Rc::new(RefCell::new(Some(vec![join])));
        let on_message = on_message(Rc::downgrade(leader), worker.clone(), Rc::clone(&waiting));
        let (leader, living) = (Rc::downgrade(leader), Rc::downgrade(&waiting));
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // Else the page would hear that the engine broke; also when nobody waits for this one any
            // more, since the news of its end may come later than the end of waiting.
            event.prevent_default();
            if living.upgrade().is_some() {
                tell(&leader, None);
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.into_js_value().unchecked_ref()));
        // Its script waits for that (`www/engine.js`).
        worker.post_message(&wasm_bindgen::module()).ok()?;
        Some(Self { worker, waiting, _on_message: on_message })
    }

    /// Sends an order. A helper that cannot be reached is missed when it does not answer.
    pub(super) fn send(&self, order: &Order, attachment: Option<&JsValue>) {
        let message = order.message(attachment);
        match &mut *self.waiting.borrow_mut() {
            Some(waiting) => waiting.push(message),
            None => {
                let _ = self.worker.post_message(&message);
            }
        }
    }
}

/// The first message says that the helper listens; others are for the leader.
fn on_message(
    leader: Weak<Leader>,
    worker: Worker,
    waiting: Waiting,
) -> Closure<dyn FnMut(MessageEvent)> {
    Closure::new(move |message: MessageEvent| match waiting.borrow_mut().take() {
        Some(waiting) => waiting.iter().for_each(|message| {
            let _ = worker.post_message(message);
        }),
        None => tell(&leader, message.data().as_f64()),
    })
}

fn tell(leader: &Weak<Leader>, said: Option<f64>) {
    if let Some(leader) = leader.upgrade() {
        leader.heard(said);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.terminate();
    }
}
