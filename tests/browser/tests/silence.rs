//! Servers that can be reached and go silent. Browsers wait for them without end; the page does not.

use browser_tests::downloads::Downloads;
use browser_tests::worker::before_the_worker;
use browser_tests::{Browser, Fault, Look, Page, Pointer, hands::Hand, session, settings};
use serde_json::json;
use std::time::Duration;

/// A script after which whoever counts seconds counts tenths.
const SHORT_SECONDS: &str = "const own = setTimeout;
    globalThis.setTimeout = (work, ms, ...more) => own(work, ms === 1000 ? 100 : ms, ...more)";
const SILENT: &str = "nothing came for a minute";

#[test]
fn a_download_that_stops_is_given_up_and_goes_on_there() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, SHORT_SECONDS);
        let it = Downloads::open(page).await;
        it.misserve(|served| served.pause = Duration::from_secs(3600));
        it.fails("half of it", &[SILENT, "had come", "goes on where it stopped"]).await;
        let (_, last) = it.steps().await.pop().expect("a step");
        let (done, per_second) = (last["done"].as_u64().unwrap_or(0), last["per_second"].as_f64());
        assert!(done > 0 && per_second == Some(0.0), "nothing comes any more: {last}");
        it.ranges();
        it.misserve(|_| ());
        it.loads().await;
        assert_eq!(it.ranges(), [done], "it asks for the rest");
    });
}

#[test]
fn a_download_that_stops_says_so_and_can_be_tried_again() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, SHORT_SECONDS);
        page.break_file(&settings::weights_address("resnet50"), Fault::Held);
        page.open_ready("/photo.html?device=cpu").await;
        // Half of it has come; before the first byte it waits too.
        let waits = "/^1.+ of 24.+, waiting for the server$/.test(document.querySelector('[data-testid=loading-resnet]')?.innerText)";
        page.until("it says that nothing comes", waits).await;
        page.picture("photo-silent-server").await;
        let told = page.notice("failed-resnet").await;
        assert!(told.contains(SILENT), "{told}");
        page.is_civil().await;
        page.looks_well("photo, a silent server", Look::Light).await;
        page.mend();
        page.click("again-resnet").await;
        page.comes("resnet").await;
    });
}

#[test]
fn weights_that_are_never_sent_are_given_up() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, SHORT_SECONDS);
        page.break_file(&settings::weights_address("lenet5"), Fault::Silent);
        is_told_and_starts_again(page).await;
    });
}

#[test]
fn an_engine_that_stops_coming_is_given_up() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        let script = json!({ "source": SHORT_SECONDS });
        page.devtools("Page.addScriptToEvaluateOnNewDocument", script).await;
        for (file, fault) in [("/worker_bg.wasm", Fault::Held), ("/engine.js", Fault::Silent)] {
            page.break_file(file, fault);
            is_told_and_starts_again(page).await;
        }
    });
}

async fn is_told_and_starts_again(page: &Page) {
    page.open("/?device=cpu").await;
    let notice = page.notice("failed").await;
    assert!(notice.contains(SILENT), "{notice}");
    page.is_civil().await;
    page.mend();
    page.click("start-again").await;
    page.ready().await;
    page.draw(Pointer::Mouse, &Hand::School.digit(3)).await;
    assert_eq!(page.answer().await.digit, 3);
}
