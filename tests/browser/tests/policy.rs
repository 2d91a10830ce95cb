//! The page does all it should under the policy that is published with it.

use browser_tests::saved::Folder;
use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, photos::sample, session};

/// What is refused stands on the console.
async fn nothing_is_refused(page: &Page) {
    page.console_is_quiet().await;
    page.is_civil().await;
}

#[test]
fn every_page_works_under_the_published_policy() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.send_published_policy();
        page.open_ready("/?device=cpu&threads=2&inside=layer&row=c3").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(3)).await;
        assert_eq!(page.answer().await.digit, 3);
        page.layer_read().await;
        let folder = Folder::of(page).await;
        for (button, file) in [("save-data", "triptych.json"), ("save-picture", "triptych.png")] {
            page.click(button).await;
            folder.file(file).await;
        }
        page.click("compare-start").await;
        let compared =
            "document.querySelector('[data-testid=said-printed]')?.innerText.includes('%')";
        page.until("both forms answer", compared).await;
        page.click("room-check").await;
        page.click("check-network-start").await;
        let verdict = "document.querySelector('[data-testid=check-verdict]')?.innerText";
        let verdict = page.until("a verdict", verdict).await;
        assert!(verdict.as_str().is_some_and(|it| it.starts_with("Passed")), "{verdict}");
        nothing_is_refused(page).await;
        page.open_ready("/bench.html?device=cpu").await;
        nothing_is_refused(page).await;
        page.open_photo_bundled().await;
        page.choose("choose", &[&sample("cat.jpg")]).await;
        page.photo_answer().await;
        nothing_is_refused(page).await;
        // It is in force: a script of somebody else's does not run.
        let script = "const script = document.createElement('script');
            script.textContent = 'globalThis.theirs = true';
            document.head.append(script);
            return globalThis.theirs ?? false";
        assert_eq!(page.eval(script).await, false);
    });
}
