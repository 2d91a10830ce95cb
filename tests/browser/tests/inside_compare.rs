//! Networks side by side on one input: LeNet-5's two forms, AlexNet and a ResNet.

use browser_tests::photos::sample;
use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, say, session};

async fn compare(page: &Page) {
    page.click("compare-start").await;
    let said = "document.querySelector('[data-testid=said-printed]')?.innerText.includes('%')";
    page.until_within("both forms answer", said, page.waking()).await;
}

/// A cell of the table.
async fn cell(page: &Page, name: &str) -> String {
    page.text(name).await.unwrap_or_default()
}

#[test]
fn both_forms_answer_as_each_does_alone() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        let remark = cell(page, "compare-remark").await;
        assert_eq!(remark, "Draw a digit first.");
        page.draw(Pointer::Mouse, &Hand::Continental.digit(4)).await;
        let modern = page.answer().await;
        compare(page).await;
        let said = |answer: &browser_tests::Answer| {
            format!("{}, {:.1}\u{a0}%", answer.digit, 100.0 * answer.share)
        };
        assert_eq!(cell(page, "said-modern").await, said(&modern));
        for (name, expected) in [
            ("parameters-modern", "61,706"),
            ("parameters-printed", "60,000"),
            ("macs-modern", "416,520"),
            ("macs-printed", "326,520"),
            ("c3-printed", "3 to 6 maps of S2"),
        ] {
            assert_eq!(cell(page, name).await, expected, "{name}");
        }
        for name in ["time-modern", "time-printed", "ms-c1-modern", "ms-c5-printed"] {
            let time = cell(page, name).await;
            assert!(time.ends_with(" ms"), "{name}: {time}");
        }
        let printed = cell(page, "said-printed").await;
        say(&cell(page, "compare-remark").await);
        // The engine has not changed its network for that.
        assert_eq!(page.eval("return triptych.state().network").await, "lenet5");

        page.click_css("label:has([data-testid=network-lenet5-1998])").await;
        page.until_within(
            "the form of 1998",
            "triptych.state().network === 'lenet5-1998'",
            page.waking(),
        )
        .await;
        page.ready().await;
        assert_eq!(said(&page.answer().await), printed, "as that form alone");

        page.draw(Pointer::Mouse, &[vec![[0.2, 0.9], [0.5, 0.9], [0.8, 0.9]]]).await;
        let stale = "document.querySelector('[data-testid=compare-remark]').innerText === 'These are of an earlier drawing, or of another device.'";
        page.until("the figures are of an earlier drawing", stale).await;
    });
}

#[test]
fn the_photo_page_links_to_the_times_of_layers() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_pair().await;
        page.choose("choose", &[&sample("coffee.jpg")]).await;
        page.photo_answers().await;
        for (net, network) in [("alexnet", "alexnet_tv"), ("resnet", "resnet18")] {
            let link = format!(
                "return document.querySelector('[data-testid=times-{net}]').getAttribute('href')"
            );
            // The device that was asked for stays.
            let expected = format!("bench.html?network={network}&device=cpu");
            assert_eq!(page.eval(&link).await, expected);
        }
    });
}

async fn looks(page: &Page, look: Look) {
    page.open_ready("/?device=cpu").await;
    page.looks_well("comparison, not yet", look).await;
    page.draw(Pointer::Mouse, &Hand::School.digit(4)).await;
    page.answer().await;
    compare(page).await;
    page.looks_well("comparison", look).await;
    page.whole_picture(&format!("compare-{}", look.name()), look).await;
}

#[test]
fn compare_light() {
    session(Browser::NoGpu, Look::Light, async |page| looks(page, Look::Light).await);
}

#[test]
fn compare_dark() {
    session(Browser::NoGpu, Look::Dark, async |page| looks(page, Look::Dark).await);
}

#[test]
fn compare_phone() {
    session(Browser::NoGpu, Look::Phone, async |page| looks(page, Look::Phone).await);
}
