//! What the page is shown on: low windows and phones, fingers, larger letters, paper.

use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, session};
use serde_json::json;

/// A window of this size.
async fn window(page: &Page, width: u64, height: u64) {
    let screen =
        json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    page.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    let large = format!("innerWidth === {width} && innerHeight === {height}");
    page.until("it is that large", &large).await;
}

/// Parts are taken away below the answer, or beside one that is too high for the window.
async fn the_answer_is_in_view(page: &Page) {
    let part = ".ranked";
    page.until_within("parts", &format!("!!document.querySelector('{part}')"), page.waking()).await;
    page.click_css(part).await;
    let scroll = format!(
        "document.querySelector('{part}').scrollIntoView({{ block: 'center', behavior: 'instant' }})"
    );
    page.eval(&scroll).await;
    let said = "(() => { const said = document.querySelector('[data-testid=change-answer]');
        const { top, bottom } = said.getBoundingClientRect();
        return /^With one change: .+ As it is: /.test(said.innerText) && top >= 0 && bottom < innerHeight; })()";
    page.until("the answer is in view", said).await;
}

#[test]
fn in_a_low_window_the_answer_stays_in_view() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.look_at_digit(2, "change").await;
        window(page, 844, 390).await;
        the_answer_is_in_view(page).await;
        let row = "document.querySelector('table.verdict tbody tr').getBoundingClientRect().bottom";
        page.until("and its first row", &format!("{row} < innerHeight")).await;
    });
}

#[test]
fn on_a_phone_the_answer_stays_in_view() {
    session(Browser::NoGpu, Look::Phone, async |page| {
        page.look_at_digit(2, "change").await;
        the_answer_is_in_view(page).await;
    });
}

/// A number grows on a window between a phone's and a desk's; on a low one a finger has room beside the board.
#[test]
fn on_a_tablet_the_bars_stay_and_the_board_is_not_all() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        window(page, 740, 1000).await;
        let top = "return Math.round(document.querySelector('.bars').getBoundingClientRect().top + scrollY)";
        let before = page.eval(top).await;
        for (read, strokes) in Hand::School.number(&[4, 0, 7, 2]).iter().enumerate() {
            page.draw(Pointer::Mouse, strokes).await;
            let digits = "document.querySelector('[data-testid=answer]').innerText.length";
            page.until("one digit more", &format!("{digits} === {}", read + 1)).await;
            assert_eq!(page.eval(top).await, before, "after {} digits", read + 1);
            page.fits_the_width(&format!("{} digits", read + 1)).await;
        }
        let board = "document.querySelector('.board').getBoundingClientRect().height";
        for width in [900, 600] {
            window(page, width, 360).await;
            let lower = format!("{board} < innerHeight");
            page.until(&format!("a board lower than the window of {width}"), &lower).await;
        }
    });
}

#[test]
fn on_a_phone_what_is_timed_comes_into_view() {
    session(Browser::NoGpu, Look::Phone, async |page| {
        page.open_ready("/bench.html?device=cpu").await;
        page.click("start").await;
        let top = "document.querySelector('.outcome').getBoundingClientRect().top";
        page.until("it is in view", &format!("{top} >= 0 && {top} < innerHeight / 2")).await;
    });
}

/// The place that is touched, and it is still told when the finger is gone.
#[test]
fn a_touch_reads_a_place() {
    session(Browser::NoGpu, Look::Phone, async |page| {
        page.open_ready("/?device=cpu").await;
        let told = |id: &str| format!("document.querySelector('[data-testid={id}]').innerText");
        page.until("the hint", &format!("{}.startsWith('Tap a map ')", told("spot"))).await;
        page.draw(Pointer::Touch, &Hand::School.digit(3)).await;
        page.answer().await;
        for (share, place) in [(0.95, "column 10, row 10:"), (0.05, "column 1, row 1:")] {
            page.tap("[data-testid=map-c3] .map", [share, share]).await;
            page.until(place, &format!("{}.includes('{place}')", told("spot"))).await;
        }
        page.click("room-why").await;
        page.run_is("occlusion", "done").await;
        page.tap("[data-testid=inside-input]", [0.5, 0.5]).await;
        page.until("the number there", &format!("{}.startsWith('Covered here,')", told("here")))
            .await;
        page.click("room-change").await;
        page.until("the sizes", "!!document.querySelector('.norm-line')").await;
        page.tap(".plot-frame", [0.05, 0.5]).await;
        page.until("the size there", &format!("{}.startsWith('C1: ')", told("norm-here"))).await;
    });
}

/// As a visitor's browser has them who set them twice as large.
#[test]
fn letters_that_are_larger_are_not_cut() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(3)).await;
        page.answer().await;
        window(page, 2560, 1100).await;
        page.eval("document.documentElement.style.fontSize = '200%'").await;
        let size = "return getComputedStyle(document.body).fontSize";
        assert_eq!(page.eval(size).await, "32px");
        let cut = "return [...document.querySelectorAll('.chip, .bars li, .tabs label, .top')]
            .filter(it => it.scrollHeight > it.clientHeight || it.scrollWidth > it.clientWidth)
            .map(it => it.innerText)";
        assert_eq!(page.eval(cut).await, json!([]));
        page.fits_the_width("larger letters").await;
    });
}

#[test]
fn a_drawing_from_the_dark_is_dark_on_paper() {
    session(Browser::NoGpu, Look::Dark, async |page| {
        page.open_ready("/?device=cpu").await;
        page.draw(Pointer::Mouse, &[vec![[0.5, 0.2], [0.5, 0.8]]]).await;
        page.answer().await;
        let ink = "(() => { const { width, height } = document.querySelector('.board');
            const drawn = document.querySelector('.board').getContext('2d');
            return drawn.getImageData(width / 2, height / 2, 1, 1).data[0]; })()";
        page.until("light ink on the screen", &format!("{ink} > 200")).await;
        let on_paper = format!("dispatchEvent(new Event('beforeprint')); return {ink}");
        assert!(page.eval(&on_paper).await.as_u64() < Some(80), "dark ink on paper");
        let after = format!("dispatchEvent(new Event('afterprint')); return {ink}");
        assert!(page.eval(&after).await.as_u64() > Some(200), "and light ink again");
    });
}

#[test]
fn in_forced_colours_what_is_chosen_stands_out() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let forced = json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
        page.devtools("Emulation.setEmulatedMedia", forced).await;
        page.open_ready("/?device=cpu&inside=layer").await;
        // Without how opaque they are: what is not is on a ground of the same colour.
        let colours = async |part: &str| {
            let read = format!(
                "const {{ backgroundColor, color }} = getComputedStyle(document.querySelector('{part}'));
                 return [backgroundColor, color].map(one => one.match(/[\\d.]+/g).slice(0, 3).join())"
            );
            page.eval(&read).await
        };
        for (chosen, other) in [
            (".lead .tabs input:checked", ".lead .tabs input:not(:checked)"),
            (".rooms [aria-pressed=true]", ".rooms [aria-pressed=false]"),
        ] {
            let (chosen_has, other_has) = (colours(chosen).await, colours(other).await);
            assert_ne!(chosen_has[0], other_has[0], "{chosen}");
            assert_ne!(chosen_has[0], chosen_has[1], "{chosen} can be read");
        }
    });
}
