//! The engine's program comes while the page's own does, and once.

use browser_tests::worker::{SAVES_DATA, asked_of_the_worker, before_the_worker};
use browser_tests::{Browser, Fault, Look, Page, Pointer, hands::Hand, session, settings};
use serde_json::json;

const PROGRAM: &str = "/worker_bg.wasm";
const SCRIPT: &str = "/worker.js";

/// A script by which each worker of the page tells which files it has asked for.
const LISTEN: &str = "const asked = [], was = fetch;
    globalThis.fetch = (what, how) => (asked.push(new URL(what, location).pathname), was(what, how));
    const channel = new BroadcastChannel('asked');
    channel.onmessage = ({ data }) => data === '?' && channel.postMessage(asked)";

#[test]
fn it_is_asked_for_before_the_page_is_there() {
    session(Browser::NoGpu, Look::Light, async |page| {
        before_the_worker(page, LISTEN);
        page.break_file(&settings::page_program(), Fault::Held);
        page.open("/?device=cpu").await;
        page.until("the skeleton", "document.getElementById('skeleton')").await;
        assert_eq!(asked_of_the_worker(page, "asked").await, json!([PROGRAM]));
        // What it says before the page listens is not lost.
        page.mend();
        page.ready().await;
        page.draw(Pointer::Mouse, &Hand::School.digit(3)).await;
        assert_eq!(page.answer().await.digit, 3);
        let asked = asked_of_the_worker(page, "asked").await;
        assert_eq!(
            asked,
            json!([PROGRAM, settings::weights_address("lenet5"), settings::ENGINE_REST])
        );
    });
}

#[test]
fn who_saves_data_gets_its_rest_when_it_is_needed() {
    session(Browser::NoGpu, Look::Light, async |page| {
        before_the_worker(page, &format!("{SAVES_DATA}; {LISTEN}"));
        page.open_ready("/?device=cpu").await;
        let asked = asked_of_the_worker(page, "asked").await;
        assert_eq!(asked, json!([PROGRAM, settings::weights_address("lenet5")]));
    });
}

#[test]
fn it_starts_again_without_asking_anew() {
    session(Browser::NoGpu, Look::Light, async |page| {
        before_the_worker(page, LISTEN);
        page.open_ready("/?device=cpu").await;
        page.break_file(PROGRAM, Fault::Missing);
        page.eval("triptych.crash()").await;
        page.notice("failed").await;
        page.click("start-again").await;
        page.ready().await;
        let asked = asked_of_the_worker(page, "asked").await;
        assert_eq!(asked, json!([settings::weights_address("lenet5"), settings::ENGINE_REST]));
    });
}

#[test]
fn a_slow_one_shows_how_far_it_is() {
    session(Browser::NoGpu, Look::Light, async |page| {
        // All that comes of it has come before the page listens.
        let script = "const was = postMessage, channel = new BroadcastChannel('half');
            let share = 0;
            globalThis.postMessage = message => (share = message.came / message.of, was(message));
            channel.onmessage = ({ data }) => data === '?' && share > 0.49 && channel.postMessage(share)";
        before_the_worker(page, script);
        let page_program = settings::page_program();
        for program in [PROGRAM, &page_program] {
            page.break_file(program, Fault::Held);
        }
        page.open("/?device=cpu").await;
        asked_of_the_worker(page, "half").await;
        page.mend_file(&page_program);
        let status = "document.querySelector('[data-testid=status]')?.innerText";
        page.until(
            "bytes of the program",
            &format!("/^[1-9][\\d.]* of [\\d.]+ MB of the engine/.test({status})"),
        )
        .await;
        let share = page.eval("return document.querySelector('progress').value").await;
        let share = share.as_f64().unwrap_or(f64::NAN);
        assert!((0.3..0.4).contains(&share), "half of it, of seven tenths, has come: {share}");
        page.mend();
        page.ready().await;
    });
}

#[test]
fn who_asks_before_it_listens_is_told_and_harms_nothing() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.break_file(PROGRAM, Fault::Held);
        page.open("/?device=cpu").await;
        page.until("the page is there", "Boolean(globalThis.triptych)").await;
        for asked in ["photo.catalogue()", "look.check('Digit')", "checkKernels()"] {
            let told = page.script(&format!("return triptych.{asked}"), Vec::new()).await;
            assert!(told.is_err_and(|error| error.contains("not running")), "{asked}");
        }
        assert_eq!(page.eval("return triptych.loseDevice()").await, false);
        page.mend();
        page.ready().await;
        page.draw(Pointer::Mouse, &Hand::School.digit(3)).await;
        assert_eq!(page.answer().await.digit, 3);
    });
}

/// Old browsers, and new ones on processors without SSE4.1.
#[test]
fn who_has_no_vectors_is_told_so_and_not_to_try_again() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let script = "WebAssembly.validate = () => false;
            WebAssembly.compileStreaming = async () => { throw new WebAssembly.CompileError('no v128'); }";
        before_the_worker(page, script);
        page.open("/?device=cpu").await;
        let notice = page.notice("failed").await;
        assert!(notice.contains("SIMD") && notice.contains("newer browser"), "{notice}");
        assert!(!notice.contains("connection") && !notice.contains("Start again"), "{notice}");
        page.is_civil().await;
    });
}

/// A page that is older than what the server has says so, and its button helps.
async fn is_told_and_reloads(page: &Page) {
    let told = "document.querySelector('[data-testid=notice][data-kind=failed]')?.innerText.includes('newer page')";
    page.until("it is told", told).await;
    page.is_civil().await;
    page.serve(SCRIPT, script());
    page.click("reload").await;
    page.until("the page is another", "!globalThis.older").await;
    page.ready().await;
}

fn script() -> Vec<u8> {
    std::fs::read(settings::dist().join("worker.js")).expect("the program's script")
}

/// It starts again in a page that has been published anew meanwhile.
#[test]
fn a_newer_script_that_does_not_fit_is_told_of() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/?device=gpu&tune=0").await;
        // It looks for other functions in the program than that has, and says of which program it is, or does not
        // and finds out when it calls them.
        let newer = String::from_utf8(script()).expect("a text").replace("wasm._ZN", "wasm._NEWER");
        for newer in [newer.replace("functions-", "newer-"), newer] {
            page.serve(SCRIPT, newer.into());
            page.eval("globalThis.older = true; triptych.loseDevice()").await;
            is_told_and_reloads(page).await;
        }
        let lost = page.eval("return localStorage.getItem('triptych-gpu-lost')").await;
        assert_eq!(lost, json!(null), "the GPU is not to blame");
    });
}

/// The browser had kept the page, and brought the newest engine.
#[test]
fn a_newer_engine_that_speaks_otherwise_is_told_of() {
    session(Browser::NoGpu, Look::Light, async |page| {
        // It has started and speaks protocol 0, or says what this page does not know.
        for said in ["0, 1, 48", "250"] {
            let newer =
                format!("export default async () => postMessage(new Uint8Array([{said}]).buffer)");
            page.serve(SCRIPT, newer.into());
            page.open("/?device=cpu").await;
            page.eval("globalThis.older = true").await;
            is_told_and_reloads(page).await;
        }
    });
}
