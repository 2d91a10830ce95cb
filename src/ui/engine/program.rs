//! The engine's program: who brings it (`www/engine.js`), and what that says until the program runs.

use super::link::reason;
use crate::error::Error;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Worker, WorkerOptions, WorkerType};

/// Where the worker's script is, next to the page.
const WORKER: &str = "./engine.js";
/// The name of a worker that is given the program.
const AGAIN: &str = "triptych-engine";

/// What the worker says before the engine does.
pub enum News {
    /// So many bytes of the program have come, and of how many where that is known.
    Came(u64, Option<u64>),
    /// The program is there, compiled.
    Module(JsValue),
    /// It did not come, for this reason.
    Failed(String),
}

impl News {
    /// Reads a message that is no event of the engine.
    pub fn read(message: &JsValue) -> Option<Self> {
        let get = |name: &str| Reflect::get(message, &name.into()).ok();
        let count = |name: &str| Some(get(name)?.as_f64()? as u64);
        if let Some(came) = count("came") {
            return Some(Self::Came(came, count("of").filter(|of| came <= *of)));
        }
        if let Some(reason) = get("failed").and_then(|failed| failed.as_string()) {
            return Some(Self::Failed(reason));
        }
        get("module").filter(JsValue::is_object).map(Self::Module)
    }
}

/// A worker for a program that is there already, or else the one that index.html asked for; another if
/// that one is taken.
///
/// # Errors
///
/// [`Error::Unreadable`] if its files do not come, [`Error::Engine`] if the browser refuses to start it.
pub async fn worker(module: Option<&JsValue>) -> Result<Worker, Error> {
    if module.is_some() {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(AGAIN);
        return Worker::new_with_options(WORKER, &options)
            .map_err(|refusal| Error::Engine { reason: reason(&refusal) });
    }
    let global = js_sys::global();
    let take = |name: &str| {
        let found = Reflect::get(&global, &name.into()).unwrap_or_default();
        // Fails only for objects that are frozen.
        let _ = Reflect::set(&global, &name.into(), &JsValue::UNDEFINED);
        found.dyn_into::<Promise>().ok()
    };
    let asked = match take("askedEngine") {
        Some(asked) => Ok(asked),
        None => ask(&global),
    };
    let worker = match asked {
        Ok(asked) => JsFuture::from(asked).await,
        Err(thrown) => Err(thrown),
    };
    worker.and_then(JsCast::dyn_into).map_err(|thrown| unreadable(network_reason(&thrown)))
}

fn ask(global: &JsValue) -> Result<Promise, JsValue> {
    let ask: Function = Reflect::get(global, &"askForEngine".into())?.dyn_into()?;
    ask.call0(global)?.dyn_into()
}

/// The error of a program that did not come.
pub fn unreadable(reason: String) -> Error {
    Error::Unreadable { what: "the engine's program".into(), reason }
}

/// Why the network brought nothing.
pub fn network_reason(thrown: &JsValue) -> String {
    let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    if online { reason(thrown) } else { "this machine is offline".into() }
}
