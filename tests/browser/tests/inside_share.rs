//! The view in the page's address, and on paper.

use browser_tests::inside::{open_digit, verdict};
use browser_tests::{Browser, Look, Page, session};
use serde_json::json;

const SEARCH: &str = "location.search";

async fn address_is(page: &Page, expected: &str) {
    page.until(&format!("the address is {expected}"), &format!("{SEARCH} === '{expected}'")).await;
}

#[test]
fn a_link_brings_room_row_class_and_changes_back() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let link = "&inside=change&row=c3&class=5&silence=c3:0-15";
        open_digit(page, link).await;
        page.until(
            "the answer with the change",
            "document.querySelector('[data-testid=inside-verdict] table.changed td')",
        )
        .await;
        let expressions = [
            (
                "the tool",
                "document.querySelector('[data-testid=room-change]').ariaPressed === 'true'",
            ),
            ("the row", "document.querySelector('[data-testid=box-c3]').ariaPressed === 'true'"),
            (
                "the change",
                "document.querySelector('[data-testid=box-c3]').innerText.includes('16 silenced')",
            ),
        ];
        for (what, expression) in expressions {
            page.until(what, expression).await;
        }
        // The whole third layer silent: what is left knows nothing of the drawing.
        let shares = verdict(page, 2).await;
        let silent = json!([{ "row": "c3", "change": { "Silence": (0..16).collect::<Vec<_>>() } }]);
        let blank = json!({ "Digit": vec![0.0; 1024] });
        let answer = page.ask_inside(&blank, silent, json!("Outcome")).await;
        let edited = answer["Outcome"]["edited"].as_array().cloned().unwrap_or_default();
        assert!(shares.len() == 5 && edited.len() >= 5, "{shares:?}, {edited:?}");
        for ((class, share), ranked) in shares.iter().zip(&edited) {
            assert_eq!(class, &ranked["class"].to_string());
            let expected = ranked["probability"].as_f64().unwrap_or(f64::NAN);
            assert!((share - expected).abs() < 1e-3, "{class}: {share}, {expected}");
        }
        // The address stays what it was, and follows what is done.
        address_is(page, &format!("?device=cpu{link}")).await;
        page.click("inside-reset").await;
        address_is(page, "?device=cpu&inside=change&row=c3&class=5").await;
        let class = "document.querySelector('.verdict .asked .class-name')?.innerText === '5'";
        page.until("the class", class).await;
        page.click("box-s4").await;
        address_is(page, "?device=cpu&inside=layer&row=s4&class=5").await;
        // Links to other pages do not carry it.
        let links = page
            .eval("return [...document.querySelectorAll('.top nav a')].map(a => a.search).join()")
            .await;
        assert_eq!(links, "?device=cpu,?device=cpu,?device=cpu");
        // Another form of the network has other layers.
        page.click("network-lenet5-1998").await;
        address_is(page, "?network=lenet5-1998&device=cpu&inside=layer&row=c1").await;
    });
}

#[test]
fn what_makes_no_sense_in_a_link_is_left_out() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open_digit(page, "&inside=layer&row=conv9&class=99&silence=c3:0-99999&cut=c1&row=%3Cb%3E")
            .await;
        address_is(page, "?device=cpu&inside=layer&row=c1").await;
        page.is_civil().await;
    });
}

#[test]
fn a_link_waits_for_its_network() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_pair_on("cpu&inside=layer&of=alexnet&row=conv2").await;
        page.until(
            "AlexNet's second layer",
            "document.querySelector('[data-testid=box-conv2]')?.ariaPressed === 'true'",
        )
        .await;
        address_is(page, "?device=cpu&inside=layer&of=alexnet&row=conv2").await;
        page.click("inside-resnet").await;
        page.until("the other network", "!!document.querySelector('[data-testid=box-conv2_x]')")
            .await;
        address_is(page, "?device=cpu&inside=layer&of=resnet").await;
    });
}

#[test]
fn the_link_is_copied() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.allows("clipboard-read", true).await;
        page.allows("clipboard-write", true).await;
        open_digit(page, "&inside=why&row=c1").await;
        page.click("copy-link").await;
        page.until(
            "it says so",
            "document.querySelector('[data-testid=share-said]').innerText.includes('copied')",
        )
        .await;
        let text = page.eval("return navigator.clipboard.readText()").await;
        assert_eq!(text, page.eval("return location.href").await);
        page.eval("navigator.clipboard.writeText = async () => { throw new DOMException('no', 'NotAllowedError') }").await;
        page.click("copy-link").await;
        page.until("it says what to do", "document.querySelector('[data-testid=share-said]').innerText.includes('Copy its address')").await;
    });
}

#[test]
fn it_prints_without_what_there_is_to_press() {
    session(Browser::NoGpu, Look::Dark, async |page| {
        open_digit(page, "&inside=change&row=c1").await;
        page.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        let shown = "return ['.rooms', '.share', '.tools', '.samples', '.tour-button', '.top nav']
            .filter(part => document.querySelector(part).getClientRects().length)";
        assert_eq!(page.eval(shown).await, json!([]), "hidden on paper");
        let paper =
            page.eval("return getComputedStyle(document.querySelector('.inside')).color").await;
        assert_eq!(paper, "rgb(29, 27, 22)", "dark ink, whatever the screen is like");
        page.whole_picture("print", Look::Light).await;
    });
}
