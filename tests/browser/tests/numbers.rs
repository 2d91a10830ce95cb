//! Several digits in one line, and drawings that are none: read while they are drawn, as natively.

use browser_tests::hands::{Hand, Stroke};
use browser_tests::{Browser, Look, Page, Pointer, say, session, settings};
use serde_json::Value;
use std::time::Duration;

/// Between two points at 240 events a second.
const QUICK: Duration = Duration::from_micros(4167);

async fn reads(page: &Page, expected: &str) {
    let answer = "document.querySelector('[data-testid=answer]').innerText";
    page.until(&format!("the answer {expected}"), &format!("{answer} === '{expected}'")).await;
}

/// Draws a number digit by digit, and takes its last one back again.
async fn reads_on(page: &Page, hand: Hand, pointer: Pointer, digits: &[usize]) {
    let mut text = String::new();
    for (strokes, digit) in hand.number(digits).iter().zip(digits) {
        page.draw(pointer, strokes).await;
        text += &digit.to_string();
        reads(page, &text).await;
    }
    let last = hand.number(digits).pop().expect("a digit").len();
    for _ in 0..last {
        page.click("undo").await;
    }
    text.pop();
    reads(page, &text).await;
}

#[test]
fn a_number_is_read_digit_by_digit_by_mouse_pen_and_finger() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        reads_on(page, Hand::School, Pointer::Mouse, &[4, 0, 7, 2]).await;
        page.picture("number-light").await;
        page.clear().await;
        reads_on(page, Hand::Continental, Pointer::Pen, &[1, 9, 9, 8, 6]).await;
        page.clear().await;
        reads_on(page, Hand::School, Pointer::Mouse, &[3, 1, 4, 1, 5, 9, 2, 6]).await;
        let time = page.text("whole-time").await.unwrap_or_default();
        say(&format!("eight digits and one taken back: {time} from stroke to answer"));
        page.is_civil().await;
    });
    session(Browser::NoGpu, Look::Phone, async |page| {
        page.open_ready("/?device=cpu").await;
        reads_on(page, Hand::School, Pointer::Touch, &[5, 8, 3]).await;
        page.picture("number-phone").await;
    });
}

/// A stroke that is drawn over once more is no second one: 10, not 110.
#[test]
fn a_one_gone_over_again_is_no_eleven() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        let [one, zero] = Hand::School.number(&[1, 0]).try_into().expect("two digits");
        let beside = |by: f64| -> Vec<Stroke> {
            let place = |&[x, y]: &[f64; 2]| [x + by, y];
            one.iter().map(|stroke| stroke.iter().map(place).collect()).collect()
        };
        page.draw(Pointer::Mouse, &[one.clone(), beside(0.01), zero.clone()].concat()).await;
        reads(page, "10").await;
        page.clear().await;
        page.draw(Pointer::Mouse, &[one.clone(), beside(0.07), zero].concat()).await;
        reads(page, "110").await;
    });
}

#[test]
fn no_task_of_the_main_thread_is_long_while_eight_digits_are_read() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        let mut digits = Hand::School.number(&[3, 1, 4, 1, 5, 9, 2, 6]);
        let last = digits.pop().expect("a digit");
        page.draw(Pointer::Mouse, &digits.concat()).await;
        reads(page, "3141592").await;
        page.watch_tasks().await;
        page.tasks_are_short("the eighth digit", 6, async |_| {
            page.draw(Pointer::Mouse, &last).await;
            reads(page, "31415926").await;
            for _ in &last {
                page.click("undo").await;
            }
            reads(page, "3141592").await;
        })
        .await;
    });
}

/// What is taken back or wiped while an answer is on its way is not answered any more.
#[test]
fn what_is_erased_while_it_is_read_is_not_answered() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        let digits = Hand::School.number(&[4, 7]);
        for _ in 0..3 {
            page.draw(Pointer::Mouse, &digits[0]).await;
            // The last stroke and its end reach the page in the same task as the button, so that its
            // answer cannot have come.
            let erase = "const board = document.querySelector('[data-testid=board]');
                const { left, top, width } = board.getBoundingClientRect();
                const send = (type, x, y, buttons) => board.dispatchEvent(new PointerEvent(type, {
                    pointerId: 7, pointerType: 'pen', isPrimary: true, bubbles: true, buttons,
                    clientX: left + x * width, clientY: top + y * width,
                }));
                const stroke = () => {
                    send('pointerdown', 0.7, 0.3, 1);
                    for (let i = 0; i < 40; i++) send('pointermove', 0.7 + i / 400, 0.3 + i / 100, 1);
                    send('pointerup', 0.8, 0.7, 0);
                };
                const press = id => document.querySelector(`[data-testid=${id}]`).click();";
            page.eval(&format!("{erase} stroke(); press('undo');")).await;
            assert_eq!(settles_at(page, "4").await, Ok(()), "the second digit was taken back");
            stays(page, "4").await;
            page.eval(&format!("{erase} stroke(); press('clear');")).await;
            stays(page, "").await;
        }
        page.is_civil().await;
    });
}

