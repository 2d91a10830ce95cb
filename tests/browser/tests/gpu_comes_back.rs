//! GPUs that go away in ways of their own: without a word, while nobody looks, at every visit.

use browser_tests::hands::Hand;
use browser_tests::worker::{GONE_GPU, before_the_worker};
use browser_tests::{Browser, Fault, Look, Page, session};

/// Waits until the engine has ended and is ready again, by itself, after `what`.
async fn recovers_from(page: &Page, what: &str) {
    let ended = format!(
        "{what};
         const began = performance.now();
         while (document.body.dataset.engine === 'ready') {{
             if (performance.now() - began > 30000) throw Error('nothing happened in 30 s');
             await new Promise(go => setTimeout(go, 1));
         }}
         return document.body.dataset.engine === 'failed'"
    );
    assert_eq!(page.eval(&ended).await, false, "it does not wait for the visitor");
    page.ready().await;
}

/// The engine is ended by an exception, or by wgpu, which does not expect one there.
#[test]
fn a_gpu_that_throws_is_opened_again_and_then_the_cpu_takes_over() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, GONE_GPU);
        page.open_ready("/?device=gpu&tune=0").await;
        page.reads(Hand::School, 4).await;
        let gone = |method: &str, sample: u32| {
            format!(
                "new BroadcastChannel('gone').postMessage('{method}');
                 await new Promise(go => setTimeout(go, 200));
                 document.querySelector('[data-testid=sample-{sample}]').click()"
            )
        };
        recovers_from(page, &gone("createCommandEncoder", 0)).await;
        assert_eq!(page.device().await, "gpu");
        let first = page.answer().await.digit;
        recovers_from(page, &gone("writeBuffer", 1)).await;
        assert_eq!(page.device().await, "cpu");
        page.notice("lost-twice").await;
        assert_ne!(page.answer().await.digit, first, "the drawing meanwhile is answered");

        // The next visit does not begin with it, unless the visitor wants it to.
        page.open_ready("/?tune=0").await;
        let notice = page.notice("lost-lately").await;
        assert!(notice.contains("twice") && notice.contains("CPU"), "{notice}");
        page.looks_well("a GPU that went away lately", Look::Light).await;
        page.is_civil().await;
        page.click("try-gpu").await;
        page.until("the notice goes", "!document.querySelector('[data-kind=lost-lately]')").await;
        page.ready().await;
        page.open_ready("/?tune=0").await;
        assert!(page.text("notice").await.is_none_or(|told| !told.contains("lately")));
    });
}

#[test]
fn what_a_script_asked_of_a_gpu_that_went_away_is_refused() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/bench.html?device=gpu&tune=0").await;
        page.break_file("/weights/manifest.json", Fault::Held);
        let asked = "const asked = triptych.photo.catalogue();
            triptych.loseDevice();
            return asked.then(() => 'it came', error => error.message)";
        let told = page.eval(asked).await;
        assert!(told.as_str().is_some_and(|told| told.contains("not running")), "{told}");
        page.mend_file("/weights/manifest.json");
        page.ready().await;
    });
}

/// As when its memory runs out: the GPU has no part in it.
#[test]
fn a_trap_of_the_engine_is_not_taken_for_a_gpu_that_went_away() {
    const TRAP: &str = "const trap = new BroadcastChannel('trap');
        trap.onmessage = () => { throw new WebAssembly.RuntimeError('unreachable'); }";
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, TRAP);
        page.open_ready("/?device=gpu&tune=0").await;
        for _ in ["once", "twice"] {
            page.eval("new BroadcastChannel('trap').postMessage(0)").await;
            page.notice("failed").await;
            page.is_civil().await;
            page.click("start-again").await;
            page.ready().await;
            assert_eq!(page.device().await, "gpu");
        }
        let kept = page.eval("return localStorage['triptych-gpu-lost'] ?? null").await;
        assert!(kept.is_null(), "the next visit begins on the GPU: {kept}");
    });
}

/// Phones take the GPU from pages that nobody sees, as often as they come by.
#[test]
fn what_goes_away_while_nobody_looks_comes_back_when_somebody_does() {
    const HIDE: &str = "let seen = false;
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => !seen });
        globalThis.show = now => { seen = now; document.dispatchEvent(new Event('visibilitychange')); };
        show(false)";
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/?device=gpu&tune=0").await;
        page.reads(Hand::School, 7).await;
        for time in ["first", "second", "third"] {
            page.eval(HIDE).await;
            page.eval("triptych.loseDevice()").await;
            page.until("it is gone", "document.body.dataset.engine === 'waking'").await;
            tokio::time::sleep(std::time::Duration::from_secs(2)).await;
            let waits = page.eval("return document.body.dataset.engine").await;
            assert_eq!(waits, "waking", "nothing is begun for nobody");
            page.eval("show(true)").await;
            page.ready().await;
            assert_eq!(page.device().await, "gpu", "the {time} time");
            assert_eq!(page.answer().await.digit, 7);
        }
        page.is_civil().await;
    });
}
