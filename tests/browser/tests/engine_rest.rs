//! The rest of the engine's program comes later (`xtask/split`): an answer does not need it, what needs it
//! waits for it, and where it does not come, that is told.

use browser_tests::photos::sample;
use browser_tests::settings::ENGINE_REST as REST;
use browser_tests::{Browser, Fault, Look, Page, Pointer, hands::Hand, session, settings};
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

/// Nobody knows of a GPU that went away while it was measured.
#[test]
fn where_it_does_not_come_a_gpu_is_measured_another_time() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.break_file(REST, Fault::Missing);
        page.open_ready("/?device=gpu").await;
        page.eval("triptych.checkKernels().catch(() => {})").await;
        page.notice("failed").await;
        let lost = page.eval("return localStorage.getItem('triptych-tuning-lost')").await;
        assert_eq!(lost, json!(null));
    });
}

/// Times a network, which needs the rest while the engine waits for it.
async fn is_timed(page: &Page) {
    page.open_ready("/bench.html?device=cpu").await;
    page.eval("await bench('lenet5_relu', '/models/lenet5_relu-7.safetensors', 2)").await;
}

/// A file of the engine as another build would have it.
fn of_another_build(file: &str) -> Vec<u8> {
    const NAME: &[u8] = b"functions-";
    let path = settings::dist().join(file.trim_start_matches('/'));
    let mut bytes = std::fs::read(path).expect("the built page has it");
    for start in 0..bytes.len() - NAME.len() {
        if bytes[start..].starts_with(NAME) {
            bytes[start..][..NAME.len()].copy_from_slice(b"Functions-");
        }
    }
    bytes
}

#[test]
fn a_newer_page_takes_none_that_the_browser_kept() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.let_browsers_keep(REST);
        is_timed(page).await;
        for file in ["/worker.js", "/worker_bg.wasm", REST] {
            page.serve(file, of_another_build(file));
        }
        is_timed(page).await;
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
