//! Which device does the work, and that the page says so: no WebGPU, only software, a lost GPU.

use browser_tests::worker::{OLD_GPU, POOREST_GPU, before_the_worker};
use browser_tests::{Browser, Look, Page, hands::Hand, reading::TUNED, session};
use std::time::Duration;

/// What every visitor without WebGPU gets.
async fn answers_on_the_cpu(page: &Page) {
    assert_eq!(page.device().await, "cpu");
    let notice = page.notice("cpu").await;
    let why = notice.contains("WebGPU") && notice.contains("CPU");
    assert!(why, "it should say why the CPU works: {notice}");
    page.reads(Hand::School, 3).await;
    page.clear().await;
    page.reads(Hand::Continental, 7).await;
    page.is_civil().await;
}

#[test]
fn without_an_adapter_the_cpu_answers_and_the_page_says_why() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/").await;
        let adapter = page.eval("return !!await navigator.gpu?.requestAdapter()").await;
        assert_eq!(adapter, false, "this browser should have no adapter");
        answers_on_the_cpu(page).await;
    });
}

#[test]
fn without_webgpu_the_cpu_answers_and_the_page_says_why() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_insecurely("/").await;
        page.ready().await;
        let there = page.eval("return 'gpu' in navigator").await;
        assert_eq!(there, false, "there should be no WebGPU at an insecure address");
        let notice = page.notice("cpu").await;
        assert!(notice.contains("HTTPS"), "it should not blame the browser: {notice}");
        answers_on_the_cpu(page).await;
    });
}

#[test]
fn a_gpu_that_is_asked_for_and_not_there_is_told_plainly() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open("/?device=gpu").await;
        let notice = page.notice("failed").await;
        assert!(
            notice.contains("GPU") && notice.contains("CPU"),
            "it should name the GPU and the way out: {notice}"
        );
        assert!(page.text("start-again").await.is_some(), "there is a button to start again");
        page.is_civil().await;
        page.eval("document.querySelector('[data-testid=use-cpu]').focus()").await;
        page.keys("N").await;
        page.ready().await;
        let focused = page.eval("return document.activeElement.dataset.testid").await;
        assert_eq!(focused, "network-lenet5", "the focus does not go with the button");
    });
}

/// Left to itself, Burn's wgpu backend panics on one without a clock.
#[test]
fn the_poorest_gpu_answers_as_any_other() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, POOREST_GPU);
        page.open_ready("/?device=gpu").await;
        page.reads(Hand::School, 3).await;
        assert_eq!(page.device().await, "gpu");
        page.is_measured().await;
        page.clear().await;
        page.reads(Hand::Continental, 7).await;
        assert_eq!(page.device().await, "gpu");
        page.is_civil().await;
    });
}

/// Chromium 113 to 126.
#[test]
fn the_gpu_of_an_old_browser_answers_as_any_other() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, OLD_GPU);
        page.open_ready("/?device=gpu&tune=0").await;
        page.reads(Hand::School, 3).await;
        assert_eq!(page.device().await, "gpu");
        page.open_ready("/").await;
        let notice = page.notice("cpu").await;
        assert!(notice.contains("software"), "it should know a software adapter: {notice}");
    });
}

#[test]
fn a_software_adapter_is_passed_over_for_the_cpu_and_can_be_insisted_on() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/").await;
        assert_eq!(page.device().await, "cpu", "the CPU is faster than a GPU in software");
        let notice = page.notice("cpu").await;
        assert!(
            notice.contains("software") && notice.contains("CPU"),
            "it should say why the CPU works: {notice}"
        );
        page.reads(Hand::School, 5).await;
        page.click("use-gpu").await;
        page.until_within(
            "the GPU at work",
            "document.body.dataset.device === 'gpu'",
            page.waking(),
        )
        .await;
        page.ready().await;
        assert_eq!(page.answer().await.digit, 5, "the drawing is still there and read again");
        page.is_civil().await;
    });
}

/// Loses the device as soon as it is called, and does `then` while the engine wakes again.
async fn lose(page: &Page, then: &str) {
    let body = format!(
        "window.notices = [];
         const note = () => {{
             const notice = document.querySelector('[data-testid=notice]');
             if (notice) notices.push(`${{notice.dataset.kind}}: ${{notice.innerText}}`);
         }};
         new MutationObserver(note).observe(document.body, {{ subtree: true, childList: true, attributes: true }});
         triptych.loseDevice();
         const began = performance.now();
         while (document.body.dataset.engine !== 'waking') {{
             if (performance.now() - began > 30000) throw Error('the loss was not noticed in 30 s');
             await new Promise(go => setTimeout(go, 1));
         }}
         {then}"
    );
    page.eval(&body).await;
    page.ready().await;
}

