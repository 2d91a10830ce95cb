//! The page that times networks: for programs by `window.bench`, for people by its form.

use browser_tests::worker::{POOREST_GPU, asked_of_the_worker, before_the_worker};
use browser_tests::{Browser, Look, Page, npy, photos::bundled, session, settings};
use serde_json::{Value, json};

/// Files of `tests/data`: two networks, two seeds each.
const MODELS: [(&str, &str); 4] = [
    ("lenet5_tanh", "lenet5_tanh-7"),
    ("lenet5_tanh", "lenet5_tanh-20240521"),
    ("lenet5_relu", "lenet5_relu-7"),
    ("lenet5_relu", "lenet5_relu-20240521"),
];

async fn agrees_with_onnx_runtime(page: &Page, device: &str) {
    page.open_ready(&format!("/bench.html?device={device}")).await;
    assert_eq!(page.device().await, device, "the device that was asked for");
    for (network, file) in MODELS {
        let expected = npy::read(&settings::models().join(format!("{file}.ort.npy")));
        let address = format!("/models/{file}.safetensors");
        page.logits_agree(network, &address, &expected, device).await;
    }
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
        // As fields for numbers take them.
        page.type_into("runs", "0.7e1").await;
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

#[test]
fn a_network_without_weights_is_timed_with_several_inputs_at_once() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/bench.html?device=cpu&network=resnet18&batch=8&runs=2&start").await;
        let stop = "document.querySelector('[data-testid=stop]')";
        page.until("it can be stopped", &format!("!!{stop}")).await;
        page.eval(&format!("{stop}.focus()")).await;
        page.until_within(
            "a table of layers",
            "!!document.querySelector('[data-testid=layers] tbody tr')",
            page.waking(),
        )
        .await;
        let focused = page.eval("return document.activeElement.dataset.testid").await;
        assert_eq!(focused, "start", "the focus does not go with the button");
        let result = page.eval("return document.querySelector('.outcome').innerText").await;
        let result = result.as_str().unwrap_or_default();
        for words in ["ResNet-18", "8 inputs", "made-up weights", "conv5_2.2", "GFLOP/s"] {
            assert!(result.contains(words), "{words} in {result}");
        }
        page.is_civil().await;
    });
}

#[test]
fn a_network_is_timed_with_the_classes_of_its_weights() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.offer_photo_weights(&[bundled()]);
        page.open_ready("/bench.html?device=cpu&network=resnet18&runs=2&start").await;
        let last = "document.querySelector('[data-testid=layers] tbody tr:last-child')";
        page.until_within("a table of layers", &format!("!!{last}"), page.waking()).await;
        let classes = page.eval(&format!("return {last}.lastElementChild.textContent")).await;
        assert_eq!(classes, "5", "as many as the file has");
        let result = page.eval("return document.querySelector('.outcome').innerText").await;
        let result = result.as_str().unwrap_or_default();
        // They are made for 64 pixels.
        for words in ["2 runs of one input (224 \u{d7} 224 \u{d7} 3)", "with bundled weights"] {
            assert!(result.contains(words), "{words} in {result}");
        }
    });
}

#[test]
fn the_form_follows_a_device_that_a_notice_opens() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/bench.html?runs=2&tune=0").await;
        page.click("use-gpu").await;
        let form = "document.querySelector('[data-testid=device-gpu]').checked";
        page.until("the form says GPU", form).await;
        page.ready().await;
        page.click("start").await;
        page.until_within(
            "a time",
            "!!document.querySelector('[data-testid=median]')",
            page.waking(),
        )
        .await;
        assert_eq!(page.device().await, "gpu", "what the form says is timed");
        assert_eq!(page.eval("return location.search").await, "?device=gpu&tune=0&runs=2");
    });
}

/// As in Firefox and Safari where the page is not isolated from other origins.
#[test]
fn a_clock_of_whole_milliseconds_times_what_is_shorter() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let script = "const { now } = performance; performance.now = () => Math.floor(now.call(performance))";
        before_the_worker(page, script);
        page.open_ready("/bench.html?device=cpu").await;
        let file = "/models/lenet5_tanh-7.safetensors";
        let body = format!("return (await bench('lenet5_tanh', '{file}', 5)).times");
        let times = page.eval(&body).await;
        let all: Vec<f64> =
            times.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        assert!(all.len() == 5 && all.iter().all(|ms| *ms > 0.0), "{times}");
    });
}

/// Counts how often the engine asks for a GPU's clock, and tells whoever asks.
const CLOCKS: &str = "let made = 0;
    const make = GPUDevice.prototype.createQuerySet;
    GPUDevice.prototype.createQuerySet = function (what) { made++; return make.call(this, what); };
    const channel = new BroadcastChannel('clocks');
    channel.onmessage = ({ data }) => data === '?' && channel.postMessage(made)";

/// The layers' times are numbers. Gives how often the clock was asked for.
async fn times_layers(page: &Page) -> u64 {
    page.open_ready("/bench.html?device=gpu&tune=0").await;
    let file = "/models/lenet5_tanh-7.safetensors";
    let body = format!("return (await bench('lenet5_tanh', '{file}', 2)).layers");
    let layers = page.eval(&body).await;
    let times = layers.as_array().into_iter().flatten().map(|layer| layer[1].as_f64());
    let times: Vec<f64> = times.map(|ms| ms.unwrap_or(f64::NAN)).collect();
    assert!(times.len() == 7 && times.iter().all(|ms| *ms >= 0.0), "{layers}");
    asked_of_the_worker(page, "clocks").await.as_u64().unwrap_or(u64::MAX)
}

#[test]
fn layers_are_timed_by_the_gpus_clock_where_it_has_one() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, CLOCKS);
        let has = "return (await navigator.gpu.requestAdapter()).features.has('timestamp-query')";
        page.open_ready("/bench.html?device=cpu").await;
        assert_eq!(page.eval(has).await, Value::Bool(true), "this browser\u{2019}s software GPU");
        assert!(times_layers(page).await > 0);
    });
}

#[test]
fn layers_are_timed_without_a_gpus_clock_too() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, &format!("{CLOCKS}; {POOREST_GPU}"));
        assert_eq!(times_layers(page).await, 0);
    });
}

#[test]
fn a_timing_says_how_far_it_is_and_can_be_stopped() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/bench.html?device=cpu&network=resnet50&runs=400&start").await;
        let said = "document.querySelector('[data-testid=course]')?.textContent";
        let counted = format!("/^[1-9]\\d* of 400 runs\\.$/.test({said})");
        page.until_within("a number of runs", &counted, page.waking()).await;
        let bar = page.eval("return document.querySelector('.outcome progress').value").await;
        assert!(bar.as_f64().is_some_and(|bar| bar > 0.1 && bar < 0.6), "the bar stands at {bar}");
        page.is_civil().await;
        page.click("stop").await;
        page.until(
            "nothing timed",
            "document.querySelector('.outcome').innerText.includes('Nothing timed yet')",
        )
        .await;
        let focused = page.eval("return document.activeElement.dataset.testid").await;
        assert_eq!(focused, "start", "whoever stopped it can go on from there");
    });
}
