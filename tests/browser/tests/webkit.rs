//! The page in another engine than Chromium's, on the CPU: drawing, and photographs.

use browser_tests::photos::sample;
use browser_tests::{Pointer, hands::Hand, say, webkit};

#[test]
fn webkit_reads_digits_and_photographs() {
    webkit(async |page| {
        page.open_ready("/").await;
        say(&page.user_agent().await);
        assert_eq!(page.device().await, "cpu", "it has no WebGPU");
        for digit in [2, 4, 7] {
            page.draw(Pointer::Mouse, &Hand::School.digit(digit)).await;
            assert_eq!(page.answer().await.digit, digit);
            page.clear().await;
        }
        page.open_photo_page("auto").await;
        page.choose("choose", &[&sample("coffee.jpg")]).await;
        page.photos_are(1).await;
        for net in ["alexnet", "resnet"] {
            page.photo_is_answered(net).await;
        }
        let said = page.text("said-resnet").await.unwrap_or_default();
        assert!(said.to_lowercase().contains("espresso"), "{said}");
    });
}
