//! What is no digit, or may not be: "Not sure", why, and the share of none beside those of the ten.

use browser_tests::hands::{Hand, Stroke};
use browser_tests::{Browser, Look, Page, Pointer, session};

const NONE: &str = "document.querySelector('[data-testid=bar-none]')";

async fn says(page: &Page, what: &str, why: &str) {
    let confidence = "document.querySelector('[data-testid=confidence]')";
    let says = format!(
        "{confidence}?.innerText === '{what}'
         && {confidence}.nextElementSibling.innerText.includes('{why}')"
    );
    page.until(&format!("{what}: {why}"), &says).await;
}

/// A curve that swings both ways.
fn scribble() -> Stroke {
    let place = |t: f64| [0.5 + 0.3 * (3.1 * t).sin() + 0.1 * t.cos(), 0.5 + 0.3 * (4.3 * t).cos()];
    (0..60).map(|i| place(f64::from(i) / 10.0)).collect()
}

/// An m, which would be a one and two sevens.
fn m() -> [Stroke; 3] {
    let bow = |x: f64| {
        let corners = [[x, 0.45], [x + 0.06, 0.36], [x + 0.14, 0.34], [x + 0.2, 0.45]];
        [corners.as_slice(), &line([x + 0.2, 0.45], [x + 0.2, 0.8])].concat()
    };
    [line([0.3, 0.35], [0.3, 0.8]), bow(0.3), bow(0.5)]
}

fn line(from: [f64; 2], to: [f64; 2]) -> Stroke {
    let at = |t: f64| [0, 1].map(|axis| from[axis] + t * (to[axis] - from[axis]));
    (0..=20).map(|i| at(f64::from(i) / 20.0)).collect()
}

/// Where the row of none is, its height, and whether it is seen.
async fn row(page: &Page) -> (serde_json::Value, bool) {
    let body = format!(
        "const {{ top, height }} = {NONE}.getBoundingClientRect();
         return [[top, height], getComputedStyle({NONE}).visibility === 'visible']"
    );
    let found = page.eval(&body).await;
    (found[0].clone(), found[1].as_bool().expect("a truth"))
}

async fn doubts(page: &Page, look: Look) {
    page.open_ready("/?device=cpu").await;
    let place = row(page).await;
    assert!(place.1, "the row is there before anything is drawn");
    page.draw(Pointer::Mouse, &[scribble()]).await;
    says(page, "No digit", "or else ").await;
    assert_eq!(page.text("answer").await.as_deref(), Some(""), "no digit stands there");
    // That the eleven add up is asked wherever an answer is.
    page.answer().await;
    let none = page.eval(&format!("return Number({NONE}.dataset.value)")).await;
    assert!(none.as_f64().is_some_and(|none| (0.19..=1.0).contains(&none)), "{none}");
    assert_eq!(row(page).await, place, "nothing moves");
    page.is_accessible(&format!("not sure, {}", look.name())).await;
    page.picture(&format!("scribble-{}", look.name())).await;
    page.clear().await;
}

#[test]
fn a_scribble_is_not_sure_and_none_has_its_share() {
    session(Browser::NoGpu, Look::Light, async |page| doubts(page, Look::Light).await);
    session(Browser::NoGpu, Look::Dark, async |page| doubts(page, Look::Dark).await);
    session(Browser::NoGpu, Look::Phone, async |page| doubts(page, Look::Phone).await);
}

#[test]
fn strokes_that_touch_may_be_one_sign() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.draw(Pointer::Mouse, &m()).await;
        says(page, "Not sure", "3 digits that touch, or one sign").await;
        page.picture("m-light").await;
        // With a digit that stands apart it is a number.
        page.draw(Pointer::Mouse, &[line([0.9, 0.2], [0.88, 0.8])]).await;
        page.until(
            "a sure number",
            "document.querySelector('[data-testid=confidence]').innerText.endsWith('%')",
        )
        .await;
    });
}

#[test]
fn the_printed_form_knows_no_none_and_its_row_keeps_its_place() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(3)).await;
        assert_eq!(page.answer().await.digit, 3);
        let (place, seen) = row(page).await;
        assert!(seen);
        page.click("network-lenet5-1998").await;
        page.until("no row of none", &format!("getComputedStyle({NONE}).visibility === 'hidden'"))
            .await;
        page.ready().await;
        page.answer().await;
        assert_eq!(row(page).await, (place, false));
        page.is_civil().await;
    });
}
