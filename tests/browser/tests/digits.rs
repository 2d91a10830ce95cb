//! All ten digits, drawn by real pointer events in several hands, read on WebGPU.

use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, say, session};

/// Draws every digit and fails if one is read as another.
async fn reads_all_ten(page: &Page, hand: Hand, pointer: Pointer) {
    page.open_ready("/?device=gpu").await;
    assert_eq!(page.device().await, "gpu", "WebGPU was asked for");
    let mut wrong = Vec::new();
    let mut shares = Vec::new();
    for digit in 0..10 {
        page.draw(pointer, &hand.digit(digit)).await;
        let answer = page.answer().await;
        shares.push(format!("{digit}: {:.0} %", 100.0 * answer.share));
        if answer.digit != digit {
            wrong.push(format!(
                "{digit} is read as {} ({:.0} %)",
                answer.digit,
                100.0 * answer.share
            ));
        }
        page.clear().await;
    }
    assert!(wrong.is_empty(), "in the {hand:?} hand, {}", wrong.join(", "));
    say(&format!("{hand:?} hand by {pointer:?}: {}", shares.join(", ")));
}

#[test]
fn all_digits_of_a_school_hand_by_mouse() {
    session(Browser::Gpu, Look::Light, async |page| {
        reads_all_ten(page, Hand::School, Pointer::Mouse).await
    });
}

#[test]
fn all_digits_of_a_continental_hand_by_pen() {
    session(Browser::Gpu, Look::Light, async |page| {
        reads_all_ten(page, Hand::Continental, Pointer::Pen).await
    });
}

#[test]
fn all_digits_of_a_hurried_hand_by_finger_on_a_phone() {
    session(Browser::Gpu, Look::Phone, async |page| {
        reads_all_ten(page, Hand::Hurried, Pointer::Touch).await
    });
}

#[test]
fn the_answer_comes_while_the_stroke_is_still_going() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/?device=gpu").await;
        page.eval(
            "window.answers = 0;
             window.ups = 0;
             addEventListener('pointerup', () => ups++, true);
             new MutationObserver(() => answers++)
                 .observe(document.querySelector('[data-testid=bar-3]'), { attributeFilter: ['data-value'] });",
        )
        .await;
        let strokes = Hand::School.digit(3);
        page.draw_unfinished(Pointer::Mouse, &strokes[0]).await;
        page.until(
            "an answer during the stroke",
            "document.querySelector('[data-testid=answer]').innerText",
        )
        .await;
        let during = page.answer().await;
        assert_eq!(page.eval("return ups").await, 0, "the pointer is still down");
        assert_eq!(during.digit, 3, "the whole 3 is drawn, only the pointer is still down");
        let answers = page.eval("return answers").await.as_u64().unwrap_or_default();
        assert!(
            answers >= 2,
            "one stroke should be read several times on its way, but was {answers} times"
        );
        say(&format!("{answers} answers came during one stroke"));
        page.lift(Pointer::Mouse).await;
        assert_eq!(page.eval("return ups").await, 1, "the pointer went up once");
        assert_eq!(page.answer().await.digit, 3);
        let time = page.text("device-time").await.unwrap_or_default();
        assert!(
            time.ends_with(" ms") && !time.starts_with('\u{2013}'),
            "a time on the device is shown, not {time:?}"
        );
    });
}
