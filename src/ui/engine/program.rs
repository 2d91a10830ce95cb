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

/// What the worker says where nothing can compile its program.
const NO_SIMD: &str = "no SIMD";

/// Where index.html notes that the worker broke before anybody listened to it.
const BROKE: &str = "broke";

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
/// [`Error::Unreadable`] if its files do not come or do not run, [`Error::Engine`] if the browser refuses to start it.
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
    let asked = asked.and_then(JsCast::dyn_into::<Worker>);
    let worker = asked.map_err(|thrown| unreadable(network_reason(&thrown)))?;
    match get(&worker, BROKE) {
        Some(event) => Err(unreadable(reason(&event))),
        None => Ok(worker),
    }
}

fn ask() -> Result<Promise, JsValue> {
    let global = js_sys::global();
    let ask: Function = Reflect::get(&global, &"askForEngine".into())?.dyn_into()?;
    ask.call0(&global)?.dyn_into()
}

/// The error of a program that did not come, or cannot run here, or of which what came does not go together.
pub fn unreadable(reason: String) -> Error {
    match reason.as_str() {
        NO_SIMD => Error::TooOld,
        reason if is_of_two_builds(reason) => Error::Outdated,
        _ => Error::Unreadable { what: "the engine's program".into(), reason },
    }
}

/// Whether this was thrown because the engine's files are of two builds: a program lacks what another one or its script
/// looks for in it.
pub fn is_of_two_builds(reason: &str) -> bool {
    let missing = reason.contains("wasm.") && reason.contains("is not a function");
    missing || reason.contains("LinkError")
}

/// Why the network brought nothing.
pub fn network_reason(thrown: &JsValue) -> String {
    let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    if online { reason(thrown) } else { "this machine is offline".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_do_not_come_are_told_apart_from_those_that_cannot_run() {
        for thrown in [
            "LinkError: WebAssembly.Instance(): Import #0 \"program\" \"functions-0\"",
            "Uncaught LinkError: the program has no functions-0",
            "Uncaught TypeError: wasm._ZN4core3ops8function6FnOnce is not a function",
        ] {
            assert_eq!(unreadable(thrown.into()), Error::Outdated, "{thrown}");
        }
        for thrown in ["the server answered 404", "TypeError: device.lose is not a function"] {
            assert!(matches!(unreadable(thrown.into()), Error::Unreadable { .. }), "{thrown}");
        }
        assert_eq!(unreadable(NO_SIMD.into()), Error::TooOld);
    }
}
