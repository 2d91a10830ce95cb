//! Weights that the page's address names: what is elsewhere is offered, never fetched unasked.

use browser_tests::downloads::{self, ENTRY, FILE};
use browser_tests::host::{Host, Served};
use browser_tests::photos::{BUNDLED, bundled};
use browser_tests::{Browser, Look, Page, session, weights};

const OFFER: &str = "document.querySelector('[data-kind=invited-resnet]')";

#[test]
fn what_the_address_names_is_offered_first() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        let host = Host::start().await;
        page.allow(&host.origin);
        let (bytes, _) = weights::resnet18();
        host.serve(FILE, Served::well(&bytes));
        page.offer_photo_weights(&[bundled(), downloads::entry(&format!("{}{FILE}", host.origin))]);
        page.open_ready(&format!("/photo.html?device=cpu&resnet={ENTRY}")).await;
        // Beside a network that came with the page.
        page.comes("resnet").await;
        let told = page.notice("invited-resnet").await;
        assert!(told.contains("Made-up ResNet-18") && told.contains("Download 22.4 MB"), "{told}");
        page.is_accessible("photo, an address that asks for weights").await;
        page.click("change-resnet").await;
        let again = format!("return !!document.querySelector('[data-testid=entry-{ENTRY}]')");
        assert_eq!(page.eval(&again).await, false, "it is not listed twice");
        assert!(host.asked().is_empty(), "nothing comes unasked");
        page.eval("triptych.photo.log()").await; // it begins with the first call
        page.click(&format!("take-{ENTRY}")).await;
        page.until(
            "it is there",
            &format!(
                "(await triptych.photo.log()).some(event => event.Loaded?.entry === '{ENTRY}')"
            ),
        )
        .await;
        page.until("the offer is gone", &format!("!{OFFER}")).await;
        let address = page.eval("return location.search").await;
        assert_eq!(address, format!("?device=cpu&resnet={ENTRY}"));
    });
}

#[test]
fn what_it_names_can_be_left() {
    session(Browser::NoGpu, Look::Phone, async |page: &Page| {
        page.offer_photo_weights(&[bundled()]);
        page.open_ready("/photo.html?device=cpu&resnet=unheard-of").await;
        page.comes("resnet").await;
        let told = page.notice("invited-resnet").await;
        assert!(told.contains("unheard-of") && told.contains("does not list"), "{told}");
        page.is_accessible("photo, an address that asks for what is not").await;
        page.click("decline-resnet").await;
        page.until("the offer is gone", &format!("!{OFFER}")).await;
        let address = page.eval("return location.search").await;
        assert_eq!(address, format!("?device=cpu&resnet={BUNDLED}"), "the address says what is");
        let focus = "document.activeElement.closest('[data-testid=card-resnet]') !== null";
        page.until("the focus is in the card", focus).await;
    });
}
