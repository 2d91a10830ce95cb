//! The page that times networks: for programs by `window.bench`, for people by its form.

use browser_tests::{Browser, Look, Page, npy, say, session, settings};
use serde_json::{Value, json};

/// Files of `tests/data`: two networks, two seeds each.
const MODELS: [(&str, &str); 4] = [
    ("lenet5_tanh", "lenet5_tanh-7"),
    ("lenet5_tanh", "lenet5_tanh-20240521"),
    ("lenet5_relu", "lenet5_relu-7"),
    ("lenet5_relu", "lenet5_relu-20240521"),
];

/// The logits have a standard deviation of about 3; sums of some hundred 32-bit products in another
/// order differ by less.
const ALLOWED: f32 = 1e-4;

async fn agrees_with_onnx_runtime(page: &Page, device: &str) {
    page.open_ready(&format!("/bench.html?device={device}")).await;
    assert_eq!(page.device().await, device, "the device that was asked for");
    for (network, file) in MODELS {
        let arguments = vec![json!(network), json!(format!("/models/{file}.safetensors"))];
        let result = page
            .script("return bench(arguments[0], arguments[1], 3, { budgetMs: 20000 })", arguments)
            .await;
        let result = result.unwrap_or_else(|error| panic!("{file} on {device}: {error}"));
        let expected = npy::read(&settings::models().join(format!("{file}.ort.npy")));
        let output = numbers(&result["output"]);
        assert_eq!(output.len(), expected.len(), "{file} on {device}: number of logits");
        let worst = output.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, nan_max);
        assert!(
            worst <= ALLOWED,
            "{file} on {device} is off by {worst}: {output:?}, ONNX Runtime says {expected:?}"
        );
        let times = numbers(&result["times"]);
        assert!(
            (2..=3).contains(&times.len()),
            "{file} on {device}: 3 runs were asked for, {} made",
            times.len()
        );
        for name in ["lib_ms", "fetch_ms", "create_ms", "first_ms"] {
            let time = result[name].as_f64().unwrap_or(f64::NAN);
            assert!(
                (0.0..120_000.0).contains(&time),
                "{file} on {device}: {name} is {}",
                result[name]
            );
        }
        assert_eq!(
            result["info"]["gpu"],
            device == "gpu",
            "{file}: info names the device: {}",
            result["info"]
        );
        say(&format!(
            "{file} on {device}: off by {worst:.1e}, {:.2} ms",
            times.iter().copied().fold(f32::MAX, f32::min)
        ));
    }
}

/// The larger one; NaN wins, so that it is noticed.
fn nan_max(a: f32, b: f32) -> f32 {
    if b.is_nan() || b > a { b } else { a }
}

fn numbers(list: &Value) -> Vec<f32> {
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN) as f32;
    list.as_array().into_iter().flatten().map(number).collect()
}

#[test]
fn logits_agree_with_onnx_runtime_on_webgpu() {
    session(Browser::Gpu, Look::Light, async |page| agrees_with_onnx_runtime(page, "gpu").await);
}

#[test]
fn logits_agree_with_onnx_runtime_on_the_cpu() {
    session(Browser::NoGpu, Look::Light, async |page| agrees_with_onnx_runtime(page, "cpu").await);
}

#[test]
fn bad_requests_are_refused_with_a_reason() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/bench.html?device=cpu").await;
        for (script, word) in [
            ("return bench('lenet6', '/models/lenet5_relu-7.safetensors', 2)", "lenet6"),
            ("return bench('lenet5_relu', '/models/none.safetensors', 2)", "404"),
            ("return bench('lenet5_relu', '/models/lenet5_relu-7.ort.npy', 2)", ""),
        ] {
            let error = page.script(script, Vec::new()).await.expect_err(script);
            assert!(error.contains(word) && error.len() > 10, "{script} is refused with {error:?}");
        }
        assert_eq!(
            page.eval("return document.body.dataset.engine").await,
            "ready",
            "the engine goes on"
        );
    });
}

#[test]
fn the_form_times_a_network_and_keeps_what_was_chosen_in_the_address() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/bench.html").await;
        page.click_css("label:has([data-testid=device-cpu])").await;
        page.eval("document.querySelector('[data-testid=runs]').select()").await;
        page.type_into("runs", "7").await;
        page.click("start").await;
        page.until_within(
            "a table of layers",
            "!!document.querySelector('[data-testid=layers] tbody tr')",
            page.waking(),
        )
        .await;
        let rows = page
            .eval("return document.querySelectorAll('[data-testid=layers] tbody tr').length")
            .await;
        assert!(
            rows.as_u64().is_some_and(|rows| rows >= 7),
            "LeNet-5 has seven layers, the table {rows} rows"
        );
        for figure in ["median", "first", "ninetieth", "fastest"] {
            let body = format!(
                "return Number(document.querySelector('[data-testid={figure}]').dataset.value)"
            );
            let value = page.eval(&body).await.as_f64().unwrap_or(f64::NAN);
            assert!(value > 0.0, "{figure} is {value}");
        }
        let query = page.eval("return location.search").await;
        assert_eq!(query, "?device=cpu&runs=7", "the address says what was chosen");
        page.is_civil().await;
        // The address alone brings the choice back.
        page.open_ready("/bench.html?device=cpu&runs=7&network=lenet5-1998").await;
        let chosen = page
            .eval(
                "const of = id => document.querySelector(`[data-testid=${id}]`);
                 return [of('network').value, of('runs').value, of('device-cpu').checked]",
            )
            .await;
        assert_eq!(
            chosen,
            json!(["lenet5-1998", "7", true]),
            "the form begins with what the address says"
        );
    });
}
