//! What comes again is recorded on a GPU: a run then makes nothing that stays.

use browser_tests::worker::{asked_of_the_worker, before_the_worker};
use browser_tests::{Browser, Look, Page, Pointer, say, session};
use serde_json::Value;
use std::time::Duration;

/// Counts what the engine asks WebGPU for, and tells whoever asks.
const COUNTS: &str = "const counts = {};
    for (const [prototype, names] of [
        [GPUDevice.prototype, ['createShaderModule', 'createComputePipeline', 'createBindGroup', 'createBuffer']],
        [GPUQueue.prototype, ['submit']],
        [GPUComputePassEncoder.prototype, ['dispatchWorkgroups']],
    ]) for (const name of names) {
        const own = prototype[name];
        counts[name] = 0;
        prototype[name] = function (...given) { counts[name]++; return own.apply(this, given); };
    }
    const channel = new BroadcastChannel('counts');
    channel.onmessage = () => channel.postMessage(counts)";

/// What one answer to the same photograph asked for.
async fn an_answer(page: &Page) -> Value {
    let open = "window.opened ??= await triptych.photo.open('samples/photos/cat.jpg')";
    page.eval(open).await;
    let classify =
        async || drop(page.eval("await triptych.photo.classify([window.opened.picture])").await);
    asked_for(page, classify).await
}

/// What `work` asked for.
async fn asked_for(page: &Page, work: impl AsyncFnOnce()) -> Value {
    let before = asked_of_the_worker(page, "counts").await;
    work().await;
    let after = asked_of_the_worker(page, "counts").await;
    let number = |all: &Value, name: &str| all[name].as_u64().expect("a count");
    let counts = after.as_object().into_iter().flatten();
    counts.map(|(name, _)| (name.clone(), number(&after, name) - number(&before, name))).collect()
}

#[test]
fn a_run_that_comes_again_makes_nothing() {
    session(Browser::Gpu, Look::Light, async |page: &Page| {
        before_the_worker(page, COUNTS);
        page.open_ready("/photo.html?device=gpu&tune=0").await;
        page.comes("resnet").await;
        let first = an_answer(page).await;
        an_answer(page).await; // recorded
        let again = an_answer(page).await;
        say(&format!("the first answer {first}, the third {again}"));
        let count = |all: &Value, name: &str| all[name].as_u64().unwrap_or(u64::MAX);
        // ResNet-50's layers, and AlexNet's if it is there by now.
        assert!(count(&first, "createBindGroup") > 50, "{first}");
        assert!(count(&again, "dispatchWorkgroups") > 50, "{again}");
        for made in ["createShaderModule", "createComputePipeline", "createBindGroup"] {
            assert_eq!(count(&again, made), 0, "{made}: {again}");
        }
        // Each network's probabilities are read into a buffer.
        assert!(count(&again, "createBuffer") <= 2, "{again}");
        assert!(count(&again, "submit") <= 12, "{again}");
    });
}

#[test]
fn a_network_that_was_measured_takes_the_others_place_ready_to_run() {
    session(Browser::Gpu, Look::Light, async |page: &Page| {
        before_the_worker(page, COUNTS);
        page.open_ready("/photo.html?device=gpu").await;
        page.comes("resnet").await;
        an_answer(page).await; // compiles what only an answer needs
        let tuned = "performance.getEntriesByName('triptych:tuned').length >= 2";
        page.until_within("both networks measured", tuned, Duration::from_secs(120)).await;
        let first = an_answer(page).await;
        say(&format!("the first answer after measuring {first}"));
        let count = |name: &str| first[name].as_u64().unwrap_or(u64::MAX);
        assert!(count("dispatchWorkgroups") > 50, "{first}");
        let made = ["createShaderModule", "createComputePipeline", "createBindGroup"].map(count);
        assert_eq!(made, [0; 3], "{first}");
    });
}

#[test]
fn a_measured_network_for_digits_is_ready_for_a_drawing() {
    session(Browser::Gpu, Look::Light, async |page: &Page| {
        before_the_worker(page, COUNTS);
        page.open_ready("/?device=gpu").await;
        page.is_measured().await;
        let line = (0..=8).map(|step| [0.5, 0.2 + 0.075 * f64::from(step)]).collect();
        let drawn = asked_for(page, async || {
            page.draw(Pointer::Mouse, &[line]).await;
            page.answer().await;
        });
        let drawn = drawn.await;
        say(&format!("the first drawing after measuring {drawn}"));
        assert!(drawn["dispatchWorkgroups"].as_u64() > Some(0), "{drawn}");
        assert_eq!(drawn["createBindGroup"], 0, "{drawn}");
    });
}
