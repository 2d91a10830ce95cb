//! The engine's program: who brings it (`www/engine.js`), and what that says until the program runs.

use super::link::reason;
use crate::error::Error;
use crate::ui::reflect::get;
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
        let count = |name: &str| Some(get(message, name)?.as_f64()? as u64);
        if let Some(came) = count("came") {
            return Some(Self::Came(came, count("of").filter(|of| came <= *of)));
        }
        if let Some(reason) = get(message, "failed").and_then(|failed| failed.as_string()) {
            return Some(Self::Failed(reason));
        }
        get(message, "module").filter(JsValue::is_object).map(Self::Module)
    }
}

/// A worker that is given the program, or else one that brings it: the first is the one that index.html
/// asked for.
///
/// # Errors
///
/// [`Error::Unreadable`] if its files do not come, [`Error::Engine`] if the browser refuses to start it.
pub async fn worker(given: bool) -> Result<Worker, Error> {
    if given {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(AGAIN);
        return Worker::new_with_options(WORKER, &options)
            .map_err(|refusal| Error::Engine { reason: reason(&refusal) });
    }
    let asked = match ask() {
        Ok(asked) => JsFuture::from(asked).await,
        Err(thrown) => Err(thrown),
    };
    asked.and_then(JsCast::dyn_into).map_err(|thrown| unreadable(network_reason(&thrown)))
}

fn ask() -> Result<Promise, JsValue> {
    let global = js_sys::global();
    let ask: Function = Reflect::get(&global, &"askForEngine".into())?.dyn_into()?;
    ask.call0(&global)?.dyn_into()
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
