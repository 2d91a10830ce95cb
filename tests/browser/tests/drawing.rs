//! The board and what lies around it: undo, clear, the keyboard, samples, the network's two forms.

use browser_tests::worker::before_the_worker;
use browser_tests::{Browser, Fault, Look, Page, Pointer, hands::Hand, session, settings};

const ANSWER: &str = "document.querySelector('[data-testid=answer]').innerText";

async fn answers(page: &Page, digit: usize) {
    page.until(&format!("the answer {digit}"), &format!("{ANSWER} === '{digit}'")).await;
}

async fn label(page: &Page) -> String {
    let label = page.eval("return document.querySelector('[data-testid=board]').ariaLabel").await;
    label.as_str().unwrap_or_default().to_owned()
}

#[test]
fn every_step_can_be_taken_back() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(5)).await;
        assert_eq!(label(page).await, "Drawing board, 2 strokes");
        assert_eq!(page.answer().await.digit, 5);
        page.click("undo").await;
        assert_eq!(label(page).await, "Drawing board, 1 stroke");
        page.click("undo").await;
        page.until("no answer on an empty board", &format!("!{ANSWER}")).await;
        assert_eq!(label(page).await, "Drawing board, empty");
        page.draw(Pointer::Mouse, &Hand::Continental.digit(3)).await;
        answers(page, 3).await;
        page.clear().await;
        assert_eq!(label(page).await, "Drawing board, empty");
        page.click("undo").await;
        answers(page, 3).await;
        page.is_civil().await;
    });
}

#[test]
fn digits_are_drawn_by_keys_alone() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        // From the middle of the fourth row: arrows, and space for pen down or up.
        for (digit, keys) in [
            (1, "UU _ DDDDDDDDDD"),
            (2, "LLLUU _ RRRRR DDDD LD LD LD LD LD RRRRRR"),
            (3, "LLLUU _ RRRRR DDDDD LLLL RRRR DDDDD LLLLL"),
            (5, "RRUU _ LLLLLL DDDDD RRRR DR DDD LD LLLLL"),
            (7, "LLLLUU _ RRRRRRR DD L DD L DD L DD L DD"),
            (4, "LLLLUU _ DDDDDD RRRRRR _ UUUUUUU _ DDDDDDDDDDDD"),
            (0, "LU _ RR DR DR DDDDDD LD LD LL LU LU UUUUUU RU RU"),
        ] {
            page.tab_to("keyboard").await;
            page.keys("N").await;
            page.tab_to("board").await;
            page.keys(keys).await;
            let answer = page.answer().await;
            assert_eq!(
                answer.digit,
                digit,
                "a {digit} by the keys {keys}, read with {:.0} %",
                100.0 * answer.share
            );
            page.keys("E").await;
            let focused = page.eval("return document.activeElement.dataset.testid").await;
            assert_eq!(focused, "keyboard", "Escape gives the focus back to the switch");
            page.tab_to("clear").await;
            page.keys("N").await;
            page.until("an empty board", &format!("!{ANSWER}")).await;
        }
    });
}

#[test]
fn keys_take_strokes_back_and_say_where_the_pen_is() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.tab_to("keyboard").await;
        page.keys("N").await;
        page.tab_to("board").await;
        page.keys("R").await;
        let live = "document.querySelector('[data-testid=live]').innerText.includes('pen up')";
        page.until("the live region says where the pen is", live).await;
        page.keys("_DD").await;
        assert_eq!(label(page).await, "Drawing board, 1 stroke");
        page.keys("B").await;
        assert_eq!(label(page).await, "Drawing board, empty");
    });
}

/// Only the voice says that the pen is down, and the answer is close behind.
#[test]
fn the_pen_is_heard_before_the_answer() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.tab_to("keyboard").await;
        page.keys("N").await;
        page.tab_to("board").await;
        page.listen().await;
        page.keys("_DDDD_R_").await;
        let heard = "spoken.includes('Column 10, row 9, pen down')";
        page.until("the pen is heard", heard).await;
        page.until("so is the answer", "!spoken.at(-1).startsWith('Column')").await;
    });
}

#[test]
fn samples_of_the_test_set_can_be_clicked() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        let names =
            "return [...document.querySelectorAll('.sample')].map(sample => sample.ariaLabel)";
        let names = page.eval(names).await;
        let names = names.as_array().cloned().unwrap_or_default();
        assert!(names.len() >= 10, "ten samples or more should be there, not {}", names.len());
        for (sample, name) in names.iter().enumerate() {
            page.click(&format!("sample-{sample}")).await;
            let answer = page.answer().await;
            let name = name.as_str().unwrap_or_default();
            let read = format!("A handwritten {}", answer.digit);
            assert_eq!(read, name, "sample {sample}, read with {:.0} %", 100.0 * answer.share);
            let pressed = format!(
                "return document.querySelector('[data-testid=sample-{sample}]').ariaPressed"
            );
            assert_eq!(page.eval(&pressed).await, "true", "sample {sample} is marked as chosen");
        }
        let live = "document.querySelector('[data-testid=live]').innerText";
        page.until(
            "the live region speaks the answer",
            &format!("/^\\d, [\\d.]+\\s%/.test({live})"),
        )
        .await;
    });
}

