//! The page for photos: WCAG 2.2 AA by axe-core in its main states, light, dark and 360 pixels
//! wide; and a screenshot of each look.

use browser_tests::downloads;
use browser_tests::photos::{bundled, sample};
use browser_tests::{Browser, Look, Page, session};

async fn checks(page: &Page, look: Look) {
    // The site is not allowed: it cannot be reached.
    let far = downloads::entry("https://example.org/model.safetensors");
    page.open_photo(std::slice::from_ref(&far)).await;
    page.until(
        "an invitation",
        "document.querySelector('[data-testid=invitation-resnet]')?.innerText",
    )
    .await;
    page.looks_well("photo, no weights yet", look).await;
    page.click(&format!("take-{}", downloads::ENTRY)).await;
    page.notice("failed-resnet").await;
    page.looks_well("photo, weights that did not come", look).await;

    page.open_photo(&[bundled(), far]).await;
    page.comes("resnet").await;
    page.looks_well("photo, empty", look).await;
    let photos = ["coffee.jpg", "cat.jpg", "temple.jpg"].map(sample);
    page.choose("choose", &[&photos[0], &photos[1], &photos[2]]).await;
    page.photo_answer().await;
    page.eval("document.activeElement.blur(); scrollTo(0, 0)").await;
    page.looks_well("photo, answered", look).await;
    page.click("link").await;
    page.click("change-resnet").await;
    page.choose("choose", &[&sample("CREDITS.txt")]).await;
    page.notice("mishap").await;
    page.looks_well("photo, choosing", look).await;
    page.click_css("[data-kind=mishap] .close").await;
    page.click("link").await;
    page.click("change-resnet").await;
    page.eval("document.activeElement.blur()").await;
    page.whole_picture(&format!("photo-{}", look.name()), look).await;

    page.open_photo_pair().await;
    page.choose("choose", &[&photos[0], &photos[1]]).await;
    page.photo_answers().await;
    page.looks_well("photo, two answers", look).await;
    page.whole_picture(&format!("photo-pair-{}", look.name()), look).await;
}

#[test]
fn photo_light() {
    session(Browser::NoGpu, Look::Light, async |page| checks(page, Look::Light).await);
}

#[test]
fn photo_dark() {
    session(Browser::NoGpu, Look::Dark, async |page| checks(page, Look::Dark).await);
}

/// On a phone whoever took a photo sees it and what both networks say, without a hand.
#[test]
fn photo_and_answers_are_seen_at_once_on_a_phone() {
    session(Browser::NoGpu, Look::Phone, async |page: &Page| {
        for (width, height) in [(390, 844), (360, 640)] {
            page.open_photo_pair().await;
            page.window(width, height, 2.0).await;
            // From where the samples are; the page goes back to the photo by itself.
            page.click("example-cat").await;
            page.photo_answers().await;
            let seen = "['photo', 'glance-alexnet', 'glance-resnet'].every(id => {
                const at = document.querySelector(`[data-testid=${id}]`).getBoundingClientRect();
                return at.top >= 0 && at.bottom <= innerHeight && at.height > 0;
            })";
            page.until("photo and answers are in the window", seen).await;
            for net in ["alexnet", "resnet"] {
                let first = page.text(&format!("first-{net}")).await.unwrap_or_default();
                let glance = page.text(&format!("glance-{net}")).await.unwrap_or_default();
                assert!(!first.is_empty() && glance.contains(&first), "{first} in {glance}");
            }
            page.picture(&format!("photo-glance-{width}")).await;
        }
    });
}

#[test]
fn photo_phone() {
    session(Browser::NoGpu, Look::Phone, async |page| checks(page, Look::Phone).await);
}