#[test]
fn after_losing_the_gpu_it_recovers_and_the_second_time_the_cpu_takes_over() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/?device=gpu").await;
        page.click("sample-0").await;
        let first = page.answer().await.digit;
        page.click("sample-1").await;
        // The device may be busy measuring; the first two samples are different digits.
        let answer = "document.querySelector('[data-testid=answer]').innerText";
        page.until("the second sample's answer", &format!("{answer} != '{first}'")).await;
        let second = page.answer().await.digit;

        // Drawn while there is no engine: answered when there is one again.
        lose(page, "document.querySelector('[data-testid=sample-0]').click();").await;
        assert_eq!(page.device().await, "gpu", "after the first loss the GPU is tried again");
        page.until(
            "the new drawing's answer",
            &format!("document.querySelector('[data-testid=answer]').innerText == '{first}'"),
        )
        .await;
        let told = page.eval("return notices.join(' | ')").await;
        let told = told.as_str().unwrap_or_default();
        assert!(
            told.contains("lost: The GPU went away"),
            "the loss should be told while it recovers: {told}"
        );
        page.is_civil().await;

        lose(page, "").await;
        assert_eq!(
            page.device().await,
            "cpu",
            "after the second loss in a minute the CPU takes over"
        );
        let notice = page.notice("lost-twice").await;
        assert!(
            notice.contains("twice") && notice.contains("CPU"),
            "it should say what happened: {notice}"
        );
        assert!(page.text("try-gpu").await.is_some(), "the GPU can be tried again");
        assert_eq!(page.answer().await.digit, first, "the drawing is answered again");
        page.click("sample-1").await;
        page.until(
            "the CPU's answer",
            &format!("document.querySelector('[data-testid=answer]').innerText == '{second}'"),
        )
        .await;
        page.is_civil().await;

        // What is chosen then is whatever suits: here the only adapter is software.
        page.click("try-gpu").await;
        page.until("the notice goes", "!document.querySelector('[data-kind=lost-twice]')").await;
        page.ready().await;
        assert_eq!(page.answer().await.digit, second, "and the drawing is answered once more");
    });
}

#[test]
fn what_was_chosen_for_a_gpu_is_kept_and_nothing_kept_is_trusted() {
    session(Browser::Gpu, Look::Light, async |page| {
        let kept = async || page.eval("return localStorage['triptych-tuning'] ?? null").await;
        page.open_ready("/?device=gpu&tune=0").await;
        page.reads(Hand::School, 3).await;
        assert_eq!(kept().await, serde_json::Value::Null, "tune=0 measures nothing");
        // C5 and F6 have a choice. Other work may make the adapter seem too slow to measure.
        let visits = async || {
            for _ in 0..5 {
                page.open_ready("/?device=gpu").await;
                page.reads(Hand::School, 3).await;
                page.until_within("what was measured", TUNED, Duration::from_secs(90)).await;
                let text = kept().await.as_str().expect("text").to_owned();
                if text.matches("\"conv2d_").count() >= 2 {
                    // The network that was measured has taken the other's place.
                    page.clear().await;
                    page.reads(Hand::Continental, 7).await;
                    return text;
                }
            }
            panic!("no visit measures everything: {}", kept().await);
        };
        let text = visits().await;
        assert!(text.contains("Conv2d") && text.contains("conv2d_"), "{text}");
        page.open_ready("/?device=gpu").await;
        // Whoever measures has what is known kept, before and after.
        let quiet = "delete localStorage['triptych-tuning'];
            await new Promise(go => setTimeout(go, 3000))";
        page.eval(quiet).await;
        assert_eq!(kept().await, serde_json::Value::Null, "what is known is not measured again");
        let nonsense = text.replace("conv2d_", "bygone_");
        page.eval(&format!("localStorage['triptych-tuning'] = {nonsense:?}")).await;
        let text = visits().await;
        assert!(text.contains("conv2d_") && !text.contains("bygone"), "{text}");
        page.eval("localStorage['triptych-tuning'] = '{]'").await;
        page.open_ready("/?device=gpu").await;
        page.reads(Hand::School, 5).await;
        page.is_civil().await;
    });
}

/// Its driver may have ended for that very reason, at every visit.
#[test]
fn a_gpu_that_goes_away_while_it_is_measured_is_not_measured_again() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/?device=gpu").await;
        page.until("it is measured", "!!localStorage['triptych-tuning']").await;
        lose(page, "").await;
        for visit in ["the same", "the next"] {
            let quiet = "const kept = localStorage['triptych-tuning'];
                await new Promise(go => setTimeout(go, 4000));
                return [kept === localStorage['triptych-tuning'],
                    performance.getEntriesByName('triptych:tuned').length]";
            assert_eq!(page.eval(quiet).await, serde_json::json!([true, 0]), "{visit} visit");
            assert_eq!(page.device().await, "gpu");
            page.open_ready("/?device=gpu").await;
        }
        // A month later.
        page.eval("localStorage['triptych-tuning-lost'] -= 31 * 24 * 3600 * 1000").await;
        page.open_ready("/?device=gpu").await;
        page.is_measured().await;
    });
}
