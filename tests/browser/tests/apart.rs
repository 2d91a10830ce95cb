//! What is fetched later: when it comes, and what a visitor sees until then or without it.

use browser_tests::photos::bundled;
use browser_tests::worker::SAVES_DATA;
use browser_tests::{Browser, Fault, Look, Page, Pointer, hands::Hand, say, session, settings};
use serde_json::json;

/// The file, or nothing, said, where the page was built whole.
fn later() -> Option<String> {
    let later = settings::later_program();
    if later.is_none() {
        say(
            "skipped: what is fetched later, for want of it: Trunk alone built this page, in one piece",
        );
    }
    later
}

/// Opens the page at an address while the file fails, and draws: it answers all the same.
async fn answers_without(page: &Page, later: &str, fault: Fault, address: &str) {
    page.break_file(later, fault);
    page.open_ready(address).await;
    page.draw(Pointer::Mouse, &Hand::School.digit(3)).await;
    assert_eq!(page.answer().await.digit, 3, "{fault:?}: the page answers without it");
}

/// How often the file was asked for.
async fn fetches(page: &Page) -> u64 {
    let script = "return performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('-later.wasm')).length";
    page.eval(script).await.as_u64().unwrap_or_default()
}

const FAILED: &str = "document.querySelector('[data-testid=part-failed]')?.innerText";
const SAW: &str = "document.querySelectorAll('[data-testid^=saw-map-]').length === 6";

/// It comes by itself when the engine is ready, once, and a tool is there at the moment of its click.
#[test]
fn it_is_there_before_it_is_needed() {
    let Some(_) = later() else { return };
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.until("the file", "performance.getEntriesByType('resource').some(entry => entry.name.endsWith('-later.wasm') && entry.responseEnd > 0)").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(5)).await;
        page.answer().await;
        let script = "const seen = [];
            const watch = new MutationObserver(() => seen.push(!!document.querySelector('[data-testid=part-coming]')));
            watch.observe(document.body, { childList: true, subtree: true });
            document.querySelector('[data-testid=room-layer]').click();
            await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
            return [seen.length > 0, !!document.querySelector('[data-testid=saw]'), !!document.querySelector('[data-testid=part-coming]')]";
        let after_a_frame = page.eval(script).await;
        assert_eq!(after_a_frame, json!([true, true, false]), "changed, there, not coming");
        page.until("the maps", SAW).await;
        assert_eq!(fetches(page).await, 1, "it is fetched once");
    });
}

/// So do weights for photographs, of which they are asked first.
#[test]
fn it_waits_for_those_who_save_data() {
    let Some(_) = later() else { return };
    session(Browser::NoGpu, Look::Light, async |page| {
        let script = json!({ "source": SAVES_DATA });
        page.devtools("Page.addScriptToEvaluateOnNewDocument", script).await;
        // Weights that are asked for fail, which is told in the place of the invitation.
        page.break_file("/weights/bundled.safetensors", Fault::Missing);
        page.open_photo(&[bundled()]).await;
        let invited = "document.querySelector('[data-testid=invitation-resnet]')
            && document.querySelector('[data-testid=take-bundled]')?.checkVisibility()";
        page.until("an invitation", invited).await;
        page.mend();
        page.click("take-bundled").await;
        page.comes("resnet").await;
        assert_eq!(fetches(page).await, 0, "no tool is open");

        page.open_ready("/?device=cpu").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(5)).await;
        page.answer().await;
        assert_eq!(fetches(page).await, 0, "no tool is open");
        page.click("room-layer").await;
        page.until("the maps", SAW).await;
        assert_eq!(fetches(page).await, 1);
    });
}

/// Slow: the tool says that it is coming, drawing goes on, and then it is there.
#[test]
fn it_is_slow() {
    let Some(later) = later() else { return };
    session(Browser::NoGpu, Look::Light, async |page| {
        answers_without(page, &later, Fault::Held, "/?device=cpu&inside=layer").await;
        page.until(
            "it is said to come",
            "document.querySelector('[data-testid=part-coming]')?.checkVisibility()",
        )
        .await;
        page.is_civil().await;
        page.mend();
        page.until("the maps", SAW).await;
        assert!(page.text("part-coming").await.is_none(), "no word stays behind");
    });
}

/// Missing or broken off: the tool says so, the page goes on, a button tries again.
#[test]
fn it_does_not_come() {
    let Some(later) = later() else { return };
    session(Browser::NoGpu, Look::Light, async |page| {
        for fault in [Fault::Missing, Fault::Broken] {
            answers_without(page, &later, fault, "/?device=cpu&inside=layer").await;
            let said = page.until("it is said to be missing", FAILED).await;
            let said = said.as_str().unwrap_or_default().to_owned();
            assert!(
                said.contains("did not come") && said.contains("connection"),
                "{fault:?}: {said}"
            );
            page.is_civil().await;
            // Once more without it: the same words, and the button is still there.
            page.click_css("[data-testid=part-failed] button").await;
            page.until("it is said again", FAILED).await;
            page.mend();
            page.click_css("[data-testid=part-failed] button").await;
            page.until("the maps", SAW).await;
            assert!(page.text("part-failed").await.is_none(), "{fault:?}: no word stays behind");
        }
    });
}

/// What takes the view along needs the file too, and says when it cannot be had.
#[test]
fn the_data_cannot_be_saved_without_it() {
    let Some(later) = later() else { return };
    session(Browser::NoGpu, Look::Light, async |page| {
        answers_without(page, &later, Fault::Missing, "/?device=cpu").await;
        page.click("save-data").await;
        let said = "document.querySelector('[data-testid=share-said]').innerText";
        let words = page.until("it is said", said).await;
        assert_eq!(
            words,
            "This part of the page did not come. Check the connection, then try again. If it stays so, reload the page: there may be a newer one."
        );
        page.mend();
        page.click("save-data").await;
        page.until("it is saved", &format!("{said} === 'The data is saved.'")).await;
    });
}

/// The bench page is such a part itself.
#[test]
fn the_bench_page_without_it() {
    let Some(later) = later() else { return };
    session(Browser::NoGpu, Look::Light, async |page| {
        page.break_file(&later, Fault::Missing);
        page.open("/bench.html?device=cpu").await;
        page.until("it is said to be missing", FAILED).await;
        let heading = page.eval("return document.querySelector('main h1').innerText").await;
        assert_eq!(heading, "Bench", "the page has its frame all the same");
        page.is_civil().await;
        page.mend();
        page.click_css("[data-testid=part-failed] button").await;
        page.until(
            "the form",
            "document.querySelector('main form, main select')?.checkVisibility()",
        )
        .await;
    });
}
