//! Hosts that send no headers for it: the page is isolated from other origins from the second visit on, where
//! that gives the CPU threads.

use browser_tests::{Browser, Look, Page, session};
use serde_json::json;

const ISOLATED: &str = "return crossOriginIsolated";

/// Whether our service worker serves the next visit.
const SERVED: &str = "(async () => {
    const ours = await navigator.serviceWorker.getRegistration();
    return Boolean(ours?.active?.scriptURL.endsWith('/isolation.js') && ours.active.state === 'activated');
})()";

async fn open(page: &Page, address: &str) -> serde_json::Value {
    page.open_ready(address).await;
    page.eval("return triptych.device()").await["threads"].clone()
}

async fn is_isolated(page: &Page) -> bool {
    page.eval(ISOLATED).await == true
}

/// After time enough for one to come.
async fn is_served(page: &Page) -> bool {
    page.eval(&format!("await new Promise(go => setTimeout(go, 500)); return {SERVED}")).await
        == true
}

#[test]
fn the_second_visit_has_threads() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.send_no_isolation();
        let address = "/photo.html?device=cpu&threads=2";
        assert_eq!(open(page, address).await, json!(1));
        assert!(!is_isolated(page).await);
        page.until("a service worker", SERVED).await;
        assert_eq!(open(page, address).await, json!(2));
        assert!(is_isolated(page).await);
        // As ever, and nothing on the console.
        page.comes("resnet").await;
        page.is_civil().await;
        page.console_is_quiet().await;
        // Other pages of the site are not ours.
        for other in ["/other/", "/other.html"] {
            page.serve(other, b"<!doctype html><title>Another page</title>".into());
            page.open(other).await;
            assert!(!is_isolated(page).await, "{other}");
        }
    });
}

#[test]
fn who_has_no_use_for_it_does_not_get_it() {
    session(Browser::Gpu, Look::Light, async |page: &Page| {
        page.open_ready("/?device=cpu").await;
        assert!(is_isolated(page).await, "the host does it");
        assert!(!is_served(page).await);
        page.send_no_isolation();
        page.open_ready("/?device=cpu&threads=1").await;
        assert!(!is_served(page).await, "one thread is wanted");
        page.open_ready("/?device=gpu").await;
        assert!(!is_served(page).await, "a GPU computes");
        // It goes when it helps no more.
        page.open_ready("/?device=cpu").await;
        page.until("a service worker", SERVED).await;
        page.open_ready("/?device=gpu").await;
        page.until("no service worker", &format!("{SERVED}.then(there => !there)")).await;
        page.open_ready("/?device=gpu").await;
        assert!(!is_isolated(page).await);
        page.is_civil().await;
    });
}
