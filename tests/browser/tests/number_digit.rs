//! Any digit of a drawn number can be looked at: by mouse, finger and keys.

use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, session};

/// Waits until bars, input and the inside are of this digit of 407, and gives a print of the input.
async fn shows(page: &Page, place: usize, digit: usize) -> String {
    let words = ["the first digit", "the second digit", "the third digit"][place];
    let expression = format!(
        "(document.querySelector('[data-testid=below]').innerText === 'Below: {words}, {digit}' \
         && document.querySelector('.bars.digits .win').dataset.testid === 'bar-{digit}' \
         && document.querySelector('.which :checked').dataset.testid === 'show-{place}' \
         && document.querySelector('section.answer').dataset.read === 'true')"
    );
    page.until(&format!("{words}, {digit}"), &expression).await;
    assert_eq!(page.text("answer").await.as_deref(), Some("407"), "the number stays");
    let print = "return document.querySelector('[data-testid=input-picture]').toDataURL()";
    page.eval(print).await.as_str().unwrap_or_default().to_owned()
}

async fn draw(page: &Page, pointer: Pointer) {
    page.open_ready("/?device=cpu").await;
    for digit in Hand::School.number(&[4, 0, 7]) {
        page.draw(pointer, &digit).await;
    }
}

#[test]
fn any_digit_of_a_number_can_be_looked_at() {
    session(Browser::NoGpu, Look::Light, async |page| {
        draw(page, Pointer::Mouse).await;
        let seven = shows(page, 2, 7).await;
        page.click("show-0").await;
        let four = shows(page, 0, 4).await;
        assert_ne!(four, seven, "the input is that of the digit");
        // What is spoken is the number, and that once, when the hand has rested.
        let live = "document.querySelector('[aria-live]').textContent.trim()";
        page.until("the number, said", &format!("{live}.startsWith('407,')")).await;
        let spoken = &format!("return {live}");
        let said = page.eval(spoken).await;
        page.keys("R").await;
        let zero = shows(page, 1, 0).await;
        assert!(zero != four && zero != seven);
        page.keys("L").await;
        assert_eq!(shows(page, 0, 4).await, four);
        assert_eq!(page.eval(spoken).await, said, "said again");
        page.is_accessible("a digit of a number").await;
        page.picture("number-digit").await;
        // What is drawn next is looked at.
        page.draw(Pointer::Mouse, &[vec![[0.97, 0.5], [0.975, 0.505]]]).await;
        page.click("undo").await;
        assert_eq!(shows(page, 2, 7).await, seven);
        page.is_civil().await;
    });
}

#[test]
fn a_finger_chooses_a_digit() {
    session(Browser::NoGpu, Look::Phone, async |page| {
        draw(page, Pointer::Touch).await;
        shows(page, 2, 7).await;
        page.click("show-1").await;
        shows(page, 1, 0).await;
        page.fits_the_width("a digit of a number").await;
        page.picture("number-digit-phone").await;
        page.clear().await;
        let hidden = "document.querySelector('.which').hidden";
        page.until("no choice without a number", hidden).await;
    });
}
