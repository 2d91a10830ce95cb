//! `triptych.photo`: loading networks and asking them about photographs, for tests and the curious.
//!
//! Every function gives a promise. What it gives is what the worker says, as JSON: see
//! [`crate::protocol::photo`]. `log` has what was said since the first call of any of them.

mod asked;

use self::asked::asked;
use super::put;
use crate::{
    error::Error,
    protocol::photo::PhotoEvent,
    ui::engine::{Engine, Phase, not_running},
};
use js_sys::{Function, Object};
use leptos::prelude::*;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// A function.
#[derive(Clone, Copy)]
enum Call {
    Catalogue,
    Load,
    LoadFile,
    Cancel,
    Unload,
    Stored,
    Delete,
    Open,
    Close,
    Classify,
    Log,
}

/// All of them, by the names that scripts know.
const CALLS: [(&str, Call); 11] = [
    ("catalogue", Call::Catalogue),
    ("load", Call::Load),
    ("loadFile", Call::LoadFile),
    ("cancel", Call::Cancel),
    ("unload", Call::Unload),
    ("stored", Call::Stored),
    ("delete", Call::Delete),
    ("open", Call::Open),
    ("close", Call::Close),
    ("classify", Call::Classify),
    ("log", Call::Log),
];
/// The most events that are remembered.
const MOST_LOG: usize = 2000;

/// Whether an event settles a promise, and how.
type Wants = Box<dyn FnMut(&PhotoEvent) -> Option<Result<JsValue, Error>>>;

#[derive(Default)]
struct State {
    asked: Vec<(Wants, Function, Function)>,
    /// From the first call on: visitors without scripts need none.
    log: Option<Vec<PhotoEvent>>,
    pictures: u32,
}

/// A handle: copies mean the same one.
#[derive(Clone)]
struct Photo {
    engine: Engine,
    state: Rc<RefCell<State>>,
}

/// The object with the functions.
pub fn object(engine: Engine) -> Object {
    let photo = Photo { engine, state: Rc::default() };
    let listener = photo.clone();
    engine.on_photo(move |event| listener.hear(&event));
    let listener = photo.clone();
    Effect::new(move |before: Option<bool>| {
        let open = engine.device.with(Option::is_some);
        match engine.phase.get() {
            Phase::Failed(error) => listener.fail(&error),
            // It starts again by itself, and knows of no request.
            _ if before == Some(true) && !open => listener.fail(&not_running()),
            _ => {}
        }
        open
    });
    let object = Object::new();
    for (name, call) in CALLS {
        let photo = photo.clone();
        let function = Closure::<dyn Fn(JsValue, JsValue, JsValue) -> JsValue>::new(
            move |a: JsValue, b: JsValue, c: JsValue| {
                photo.state.borrow_mut().log.get_or_insert_default();
                let asked = asked(photo.clone(), call, [a, b, c]);
                wasm_bindgen_futures::future_to_promise(async move {
                    let promise = asked.await.map_err(|error| thrown(&error))?;
                    JsFuture::from(promise).await
                })
                .into()
            },
        );
        put(&object, name, function.into_js_value()); // as long as the page lives
    }
    object
}

impl Photo {
    fn hear(&self, event: &PhotoEvent) {
        let mut settled = Vec::new();
        {
            let mut state = self.state.borrow_mut();
            if let Some(log) = state.log.as_mut().filter(|log| log.len() < MOST_LOG)
                && !matches!(event, PhotoEvent::Opened(_))
            {
                log.push(event.clone());
            }
            let first = state
                .asked
                .iter_mut()
                .enumerate()
                .find_map(|(index, (wants, ..))| wants(event).map(|outcome| (index, outcome)));
            if let Some((index, outcome)) = first {
                let (_, resolve, reject) = state.asked.remove(index);
                settled.push((outcome, resolve, reject));
            }
        }
        for (outcome, resolve, reject) in settled {
            // Nobody hears it where a script has replaced its promises.
            let _ = match outcome {
                Ok(value) => resolve.call1(&JsValue::UNDEFINED, &value),
                Err(error) => reject.call1(&JsValue::UNDEFINED, &thrown(&error)),
            };
        }
    }

    /// The engine has stopped: nothing that was asked of it will come.
    fn fail(&self, error: &Error) {
        let asked = std::mem::take(&mut self.state.borrow_mut().asked);
        for (_, _, reject) in asked {
            let _ = reject.call1(&JsValue::UNDEFINED, &thrown(error));
        }
    }
}

fn thrown(error: &Error) -> JsValue {
    js_sys::Error::new(&format!("{error}. {}", error.advice())).into()
}