/// Fails if the answer is another at any moment of the next half second.
async fn stays(page: &Page, expected: &str) {
    let body = "const answer = document.querySelector('[data-testid=answer]'), seen = new Set();
        for (let began = performance.now(); performance.now() - began < 500;) {
            seen.add(answer.innerText);
            await new Promise(go => requestAnimationFrame(go));
        }
        return [...seen]";
    assert_eq!(page.eval(body).await, serde_json::json!([expected]));
}

#[test]
fn quick_strokes_lose_no_points() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.eval(
            "window.reported = 0;
             let last = '';
             const board = document.querySelector('[data-testid=board]');
             const count = event => {
                 // A pointer may be told to be where it is already.
                 const place = `${event.clientX} ${event.clientY}`;
                 if (event.buttons && place !== last) reported++;
                 last = place;
             };
             board.addEventListener('pointerdown', event => { last = ''; count(event); });
             board.addEventListener('pointermove', event => {
                 const all = event.getCoalescedEvents();
                 (all.length ? all : [event]).forEach(count);
             });",
        )
        .await;
        let spiral = (0..400)
            .map(|i| f64::from(i) / 20.0)
            .map(|t| [0.5 + 0.022 * t * t.cos(), 0.5 + 0.022 * t * t.sin()]);
        page.draw_in_steps(Pointer::Mouse, &[spiral.collect()], QUICK).await;
        let points = page.eval("return [reported, Number(document.querySelector('[data-testid=board]').dataset.points)]").await;
        say(&format!("reported and drawn: {points}"));
        let [reported, drawn] = [0, 1].map(|i| points[i].as_f64().unwrap_or(f64::NAN));
        assert!(reported >= 300.0 && drawn == reported, "{points}");
    });
}

#[test]
fn strokes_of_others_are_read_as_natively() {
    let file = settings::data("unipen-digits").join("replay.jsonl");
    let Ok(text) = std::fs::read_to_string(&file) else {
        say(&format!(
            "skipped: strokes of others, for want of {} (`triptych eval lenet5 --replay` writes it)",
            file.display()
        ));
        return;
    };
    let drawings: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        let mut wrong = Vec::new();
        for drawing in &drawings {
            let side = drawing["board"].as_f64().expect("a side");
            let strokes: Vec<Vec<[f64; 2]>> =
                serde_json::from_value(drawing["strokes"].clone()).expect("strokes");
            let strokes: Vec<Stroke> = strokes
                .into_iter()
                .map(|stroke| stroke.iter().map(|point| point.map(|value| value / side)).collect())
                .collect();
            page.draw_in_steps(Pointer::Mouse, &strokes, QUICK).await;
            let expected = drawing["answer"].as_str().expect("an answer");
            if let Err(found) = settles_at(page, expected).await {
                wrong.push(format!("{expected} is {found}"));
            }
            page.clear().await;
        }
        say(&format!("{} of {} as natively", drawings.len() - wrong.len(), drawings.len()));
        assert!(wrong.is_empty(), "{}", wrong.join(", "));
    });
}

/// Waits for this answer; what is there instead after two seconds is the error.
async fn settles_at(page: &Page, expected: &str) -> Result<(), String> {
    let body = format!(
        "const answer = () => document.querySelector('[data-testid=answer]').innerText;
         const began = performance.now();
         while (performance.now() - began < 2000) {{
             if (answer() === '{expected}') return '';
             await new Promise(go => setTimeout(go, 15));
         }}
         return answer() || 'nothing';"
    );
    match page.eval(&body).await.as_str() {
        Some("") => Ok(()),
        other => Err(other.unwrap_or_default().to_owned()),
    }
}
