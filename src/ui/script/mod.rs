//! What the page offers to scripts: `window.triptych` for tests and the curious, and
//! `window.bench` for comparisons with other engines.

mod accuracy;
mod bench;
pub mod idx;
mod look;
mod npy;
mod photo;

use super::apart::apart;
use super::engine::{Engine, Phase, reason};
use crate::{
    error::Error,
    protocol::{CaseResult, Request},
    ui::words,
};
use js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::prelude::*;
use serde_json::{Value, json};
use std::{future::Future, pin::Pin};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::future_to_promise;

/// Puts `window.triptych` in place, and `window.bench` while a device is open.
pub fn offer(engine: Engine) {
    let triptych = Object::new();
    let accuracy = move |images: JsValue, labels: JsValue| {
        promise_apart(accuracy::asked(engine, images, labels))
    };
    put(&triptych, "accuracy", function2(accuracy));
    put(&triptych, "checkKernels", function0(move || promise(check_kernels(engine))));
    put(
        &triptych,
        "loseDevice",
        function0(move || JsValue::from(engine.send(&Request::LoseDevice))),
    );
    put(&triptych, "crash", function0(move || JsValue::from(engine.send(&Request::Crash))));
    put(&triptych, "device", function0(move || script_value(&device(engine))));
    put(&triptych, "state", function0(move || script_value(&state(engine))));
    put(&triptych, "look", look::object(engine).into());
    put(&triptych, "photo", photo::object(engine).into());
    put(&window(), "triptych", triptych.into());

    let bench = bench::function(engine);
    Effect::new(move |_| {
        let open = engine.device.with(Option::is_some);
        if open {
            put(&window(), "bench", bench.clone());
        } else {
            let _ = Reflect::delete_property(&window().into(), &"bench".into());
        }
    });
}

/// What [`Engine::device`] holds, or null.
fn device(engine: Engine) -> Value {
    engine.device.with_untracked(|device| device.as_ref().map_or(Value::Null, words::device))
}

fn state(engine: Engine) -> Value {
    let failure = engine.phase.with_untracked(|phase| match phase {
        Phase::Failed(error) => Some(error.to_string()),
        _ => None,
    });
    json!({
        "engine": engine.phase.with_untracked(Phase::name),
        "network": engine.network.get_untracked(),
        "failure": failure,
    })
}

async fn check_kernels(engine: Engine) -> Result<Value, Error> {
    let cases = engine.check_kernels().await?;
    let case = |case: &CaseResult| {
        json!({
            "kernel": case.kernel,
            "case": case.case,
            "error": case.error,
            "tolerance": case.tolerance,
            "passed": case.passed(),
        })
    };
    Ok(cases.iter().map(case).collect())
}

/// What a function that was [`apart!`] goes on to do.
type Work = Pin<Box<dyn Future<Output = Result<Value, Error>>>>;

/// A promise of what a function that was [`apart!`] goes on to do.
fn promise_apart(asked: impl Future<Output = Result<Work, Error>> + 'static) -> JsValue {
    promise(async move { asked.await?.await })
}

/// A promise of what `work` gives; a failure becomes a JavaScript error with its words.
fn promise(work: impl Future<Output = Result<Value, Error>> + 'static) -> JsValue {
    future_to_promise(async move {
        match work.await {
            Ok(value) => Ok(script_value(&value)),
            Err(error) => Err(js_sys::Error::new(&error.to_string()).into()),
        }
    })
    .unchecked_into::<Promise>()
    .into()
}

fn script_value(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).unwrap_or(JsValue::UNDEFINED)
}

fn put(object: &Object, name: &str, value: JsValue) {
    if let Err(refusal) = Reflect::set(object, &name.into(), &value) {
        leptos::logging::error!("{name} is not there for scripts: {}", reason(&refusal));
    }
}

// The functions live as long as the page.
fn function0(function: impl Fn() -> JsValue + 'static) -> JsValue {
    Closure::<dyn Fn() -> JsValue>::new(function).into_js_value()
}

fn function2(function: impl Fn(JsValue, JsValue) -> JsValue + 'static) -> JsValue {
    Closure::<dyn Fn(JsValue, JsValue) -> JsValue>::new(function)
        .into_js_value()
        .unchecked_into::<Function>()
        .into()
}
