//! The ways for photos into the page that need something of the browser: the camera, the clipboard,
//! a link to another site.

use browser_tests::host::{Host, Served};
use browser_tests::photos::sample;
use browser_tests::{Browser, Look, Page, session};
use std::sync::Arc;
use std::time::Duration;

const FOCUS: &str = "return document.activeElement?.dataset.testid ?? ''";

/// A page with a network.
fn with_page(test: impl AsyncFn(&Page)) {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_photo_bundled().await;
        test(page).await;
        page.is_civil().await;
    });
}

/// Waits for the notice that no photo came, with these words in it, and closes it.
async fn is_told(page: &Page, words: &str) {
    let told = format!(
        "document.querySelector('[data-kind=mishap]')?.innerText.includes({})",
        serde_json::json!(words)
    );
    page.until(&format!("the visitor is told \"{words}\""), &told).await;
    page.click_css("[data-kind=mishap] .close").await;
    page.until("it is closed", "!document.querySelector('[data-kind=mishap]')").await;
}

/// The camera's stream as `window.stream`, to see when it ends.
const KEEP_STREAM: &str = "const devices = navigator.mediaDevices, open = devices.getUserMedia;
     devices.getUserMedia = async how => window.stream = await open.call(devices, how);";
/// Whether the camera gives a picture.
const SEES: &str = "document.querySelector('[data-testid=viewfinder] video')?.videoWidth";

#[test]
fn the_camera_takes_a_photo_and_is_off_then() {
    with_page(async |page| {
        page.eval(KEEP_STREAM).await;
        let off = "stream.getTracks().every(track => track.readyState === 'ended')";
        for (button, count) in [("camera-off", 0), ("shutter", 1)] {
            page.click("camera").await;
            page.until("the camera sees something", SEES).await;
            assert_eq!(page.eval(FOCUS).await, "shutter", "the shutter is at hand");
            page.is_accessible("photo, camera").await;
            page.click(button).await;
            page.photos_are(count).await;
            page.until("the camera is off", off).await;
            page.until("its picture is gone", &format!("!({SEES})")).await;
            assert_eq!(page.eval(FOCUS).await, "camera", "the focus is where it was");
        }
        page.photo_answer().await;
        let text = page.text("all").await.unwrap_or_default();
        assert!(text.contains("Camera 1.jpg"), "{text}");
    });
}

#[test]
fn the_camera_makes_way_for_a_chosen_photo_and_for_escape() {
    with_page(async |page| {
        page.eval(KEEP_STREAM).await;
        let off = "stream.getTracks().every(track => track.readyState === 'ended')
                   && !document.querySelector('[data-testid=viewfinder]')";
        let escape = "dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))";
        page.click("camera").await;
        page.until("the camera sees something", SEES).await;
        page.eval(escape).await;
        page.until("Escape turns it off", off).await;
        assert_eq!(page.eval(FOCUS).await, "camera", "the focus is where it was");
        // A sample, then the one photo there is, which is chosen already.
        for choice in ["example-cat", "thumb-1"] {
            page.click("camera").await;
            page.until("the camera sees something", SEES).await;
            page.click(choice).await;
            page.until("the photo is seen", off).await;
        }
        page.photos_are(1).await;
        page.photo_answer().await;
    });
}

#[test]
fn a_camera_that_does_not_come_is_explained() {
    with_page(async |page| {
        for (name, words) in [
            ("NotAllowedError", "Allow it in the address bar"),
            ("NotFoundError", "There is no camera on this machine"),
            ("NotReadableError", "Another program may be using it"),
        ] {
            page.eval(&format!(
                "navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('no', '{name}') }}"
            ))
            .await;
            page.click("camera").await;
            is_told(page, words).await;
        }
    });
}

#[test]
fn the_paste_button_takes_what_is_in_the_clipboard() {
    with_page(async |page| {
        for what in ["clipboard-read", "clipboard-write"] {
            page.allows(what, true).await;
        }
        page.eval(
            "const picture = await createImageBitmap(await (await fetch('samples/photos/cat.jpg')).blob());
             const canvas = new OffscreenCanvas(picture.width, picture.height);
             canvas.getContext('2d').drawImage(picture, 0, 0);
             const blob = await canvas.convertToBlob();
             await navigator.clipboard.write([new ClipboardItem({ [blob.type]: blob })]);",
        )
        .await;
        page.click("paste").await;
        page.photos_are(1).await;
        page.photo_answer().await;
        let text = page.text("all").await.unwrap_or_default();
        assert!(text.contains("Pasted.png"), "{text}");
        page.eval("await navigator.clipboard.writeText('words')").await;
        page.click("paste").await;
        is_told(page, "There is no picture in the clipboard").await;
        page.allows("clipboard-read", false).await;
        page.click("paste").await;
        is_told(page, "Press Ctrl+V").await;
        assert_eq!(page.photo_count().await, 1);
    });
}

