//! `triptych.look`: questions about the inside of networks, as JSON.

use super::{Work, apart, function0, promise_apart, put};
use crate::arch::Edit;
use crate::error::Error;
use crate::protocol::look::{Finding, Look, LookEvent, LookRequest, Question, Subject, Which};
use crate::protocol::{Event, Request};
use crate::ui::engine::{Awaited, Engine};
use js_sys::{JSON, Object};
use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen::{JsValue, closure::Closure};

/// A question as a script asks it.
#[derive(Deserialize)]
struct Asked {
    subject: Subject,
    #[serde(default)]
    edits: Vec<Edit>,
    question: Question,
}

/// `ask({ subject, edits, question })` and `check(which)` give promises of `{ finding, ms }`; null
/// where it was stopped by `stop()`.
pub(super) fn object(engine: Engine) -> Object {
    let look = Object::new();
    let ask = move |asked: JsValue| promise_apart(question(engine, asked));
    put(&look, "ask", function1(ask));
    let check = move |which: JsValue| promise_apart(check(engine, which));
    put(&look, "check", function1(check));
    let stop = move || JsValue::from(engine.send(&Request::Look(LookRequest::Stop)));
    put(&look, "stop", function0(stop));
    look
}

apart! {
    fn question(engine: Engine, asked: JsValue) -> Work {
        let id = engine.next_id();
        let request = read(&asked).map(|Asked { subject, edits, question }| {
            LookRequest::Ask(Box::new(Look { id, subject, edits, question }))
        });
        Box::pin(answer(engine, id, request))
    }
}

apart! {
    fn check(engine: Engine, which: JsValue) -> Work {
        let id = engine.next_id();
        let request = read::<Which>(&which).map(|which| LookRequest::Check { id, which });
        Box::pin(answer(engine, id, request))
    }
}

fn function1(function: impl Fn(JsValue) -> JsValue + 'static) -> JsValue {
    Closure::<dyn Fn(JsValue) -> JsValue>::new(function).into_js_value()
}

fn read<T: for<'a> Deserialize<'a>>(value: &JsValue) -> Result<T, Error> {
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default();
    serde_json::from_str(&text).map_err(|error| Error::WrongInput {
        expected: "a question as src/protocol/look.rs has them".into(),
        found: error.to_string(),
    })
}

async fn answer(
    engine: Engine,
    id: u32,
    request: Result<LookRequest, Error>,
) -> Result<Value, Error> {
    match engine.ask(Request::Look(request?), Awaited::Look(id)).await? {
        Event::Look(LookEvent::Found { finding, ms, .. }) => {
            Ok(json!({ "finding": finding_json(&finding), "ms": ms }))
        }
        Event::Look(LookEvent::Failed { error, .. }) => Err(error),
        _ => Ok(Value::Null),
    }
}

fn finding_json(finding: &Finding) -> Value {
    serde_json::to_value(finding).unwrap_or_default() // numbers, words and lists only
}