#[test]
fn both_forms_of_the_network_read_and_show_their_layers() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(8)).await;
        assert_eq!(page.answer().await.digit, 8, "by the modern form");
        let modern = page.text("facts").await.unwrap_or_default();
        assert!(modern.contains("61,706"), "the modern form has 61,706 parameters: {modern}");
        page.listen().await;
        page.click_css("label:has([data-testid=network-lenet5-1998])").await;
        page.until_within(
            "the form of 1998",
            "triptych.state().network === 'lenet5-1998' && location.search.includes('lenet5-1998')",
            page.waking(),
        )
        .await;
        page.ready().await;
        let printed = page.text("facts").await.unwrap_or_default();
        assert!(!printed.contains("61,706"), "the form of 1998 has other figures: {printed}");
        assert_eq!(page.answer().await.digit, 8, "by the form of 1998");
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        let spoken = page.spoken().await;
        assert!(!spoken.contains("ready"), "the engine was: {spoken}");
        assert!(page.text("notice").await.is_none_or(|notice| !notice.contains("did not load")));
        for layer in ["c1", "c3", "f6"] {
            let maximum =
                format!("document.querySelector('[data-testid=map-{layer}]')?.dataset.maximum");
            page.until(&format!("feature maps of {layer}"), &maximum).await;
        }
        page.is_civil().await;
    });
}

/// The other one is pressed before it has come.
#[test]
fn of_two_forms_the_one_pressed_last_is_at_work() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.break_file(&settings::weights_address("lenet5-1998"), Fault::Held);
        page.click_css("label:has([data-testid=network-lenet5-1998])").await;
        page.until("it is on its way", "triptych.state().engine === 'waking'").await;
        page.click_css("label:has([data-testid=network-lenet5])").await;
        page.mend();
        page.ready().await;
        let state = "return [triptych.state().network, location.search,
            document.querySelector('[data-testid=network-lenet5]').checked]";
        assert_eq!(page.eval(state).await, serde_json::json!(["lenet5", "?device=cpu", true]));
        let facts = page.text("facts").await.unwrap_or_default();
        assert!(facts.contains("61,706"), "the figures of the modern form: {facts}");
        assert!(page.text("notice").await.is_none_or(|notice| !notice.contains("did not load")));
    });
}

/// A connection that was lost meanwhile, say.
#[test]
fn a_form_that_does_not_come_leaves_the_one_before_at_work() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        // Neither form would come now.
        page.break_file(&settings::weights_address("lenet5"), Fault::Missing);
        let printed = settings::weights_address("lenet5-1998");
        for fault in [Fault::Missing, Fault::Broken] {
            page.break_file(&printed, fault);
            page.click_css("label:has([data-testid=network-lenet5-1998])").await;
            let notice = page.notice("refused").await;
            assert!(
                notice.contains("did not load") && notice.contains("still at work"),
                "{notice}"
            );
            page.ready().await;
            let live = "document.querySelector('[data-testid=live]').innerText";
            page.until("it is said", &format!("{live}.includes('did not load')")).await;
            let state = page.eval("return [triptych.state().network, location.search]").await;
            assert_eq!(
                state,
                serde_json::json!(["lenet5", "?device=cpu"]),
                "a link shows what works"
            );
            page.draw(Pointer::Mouse, &Hand::School.digit(4)).await;
            assert_eq!(page.answer().await.digit, 4);
            page.clear().await;
            page.is_civil().await;
        }
        page.mend();
        page.click_css("label:has([data-testid=network-lenet5-1998])").await;
        let chosen =
            "triptych.state().network === 'lenet5-1998' && location.search.includes('1998')";
        page.until("the form of 1998", chosen).await;
        page.ready().await;
        assert!(page.text("notice").await.is_none_or(|notice| !notice.contains("did not load")));
    });
}

/// Whoever hears the page hears no answer to half a drawing.
#[test]
fn an_answer_that_comes_late_is_the_one_that_is_spoken() {
    const LATE: &str = "const own = globalThis.postMessage.bind(globalThis);
        globalThis.postMessage = (...given) => setTimeout(() => own(...given), 1500)";
    session(Browser::NoGpu, Look::Light, async |page| {
        before_the_worker(page, LATE);
        page.open_ready("/?device=cpu").await;
        page.listen().await;
        // Its first stroke is no 4.
        page.draw(Pointer::Mouse, &Hand::Continental.digit(4)).await;
        page.until("the answer is spoken", "spoken.length > 0").await;
        tokio::time::sleep(std::time::Duration::from_secs(4)).await;
        let spoken = page.spoken().await;
        assert!(spoken.starts_with('4') && !spoken.contains('|'), "{spoken}");
    });
}
