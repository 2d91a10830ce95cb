//! What a visitor sees when something does not come or breaks: a plain message and a way on.

use browser_tests::worker::before_the_worker;
use browser_tests::{Browser, Fault, Look, Page, Pointer, hands::Hand, session, settings};
use serde_json::json;

/// Opens a page that fails, checks the message, draws, mends, presses the button: it answers.
async fn tells_and_recovers(page: &Page, file: &str, fault: Fault, words: &[&str]) {
    page.break_file(file, fault);
    page.open("/?device=cpu").await;
    let notice = page.notice("failed").await;
    for word in words {
        assert!(
            notice.contains(word),
            "{file}, {fault:?}: the message should contain \"{word}\": {notice}"
        );
    }
    page.is_civil().await;
    page.draw(Pointer::Mouse, &Hand::School.digit(2)).await;
    page.mend();
    page.click("start-again").await;
    page.ready().await;
    let answer = page.answer().await;
    assert_eq!(answer.digit, 2, "what was drawn meanwhile is answered after starting again");
    assert!(page.text("notice").await.is_none(), "no message stays behind");
}

#[test]
fn weights_that_are_not_there() {
    session(Browser::NoGpu, Look::Light, async |page| {
        tells_and_recovers(page, &settings::weights_address("lenet5"), Fault::Missing, &["404"])
            .await;
    });
}

#[test]
fn weights_with_one_wrong_bit() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let words = ["did not match", "not the file that was published"];
        tells_and_recovers(page, &settings::weights_address("lenet5"), Fault::Corrupt, &words)
            .await;
    });
}

/// The page is of today, the file in the browser's cache of an earlier one.
#[test]
fn weights_that_the_browser_kept_of_an_earlier_page() {
    const KEPT: &str = "const own = globalThis.fetch;
        globalThis.fetch = async (what, how) => {
            const answer = await own(what, how);
            const old = /lenet5/.test(what.url ?? what) && how?.cache !== 'reload';
            return old ? new Response(new Uint8Array(248168)) : answer;
        }";
    session(Browser::NoGpu, Look::Light, async |page| {
        before_the_worker(page, KEPT);
        page.open_ready("/").await;
        page.click("sample-3").await;
        page.answer().await;
    });
}

#[test]
fn weights_that_break_off() {
    session(Browser::NoGpu, Look::Light, async |page| {
        tells_and_recovers(
            page,
            &settings::weights_address("lenet5"),
            Fault::Broken,
            &["could not be read"],
        )
        .await;
    });
}

#[test]
fn an_engine_that_is_not_there() {
    session(Browser::NoGpu, Look::Light, async |page| {
        tells_and_recovers(page, "/engine.js", Fault::Missing, &["404"]).await;
    });
}

#[test]
fn an_engine_that_breaks_off() {
    session(Browser::NoGpu, Look::Light, async |page| {
        tells_and_recovers(page, "/worker_bg.wasm", Fault::Broken, &["could not be read"]).await;
    });
}

/// It breaks before the page's program is there, as where a policy of the site forbids workers.
#[test]
fn an_engine_that_broke_before_anybody_listened() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.break_file(&settings::page_program(), Fault::Held);
        page.serve("/engine.js", b"throw Error('not today')".into());
        page.open("/?device=cpu").await;
        let broke = "askForEngine().then(it => { globalThis.askForEngine = async () => it; return Boolean(it.broke); })";
        page.until("it broke", broke).await;
        page.mend();
        let notice = page.notice("failed").await;
        assert!(notice.contains("could not be read") && notice.contains("not today"), "{notice}");
    });
}

#[test]
fn slow_weights_show_progress_and_keep_the_drawing() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.break_file(&settings::weights_address("lenet5"), Fault::Held);
        page.open("/?device=cpu").await;
        let status = "document.querySelector('[data-testid=status]')?.innerText";
        page.until_within(
            "the weights' progress",
            &format!("{status}?.startsWith('Weights: ')"),
            page.waking(),
        )
        .await;
        page.until("bytes that have come", &format!("!{status}?.startsWith('Weights: 0 ')")).await;
        let share = page
            .eval("return document.querySelector('progress').value")
            .await
            .as_f64()
            .unwrap_or(f64::NAN);
        assert!((0.05..0.99).contains(&share), "half the weights have come, the bar is at {share}");
        page.draw(Pointer::Mouse, &Hand::Continental.digit(4)).await;
        assert_eq!(page.text("answer").await.as_deref(), Some(""), "nothing can be answered yet");
        let label =
            page.eval("return document.querySelector('[data-testid=board]').ariaLabel").await;
        assert_eq!(label, "Drawing board, 1 stroke", "the stroke is on the board");
        page.is_civil().await;
        page.mend();
        page.ready().await;
        assert_eq!(page.answer().await.digit, 4, "the drawing is answered without another touch");
    });
}

#[test]
fn a_defect_in_the_engine() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(6)).await;
        assert_eq!(page.answer().await.digit, 6);
        page.eval("triptych.crash()").await;
        let notice = page.notice("failed").await;
        assert!(
            notice.contains("stopped") && notice.contains("safe"),
            "it should be told calmly: {notice}"
        );
        page.is_civil().await;
        page.click("start-again").await;
        page.ready().await;
        page.click("sample-0").await;
        page.until(
            "another answer",
            "document.querySelector('[data-testid=answer]').innerText !== '6'",
        )
        .await;
        page.click("undo").await;
        page.until(
            "the drawing is back",
            "document.querySelector('[data-testid=answer]').innerText === '6'",
        )
        .await;
    });
}

#[test]
fn a_page_whose_own_program_is_not_there() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.break_file(&settings::page_program(), Fault::Missing);
        page.open("/").await;
        let visible = "document.querySelector('#failure')?.checkVisibility() && document.querySelector('#failure').innerText";
        let text = page.until("the last resort's message", visible).await;
        let text = text.as_str().unwrap_or_default();
        assert!(text.contains("could not start") && text.contains("Reload"), "it says: {text}");
        page.mend();
        page.click_css("#failure a").await;
        page.ready().await;
    });
}

#[test]
fn a_page_that_comes_late_is_not_broken() {
    // index.html gives the program up when something breaks before it is there, as after half a minute.
    const GIVE_UP: &str = "document.addEventListener('readystatechange', () => {
        if (document.readyState !== 'interactive') return;
        dispatchEvent(new Event('error'));
        globalThis.gaveUp = document.body.dataset.pageFailed === '';
    })";
    session(Browser::NoGpu, Look::Light, async |page| {
        page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": GIVE_UP })).await;
        page.open("/?device=cpu").await;
        page.until("the page is there", "!document.querySelector('#skeleton')").await;
        assert_eq!(page.eval("return gaveUp").await, true);
        page.ready().await;
        let told = "return document.querySelector('#failure').checkVisibility()";
        assert_eq!(page.eval(told).await, false);
    });
}
