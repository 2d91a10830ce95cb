//! How the page behaves towards its visitor: nobody else is asked, nothing stutters, nothing is
//! written on the console.

use browser_tests::photos::bundled;
use browser_tests::{Browser, Look, Pointer, hands::Hand, say, session};
use serde_json::json;

#[test]
fn nothing_is_asked_of_anybody_else_and_the_console_stays_clean() {
    // The server's content security policy makes the browser refuse and report every request to
    // elsewhere, from the page and from its worker.
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/?device=gpu").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(9)).await;
        assert_eq!(page.answer().await.digit, 9);
        let foreign = page
            .eval(
                "return performance.getEntriesByType('resource').map(entry => entry.name)
                     .filter(name => new URL(name, location).origin !== location.origin)",
            )
            .await;
        assert_eq!(foreign, json!([]), "requests to somewhere else");
        let count = page.eval("return performance.getEntriesByType('resource').length").await;
        assert!(
            count.as_u64().is_some_and(|count| count >= 4),
            "only {count} requests are known: is this the page?"
        );
        page.console_is_quiet().await;
    });
}

/// As on hosts that give each project a folder of theirs.
#[test]
fn it_works_in_a_folder() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.serve_in_a_folder("/my%20pages/triptych");
        page.offer_photo_weights(&[bundled()]);
        page.open_ready("/my%20pages/triptych/?device=cpu").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(3)).await;
        assert_eq!(page.answer().await.digit, 3);
        page.click("room-layer").await;
        page.layer_read().await;
        page.click_css(".top nav a[href^='photo']").await;
        page.comes("resnet").await;
        page.click("example-cat").await;
        page.photo_answer().await;
        let at = page.eval("return location.pathname").await;
        assert_eq!(at, "/my%20pages/triptych/photo.html");
        page.console_is_quiet().await;
    });
}

#[test]
fn no_task_of_the_main_thread_is_long_while_drawing() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        let start = page.watch_tasks().await;
        say(&format!("long tasks while the page started, ms: {start:?}"));
        page.tasks_are_short("drawing", 5, async |round| {
            page.draw(Pointer::Mouse, &Hand::School.digit([8, 5, 3, 2, 6][round])).await;
            page.answer().await;
            page.clear().await;
        })
        .await;
    });
}

/// It puts texts of its own in the place of the page's, and those no longer follow the answer.
#[test]
fn the_page_is_not_for_the_browsers_translation() {
    session(Browser::NoGpu, Look::Light, async |page| {
        for address in ["/", "/photo.html", "/bench.html"] {
            page.open(address).await;
            assert_eq!(page.eval("return document.querySelector('main').translate").await, false);
        }
    });
}

/// Safari shows no drawing in a tab, and phones put a picture on their screens.
#[test]
fn there_is_an_icon_for_everybody() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open("/photo.html").await;
        let icons = "return Promise.all([...document.querySelectorAll('link[rel$=icon]')].map(async link => {
            const icon = new Image();
            icon.src = link.href;
            await icon.decode();
            return [link.rel, link.type, icon.naturalWidth];
        }))";
        let icons = page.eval(icons).await;
        let expected = json!([
            ["icon", "image/png", 32],
            ["icon", "image/svg+xml", icons[1][2]], // as large as one likes
            ["apple-touch-icon", "", 180]
        ]);
        assert_eq!(icons, expected);
    });
}

#[test]
fn the_licences_are_beside_the_page() {
    session(Browser::NoGpu, Look::Light, async |page| {
        for address in ["/", "/photo.html", "/bench.html"] {
            page.open_ready(address).await;
            let text = page
                .eval("return (await fetch(document.querySelector('footer a').href)).text()")
                .await;
            let text = text.as_str().unwrap_or_default();
            assert!(text.starts_with("Triptych is under"), "{address}: {:.80}", text);
            for name in ["burn-flex", "wgpu", "leptos"] {
                assert!(text.contains(&format!("\n  {name} ")), "{name} is in the page");
            }
            // The copyright lines of those that want them kept.
            assert!(text.contains("Copyright") && text.contains("Permission is hereby granted"));
        }
    });
}
