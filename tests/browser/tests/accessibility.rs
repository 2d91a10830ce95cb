//! WCAG 2.2 AA by axe-core in every main state, light, dark and 360 pixels wide; and a screenshot
//! of each look.

use browser_tests::{Browser, Fault, Look, Page, Pointer, hands::Hand, session, settings};

async fn checks(page: &Page, look: Look) {
    let name = look.name();
    let dark = page.eval("return matchMedia('(prefers-color-scheme: dark)').matches").await;
    assert_eq!(dark, look == Look::Dark, "the colour scheme of the look");

    page.open_ready("/?device=cpu").await;
    page.looks_well("empty", look).await;

    page.draw(Pointer::Mouse, &Hand::Continental.digit(2)).await;
    assert_eq!(page.answer().await.digit, 2);
    page.is_accessible(&format!("answered, {name}")).await;

    page.click("keyboard").await;
    page.is_accessible(&format!("drawing by keys, {name}")).await;
    page.click("keyboard").await;
    page.eval("document.activeElement.blur()").await;
    page.fits_the_width("answered").await;
    page.whole_picture(&format!("answered-{name}"), look).await;

    page.open_ready("/bench.html?device=cpu&runs=5").await;
    page.is_accessible(&format!("bench, {name}")).await;
    page.click("start").await;
    page.until_within(
        "a table of layers",
        "!!document.querySelector('[data-testid=layers] tbody tr')",
        page.waking(),
    )
    .await;
    page.looks_well("bench, timed", look).await;
    page.whole_picture(&format!("bench-{name}"), look).await;

    // Without WebGPU and without being asked: the remark about the CPU.
    page.open_ready("/").await;
    page.notice("cpu").await;
    page.is_accessible(&format!("CPU by need, {name}")).await;

    page.break_file(&settings::weights_address("lenet5"), Fault::Held);
    page.open("/?device=cpu").await;
    page.notice("waking").await;
    page.is_accessible(&format!("waking, {name}")).await;
    page.mend();
    page.ready().await;

    page.break_file(&settings::weights_address("lenet5"), Fault::Missing);
    page.open("/?device=cpu").await;
    page.notice("failed").await;
    page.looks_well("error", look).await;
}

#[test]
fn light() {
    session(Browser::NoGpu, Look::Light, async |page| checks(page, Look::Light).await);
}

#[test]
fn dark() {
    session(Browser::NoGpu, Look::Dark, async |page| checks(page, Look::Dark).await);
}

#[test]
fn phone() {
    session(Browser::NoGpu, Look::Phone, async |page| checks(page, Look::Phone).await);
}
