//! `bench(model, weightsUrl, runs, {budgetMs, batch})`, as pages that time other engines offer it.

use super::{Work, apart, device, npy, promise_apart};
use crate::{
    error::Error,
    protocol::Bench,
    ui::{
        engine::{Engine, bytes},
        reflect::get,
    },
};
use serde_json::{Value, json};
use wasm_bindgen::{JsValue, closure::Closure};

/// Without a word on it, stop after this many milliseconds.
const BUDGET: f64 = 45_000.0;

/// The function, for as long as the page lives.
pub fn function(engine: Engine) -> JsValue {
    let bench = move |model: JsValue, weights: JsValue, runs: JsValue, options: JsValue| {
        let option = |name: &str| get(&options, name).and_then(|it| it.as_f64());
        let limits = Limits {
            runs: runs.as_f64().unwrap_or(10.0) as u32,
            batch: option("batch").unwrap_or(1.0) as u32,
            budget_ms: option("budgetMs").unwrap_or(BUDGET),
        };
        promise_apart(asked(engine, model, weights, limits))
    };
    Closure::<dyn Fn(JsValue, JsValue, JsValue, JsValue) -> JsValue>::new(bench).into_js_value()
}

/// How much is asked for.
struct Limits {
    runs: u32,
    batch: u32,
    budget_ms: f64,
}

apart! {
    fn asked(engine: Engine, model: JsValue, weights: JsValue, limits: Limits) -> Work {
        Box::pin(run(engine, model, weights, limits))
    }
}

async fn run(
    engine: Engine,
    model: JsValue,
    weights: JsValue,
    Limits { runs, batch, budget_ms }: Limits,
) -> Result<Value, Error> {
    let text = |value: JsValue, what: &str| {
        value.as_string().ok_or_else(|| Error::WrongInput {
            expected: format!("{what} as a text"),
            found: "none".into(),
        })
    };
    let network = text(model, "a network's name")?;
    let address = text(weights, "the address of its weights")?;
    let input = npy::read(&bytes(&input_address(&address)).await?)?;
    let request = Bench {
        network,
        weights_url: Some(absolute(&address)?),
        input: input.values,
        batch,
        runs,
        budget_ms,
    };
    let result = engine.bench(request).await?;
    Ok(json!({
        "lib_ms": engine.opened_ms(),
        "fetch_ms": result.fetch_ms,
        "create_ms": result.create_ms,
        "tune_ms": result.tune_ms,
        "first_ms": result.first_ms,
        "times": result.times,
        "gpu_ms": result.gpu_ms,
        "output": result.output,
        "layers": result.layers,
        "info": device(engine),
    }))
}

/// The worker has another base for relative addresses than the page.
fn absolute(address: &str) -> Result<String, Error> {
    let base = leptos::prelude::window().location().href().unwrap_or_default();
    web_sys::Url::new_with_base(address, &base)
        .map(|url| url.href())
        .map_err(|_| Error::Unreadable { what: address.into(), reason: "it is no address".into() })
}

/// The input lies beside the weights: `x.safetensors` has `x.input.npy`. A query stays.
fn input_address(weights: &str) -> String {
    let (path, query) = weights.split_at(weights.find(['?', '#']).unwrap_or(weights.len()));
    let folder = path.rfind('/').map_or(0, |slash| slash + 1);
    let stem = path[folder..].rfind('.').map_or(path, |dot| &path[..folder + dot]);
    format!("{stem}.input.npy{query}")
}

#[cfg(test)]
mod tests {
    use super::input_address;

    #[test]
    fn the_input_lies_beside_the_weights() {
        assert_eq!(input_address("/m/lenet5.safetensors"), "/m/lenet5.input.npy");
        assert_eq!(input_address("../v1.2/net?seed=3"), "../v1.2/net.input.npy?seed=3");
        assert_eq!(input_address("a.b.safetensors"), "a.b.input.npy");
    }
}
