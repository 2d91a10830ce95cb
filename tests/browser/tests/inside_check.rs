//! The self-check as a visitor runs it.

use browser_tests::photos::{bundled, sample};
use browser_tests::{Browser, Look, Page, say, session};

const VERDICT: &str = "document.querySelector('[data-testid=check-verdict]')?.innerText";

async fn checked(page: &Page) -> String {
    page.click("check-network-start").await;
    let verdict = page.until_within("a verdict", VERDICT, page.waking()).await;
    verdict.as_str().unwrap_or_default().to_owned()
}

/// Without a drawing: the check brings its own input.
async fn lenet(page: &Page, look: Look) {
    page.open_ready("/?device=cpu").await;
    page.click("room-check").await;
    page.looks_well("self-check, not yet", look).await;
    let verdict = checked(page).await;
    assert!(verdict.starts_with("Passed"), "{verdict}");
    let error = page.text("check-error").await.unwrap_or_default();
    let script = "const { finding } = await triptych.look.check('Digit'); return finding.Checked";
    let found = page.eval(script).await;
    let number = |name: &str| found[name].as_f64().unwrap_or(f64::NAN);
    assert!(number("error") <= number("tolerance"), "{found}");
    // The CPU gives the same numbers each time.
    let parts: Vec<f64> =
        error.replace(" allowed", "").split(" of ").filter_map(|part| part.parse().ok()).collect();
    let near = |shown: f64, exact: f64| (shown - exact).abs() <= 0.06 * exact.abs();
    assert!(
        near(parts[0], number("error")) && near(parts[1], number("tolerance")),
        "{error}: {found}"
    );
    let text = page.text("check-text").await.unwrap_or_default();
    for part in
        ["self-check of LeNet-5", "verdict: passed", "device: ", "where: Mozilla", "ms, the median"]
    {
        assert!(text.contains(part), "{part} in: {text}");
    }
    let cpu = page.text("check-kernels-cpu").await.unwrap_or_default();
    assert!(cpu.contains("GPU only"), "{cpu}");
    let disabled =
        "return document.querySelector('[data-testid=check-kernels-start]').ariaDisabled";
    assert_eq!(page.eval(disabled).await, "true", "there is nothing to run on the CPU");
    page.click("check-copy").await;
    page.until(
        "the text was copied, or one is told to select it",
        "/Copied|clipboard/.test(document.querySelector('.check-report').innerText)",
    )
    .await;
    page.looks_well("self-check, passed", look).await;
    page.whole_picture(&format!("check-{}", look.name()), look).await;
}

#[test]
fn check_light() {
    session(Browser::NoGpu, Look::Light, async |page| lenet(page, Look::Light).await);
}

#[test]
fn check_dark() {
    session(Browser::NoGpu, Look::Dark, async |page| lenet(page, Look::Dark).await);
}

#[test]
fn check_phone() {
    session(Browser::NoGpu, Look::Phone, async |page| lenet(page, Look::Phone).await);
}

#[test]
fn weights_without_known_answers_are_told_of() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_bundled().await;
        page.choose("choose", &[&sample("coffee.jpg")]).await;
        page.photo_answer().await;
        page.click("room-check").await;
        let verdict = checked(page).await;
        assert!(verdict.contains("no known answers for these weights"), "{verdict}");
        let time = page.text("check-time").await.unwrap_or_default();
        assert!(time.ends_with(" ms"), "{time}");
        page.looks_well("self-check, not known", Look::Light).await;
        page.whole_picture("check-not-known", Look::Light).await;
    });
}

#[test]
fn another_network_is_not_checked_yet() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.click("room-check").await;
        checked(page).await;
        page.click_css("label:has([data-testid=network-lenet5-1998])").await;
        page.until_within("the verdict is gone", &format!("!{VERDICT}"), page.waking()).await;
        page.ready().await;
        let verdict = checked(page).await;
        assert!(verdict.starts_with("Passed"), "{verdict}");
        let text = page.text("check-text").await.unwrap_or_default();
        assert!(text.contains("LeNet-5, as printed"), "{text}");
    });
}

#[test]
fn other_weights_of_the_same_network_are_not_checked_yet() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let mut other = bundled();
        other["id"] = "other".into();
        page.open_photo(&[bundled(), other]).await;
        page.comes("resnet").await;
        page.click("room-check").await;
        checked(page).await;
        page.click("change-resnet").await;
        page.click("take-other").await;
        page.until_within("the verdict is gone", &format!("!{VERDICT}"), page.waking()).await;
    });
}

#[test]
fn every_kernel_is_checked_on_the_gpu_by_a_click() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/?device=gpu&tune=0").await;
        page.click("room-check").await;
        page.click("check-kernels-start").await;
        let verdict = "document.querySelector('[data-testid=check-kernels-verdict]')?.innerText";
        let verdict = page.until_within("all cases", verdict, 5 * page.waking()).await;
        let verdict = verdict.as_str().unwrap_or_default();
        assert!(verdict.starts_with("Passed: all "), "{verdict}");
        let text = page.text("check-text").await.unwrap_or_default();
        assert!(text.contains(verdict) && text.contains("WebGPU"), "{text}");
        say(verdict);
    });
}
