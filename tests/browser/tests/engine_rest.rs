//! The rest of the engine's program comes later (`xtask/split`): an answer does not need it, what needs it
//! waits for it, and where it does not come, that is told.

use browser_tests::photos::sample;
use browser_tests::settings::ENGINE_REST as REST;
use browser_tests::{Browser, Fault, Look, Page, Pointer, hands::Hand, session};
use serde_json::json;

async fn a_digit_is_answered(page: &Page, device: &str) {
    page.break_file(REST, Fault::Missing);
    page.open_ready(&format!("/?device={device}")).await;
    page.draw(Pointer::Mouse, &Hand::School.digit(3)).await;
    assert_eq!(page.answer().await.digit, 3);
    assert!(page.text("notice").await.is_none(), "nobody is told of what nobody needs");
}

#[test]
fn a_digit_is_answered_without_it_on_the_cpu() {
    session(Browser::NoGpu, Look::Light, async |page| a_digit_is_answered(page, "cpu").await);
}

#[test]
fn a_digit_is_answered_without_it_on_a_gpu() {
    session(Browser::Gpu, Look::Light, async |page| a_digit_is_answered(page, "gpu").await);
}

#[test]
fn networks_for_photographs_load_without_it_on_a_gpu() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.break_file(REST, Fault::Missing);
        page.open_photo_page("gpu").await;
        assert!(page.text("notice").await.is_none(), "nobody is told of what nobody needs");
        // Pictures are read by it.
        page.mend();
        page.choose("choose", &[&sample("rocket.jpg")]).await;
        page.photos_are(1).await;
        page.photo_is_answered("resnet").await;
    });
}

#[test]
fn what_needs_it_before_it_is_there_waits() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.break_file(REST, Fault::Held);
        page.open_photo_page("cpu").await;
        page.choose("choose", &[&sample("rocket.jpg")]).await;
        let answered =
            "document.querySelector('[data-testid=said-resnet]')?.dataset.current === 'true'";
        let wait =
            format!("return await new Promise(done => setTimeout(() => done({answered}), 500))");
        assert_eq!(page.eval(&wait).await, json!(false), "it cannot have been read");
        page.mend();
        page.photos_are(1).await;
        page.photo_is_answered("resnet").await;
    });
}

/// Needs the rest, which cannot be had, and reads what is told.
async fn is_told(page: &Page) -> String {
    page.open_ready("/?device=gpu&tune=0").await;
    page.draw(Pointer::Mouse, &Hand::School.digit(6)).await;
    assert_eq!(page.answer().await.digit, 6);
    page.eval("triptych.checkKernels().catch(() => {})").await;
    let notice = page.notice("failed").await;
    page.is_civil().await;
    notice
}

#[test]
fn where_it_does_not_come_that_is_told() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.break_file(REST, Fault::Missing);
        let notice = is_told(page).await;
        assert!(notice.contains("could not be read") && notice.contains("404"), "{notice}");
        page.mend();
        page.click("start-again").await;
        page.ready().await;
        assert_eq!(page.answer().await.digit, 6, "the drawing is answered again");
        assert!(page.text("notice").await.is_none(), "no message stays behind");
    });
}

/// A program that imports the function table of another than the page's.
const OTHER: &[u8] = b"\0asm\x01\0\0\0\x02\x19\x01\x07program\x0bfunctions-0\x01\x70\0\0";

#[test]
fn one_of_a_newer_page_is_not_taken() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.serve(REST, OTHER.into());
        let notice = is_told(page).await;
        assert!(notice.contains("newer page"), "{notice}");
    });
}