#[test]
fn an_address_is_pasted_while_the_focus_is_on_a_button_for_files() {
    with_page(async |page| {
        let paste = "const data = new DataTransfer();
            data.setData('text/plain', `${location.origin}/samples/photos/cat.jpg`);
            const how = { clipboardData: data, bubbles: true, cancelable: true };
            document.querySelector('[data-testid=choose]').dispatchEvent(new ClipboardEvent('paste', how))";
        page.eval(paste).await;
        page.photos_are(1).await;
    });
}

#[test]
fn a_site_that_never_answers_is_given_up() {
    // Half a minute passes at once.
    const SILENT: &str = "const [wait, ask] = [setTimeout, fetch];
        globalThis.setTimeout = (work, ms, ...more) => wait(work, ms === 30000 ? 100 : ms, ...more);
        globalThis.fetch = (what, how) => String(what).includes('silent')
            ? new Promise((_, no) => how.signal.addEventListener('abort', () => no(how.signal.reason)))
            : ask(what, how)";
    with_page(async |page| {
        page.eval(SILENT).await;
        page.click("link").await;
        page.type_into("address", "https://silent.example/cat.jpg").await;
        page.click("fetch").await;
        is_told(page, "silent.example takes too long to answer").await;
        page.until("another can be asked", "!document.querySelector('[data-testid=fetching]')")
            .await;
    });
}

#[test]
fn a_link_brings_a_photo_where_its_site_lets_it() {
    with_page(async |page| {
        let host = Host::start().await;
        let photo = Arc::new(std::fs::read(sample("coffee.jpg")).expect("a sample photo"));
        let site = |change: fn(&mut Served)| {
            let mut served = Served::well(&photo);
            served.kind = "image/jpeg";
            change(&mut served);
            served
        };
        // Its end comes a while after its last byte.
        let slowly = |served: &mut Served| {
            (served.pause, served.length) = (Duration::from_millis(1500), false);
        };
        host.serve("/kind/coffee.jpg", site(slowly));
        host.serve("/strict/coffee.jpg", site(|served| served.cors = false));
        host.serve("/page", site(|served| served.kind = "text/html"));
        host.serve("/busy.jpg", site(|served| served.status = 503));
        page.allow(&host.origin);
        // The policy comes with the page.
        page.open_photo_bundled().await;

        page.click("link").await;
        page.until(
            "the field has the focus",
            "document.activeElement.dataset.testid === 'address'",
        )
        .await;
        page.type_into("address", &format!("{}/kind/coffee.jpg", host.origin)).await;
        page.keys("N").await;
        let asks = "document.querySelector('[data-testid=fetching]')?.innerText";
        page.until("it says whom it asks", &format!("{asks}.includes('127.0.0.1')")).await;
        page.photos_are(1).await;
        page.until("it asks no more", &format!("!({asks})")).await;
        page.photo_answer().await;
        let text = page.text("all").await.unwrap_or_default();
        assert!(text.contains("coffee.jpg"), "{text}");

        for (address, words) in [
            (format!("{}/strict/coffee.jpg", host.origin), "Save the picture there"),
            (format!("{}/page", host.origin), "There is a page at this address"),
            (format!("{}/nothing.jpg", host.origin), "there is nothing at this address"),
            (format!("{}/busy.jpg", host.origin), "answered 503 and gave no picture"),
            ("http://[".into(), "is no web address"),
            ("not a link".into(), "is no web address"),
            ("ftp://example.org/cat.jpg".into(), "is no web address"),
        ] {
            let field = "document.querySelector('[data-testid=address]')";
            assert_eq!(page.eval(&format!("return {field}.value")).await, "", "the field is empty");
            page.type_into("address", &address).await;
            page.click("fetch").await;
            is_told(page, words).await;
            let take = format!("const field = {field}; return [field.value, field.value = ''][0]");
            assert_eq!(page.eval(&take).await, address, "what did not work can be mended");
        }
        page.is_online(false).await;
        page.type_into("address", &format!("{}/kind/coffee.jpg", host.origin)).await;
        page.click("fetch").await;
        is_told(page, "This machine is offline").await;
        page.is_online(true).await;
        assert_eq!(page.photo_count().await, 1);
    });
}
