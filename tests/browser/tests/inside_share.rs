//! The view in the page's address, and what can be taken along.

use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, session};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

const SEARCH: &str = "location.search";

async fn address_is(page: &Page, expected: &str) {
    page.until(&format!("the address is {expected}"), &format!("{SEARCH} === '{expected}'")).await;
}

/// The shares in the verdict's column, 0 to 1; the classes in the order shown.
async fn verdict(page: &Page, column: usize) -> Vec<(String, f64)> {
    let rows = page
        .eval(&format!(
            "return [...document.querySelectorAll('[data-testid=inside-verdict] tbody tr')]
                 .map(row => [row.cells[0].innerText, parseFloat(row.cells[{column}].innerText) / 100])"
        ))
        .await;
    let row = |row: &Value| {
        (row[0].as_str().unwrap_or_default().to_owned(), row[1].as_f64().unwrap_or(f64::NAN))
    };
    rows.as_array().into_iter().flatten().map(row).collect()
}

/// A digit on the board, and the address of a view of it.
async fn open(page: &Page, query: &str) {
    page.open_ready(&format!("/?device=cpu{query}")).await;
    page.draw(Pointer::Mouse, &Hand::School.digit(5)).await;
    page.answer().await;
}

#[test]
fn a_link_brings_room_row_class_and_changes_back() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let link = "&inside=change&row=c3&class=5&silence=c3:0-15";
        open(page, link).await;
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
        for ((class, share), ranked) in shares.iter().zip(&edited) {
            assert_eq!(class, &ranked["class"].to_string());
            let expected = ranked["probability"].as_f64().unwrap_or_default();
            assert!((share - expected).abs() < 1e-3, "{class}: {share}, {expected}");
        }
        assert_eq!(shares.len(), 5);
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
        open(page, "&inside=layer&row=conv9&class=99&silence=c3:0-99999&cut=c1&row=%3Cb%3E").await;
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
        open(page, "&inside=why&row=c1").await;
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

/// A file of this name that appears in a folder, whole.
async fn saved(folder: &Path, name: &str) -> Vec<u8> {
    let (began, path) = (Instant::now(), folder.join(name));
    let mut before = 0;
    loop {
        let bytes = std::fs::read(&path).unwrap_or_default();
        if !bytes.is_empty() && bytes.len() == before {
            return bytes;
        }
        before = bytes.len();
        assert!(began.elapsed() < Duration::from_secs(10), "no {}", path.display());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[test]
fn picture_and_data_are_saved() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let folder = std::env::temp_dir().join(format!("triptych-share-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        page.saves_to(&folder).await;
        page.open_ready("/?device=cpu").await;
        page.click("save-picture").await;
        page.until(
            "it says why not",
            "document.querySelector('[data-testid=share-said]').innerText.includes('Open a tool')",
        )
        .await;
        open(page, "&inside=change&row=c1&silence=c1:0-3").await;
        page.until("the answer", "document.querySelector('[data-testid=inside-verdict] td')").await;

        page.click("save-data").await;
        let data: Value =
            serde_json::from_slice(&saved(&folder, "triptych.json").await).expect("JSON");
        assert_eq!(data["network"]["parameters"], 61_706);
        assert_eq!(
            data["changes"],
            json!([{ "row": "c1", "change": { "Silence": [0, 1, 2, 3] } }])
        );
        assert_eq!(data["link"], "inside=change&row=c1&silence=c1:0-3");
        assert_eq!(data["device"]["gpu"], false);
        let shown = verdict(page, 2).await;
        for (place, (class, share)) in shown.iter().enumerate() {
            let answer = &data["answers"]["changed"][place];
            assert_eq!(answer["label"], *class);
            assert!(answer["probability"].as_f64().is_some_and(|it| (it - share).abs() < 1e-3));
        }

        page.click("save-picture").await;
        let picture = saved(&folder, "triptych.png").await;
        let _ = std::fs::remove_dir_all(&folder);
        assert!(picture.starts_with(b"\x89PNG"), "a PNG");
        page.serve("/saved.png", picture);
        // Ink where the input has ink: the middle of each of its pixels.
        let differs = "const image = await createImageBitmap(await (await fetch('/saved.png')).blob());
            const pixels = (source, width, height) => {
                const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext('2d');
                pen.drawImage(source, 0, 0);
                return pen.getImageData(0, 0, width, height).data;
            };
            const input = document.querySelector('.looked-at canvas');
            const [a, b] = [pixels(image, image.width, image.height), pixels(input, 32, 32)];
            let worst = 0;
            for (let y = 0; y < 32; y++) for (let x = 0; x < 32; x++) {
                const [u, v] = [x, y].map(at => 36 + Math.floor((at + .5) * 400 / 32));
                worst = Math.max(worst, Math.abs(a[4 * (v * image.width + u)] - b[4 * (32 * y + x)]));
            }
            return [image.width, worst, Math.max(...b)]";
        let told = page.eval(differs).await;
        assert!(told[0] == 1040 && told[1].as_f64().is_some_and(|worst| worst <= 2.0), "{told}");
        assert!(told[2] == 255, "the input has ink: {told}");
    });
}

#[test]
fn it_prints_without_what_there_is_to_press() {
    session(Browser::NoGpu, Look::Dark, async |page| {
        open(page, "&inside=change&row=c1").await;
        page.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        let shown = "return ['.rooms', '.share', '.tools', '.samples', '.tour-button', '.top nav']
            .filter(part => document.querySelector(part)?.getClientRects().length)";
        assert_eq!(page.eval(shown).await, json!([]), "hidden on paper");
        let paper =
            page.eval("return getComputedStyle(document.querySelector('.inside')).color").await;
        assert_eq!(paper, "rgb(29, 27, 22)", "dark ink, whatever the screen is like");
        page.whole_picture("print", Look::Light).await;
    });
}
