//! How long a visitor waits for the first answer, from the page's own marks: from the navigation for
//! digits, from the drop for photos. The figures are printed; a machine under tests is no place to
//! judge them, so only the order of the moments is checked.

use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, say, session};

/// When a moment came, ms from the navigation.
async fn moment(page: &Page, name: &str) -> f64 {
    let entry = format!("performance.getEntriesByName('triptych:{name}')[0]?.startTime");
    let time = page.until_within(name, &entry, page.waking()).await;
    time.as_f64().unwrap_or_else(|| panic!("{name} came at {time}"))
}

async fn digits(page: &Page, device: &str) {
    page.open(&format!("/?device={device}")).await;
    page.until("the board is there", "document.querySelector('[data-testid=board]')?.tagName")
        .await;
    // Long before the engine is ready, as a visitor would.
    page.draw(Pointer::Mouse, &Hand::School.digit(3)).await;
    let answer = moment(page, "first-answer").await;
    let (open, ready) = (moment(page, "device-open").await, moment(page, "network-ready").await);
    say(&format!(
        "digits on {device}: device open after {open:.0} ms, network ready after {ready:.0}, first answer after {answer:.0}"
    ));
    assert!(open <= ready && ready <= answer, "{open} {ready} {answer}");
}

#[test]
fn digits_on_the_cpu() {
    session(Browser::NoGpu, Look::Light, async |page| digits(page, "cpu").await);
}

#[test]
fn digits_on_webgpu() {
    session(Browser::Gpu, Look::Light, async |page| digits(page, "gpu").await);
}

#[test]
fn photos_on_the_cpu() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_bundled().await;
        page.drag_photo("drop", "coffee.jpg").await;
        let (given, answer) =
            (moment(page, "photo-given").await, moment(page, "photo-answer").await);
        say(&format!("a photo on the CPU: first answer {:.0} ms after the drop", answer - given));
        assert!(answer > given, "{answer} {given}");
    });
}
