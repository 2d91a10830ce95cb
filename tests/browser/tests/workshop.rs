//! The digit workshop: the changed digit is read as the network reads that picture, and the answer
//! flips where the page says so.

use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, say, session};
use serde_json::{Value, json};

const FLIPS: &str = "document.querySelector('[data-testid=workshop-flips]')?.innerText";

async fn open(page: &Page, digit: usize) {
    open_on(page, digit, "cpu").await;
}

async fn open_on(page: &Page, digit: usize, device: &str) {
    page.open_ready(&format!("/?device={device}")).await;
    page.draw(Pointer::Mouse, &Hand::School.digit(digit)).await;
    page.answer().await;
    page.click("workshop-open").await;
    page.until_within("curves", FLIPS, page.waking()).await;
}

/// Puts a slider somewhere, as dragging does, and waits for the answer to what it shows.
async fn slide(page: &Page, knob: &str, at: f64) {
    let script = format!(
        "const slider = document.querySelector('[data-testid=knob-{knob}]');
         slider.focus();
         slider.value = {at};
         slider.dispatchEvent(new Event('input', {{ bubbles: true }}));"
    );
    page.eval(&script).await;
    settle(page).await;
}

/// Waits until the answer has not changed for a while.
async fn settle(page: &Page) {
    let script = "const text = () => document.querySelector('[data-testid=workshop]').innerText;
        let [last, since] = [text(), performance.now()];
        while (performance.now() - since < 300) {
            await new Promise(go => setTimeout(go, 30));
            if (text() !== last) [last, since] = [text(), performance.now()];
        }";
    page.eval(script).await;
}

/// The digit and the share that the workshop shows.
async fn read(page: &Page) -> (String, f64) {
    let digit = page.text("workshop-answer").await.unwrap_or_default();
    let share = page.text("workshop-share").await.unwrap_or_default();
    (digit, share.trim_end_matches("\u{a0}%").parse().unwrap_or(f64::NAN))
}

/// The same of the picture that it shows, asked of the engine.
async fn asked(page: &Page) -> (String, f64) {
    let pixels = "return [...document.querySelector('[data-testid=workshop-picture]')
        .getContext('2d').getImageData(0, 0, 32, 32).data].filter((_, i) => i % 4 === 0).map(v => v / 255)";
    let subject = json!({ "Digit": page.eval(pixels).await });
    let outcome = page.ask_inside(&subject, json!([]), json!("Outcome")).await;
    let first = &outcome["Outcome"]["plain"][0];
    (first["class"].to_string(), 100.0 * first["probability"].as_f64().unwrap_or(f64::NAN))
}

#[test]
fn the_changed_digit_is_read_as_that_picture_is() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open(page, 6).await;
        assert_eq!(read(page).await.0, "6", "at rest it is what was drawn");
        for (knob, at) in
            [("turn", 180.0), ("right", 3.5), ("down", -2.0), ("thick", 1.2), ("noise", 0.3)]
        {
            slide(page, knob, at).await;
            let ((digit, share), (expected, exact)) = (read(page).await, asked(page).await);
            assert_eq!(digit, expected, "{knob} at {at}");
            // The picture has 256 greys, the page's numbers have more.
            assert!((share - exact).abs() < 3.0, "{knob} at {at}: {share} {exact}");
        }
        page.click("workshop-reset").await;
        settle(page).await;
        assert_eq!(read(page).await.0, "6", "back to the drawing");
        let live = "document.querySelector('[data-testid=live]').innerText";
        page.until("the answer is spoken", &format!("/6, [\\d.]+\\s%/.test({live})")).await;
        page.listen().await;
        page.click("clear").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(3)).await;
        page.until("another drawing is", "/^3, [\\d.]+\\s%/.test(spoken.at(-1))").await;
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        let spoken = page.spoken().await;
        assert!(!spoken.contains(": 3"), "it is told once: {spoken}");
        slide(page, "turn", 40.0).await;
        page.until("the turned one is", "/^Turned .*: /.test(spoken.at(-1))").await;
        page.click("clear").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(1)).await;
        page.until("so is another, turned", "/^Turned .*At rest a 1/.test(spoken.at(-1))").await;
    });
}

#[test]
fn a_six_turned_round_becomes_another_digit_where_the_page_says() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open(page, 6).await;
        let told = page.text("workshop-flips").await.unwrap_or_default();
        say(&told);
        assert!(told.starts_with("At rest a 6; at "), "{told}");
        let flips: Vec<(f64, String)> = told
            .split("at ")
            .filter_map(|part| part.split_once("\u{b0} it becomes a"))
            .map(|(at, digit)| {
                (
                    at.replace('\u{2212}', "-").parse().unwrap_or(f64::NAN),
                    digit.trim_start_matches(['n', ' '])[..1].into(),
                )
            })
            .collect();
        assert!(!flips.is_empty(), "{told}");
        for (at, digit) in flips {
            // Between two of the positions asked, five degrees apart, the lines are straight.
            let beyond = 5.0 * at.signum();
            slide(page, "turn", at - beyond).await;
            assert_eq!(asked(page).await.0, "6", "before {at}");
            slide(page, "turn", at + beyond).await;
            assert_eq!(asked(page).await.0, digit, "after {at}");
        }
        // The table has every stretch of the range, without a gap.
        page.click_css(".curves summary").await;
        let rows = "return [...document.querySelectorAll('[data-testid=workshop-table] tbody tr')]
            .map(row => [...row.cells].map(cell => cell.innerText))";
        let rows = page.eval(rows).await;
        let rows = rows.as_array().cloned().unwrap_or_default();
        assert_eq!(rows.first().map(|row| row[0].clone()), Some(json!("\u{2212}180\u{b0}")));
        assert_eq!(rows.last().map(|row| row[1].clone()), Some(json!("180\u{b0}")));
        assert!(rows.windows(2).all(|pair| pair[0][1] == pair[1][0]), "{rows:?}");
    });
}

#[test]
fn sliders_are_moved_by_keys_and_wait_for_a_digit() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.click("workshop-open").await;
        let nothing = page.text("workshop-nothing").await.unwrap_or_default();
        assert!(nothing.contains("Draw a digit first"), "{nothing}");
        page.draw(Pointer::Mouse, &Hand::School.digit(7)).await;
        page.answer().await;
        page.until("curves", FLIPS).await;
        page.tab_to("knob-right").await;
        page.keys("RRR").await;
        let value = "return document.querySelector('[data-testid=knob-right]').getAttribute('aria-valuetext')";
        assert_eq!(page.eval(value).await, "1.5 px");
        let heading = "document.querySelector('.curves h3').innerText";
        page.until("the curves are over the slider", &format!("/^Shifted right/.test({heading})"))
            .await;
        page.is_civil().await;
    });
}

/// The lines of the curves as the page draws them: each a list of heights.
async fn heights(page: &Page) -> Vec<Vec<f64>> {
    let script = "return [...document.querySelectorAll('.curves path:not(.grid)')]
        .map(path => path.getAttribute('d').split(/[ML]/).slice(1).map(point => Number(point.split(' ')[1])))";
    let lines = page.eval(script).await;
    serde_json::from_value(lines).expect("lists of numbers")
}

#[test]
fn both_devices_draw_the_same_curves() {
    session(Browser::Gpu, Look::Light, async |page| {
        open_on(page, 6, "cpu").await;
        let cpu = heights(page).await;
        open_on(page, 6, "gpu").await;
        let gpu = heights(page).await;
        assert!(cpu.len() > 2 && cpu.len() == gpu.len(), "{} lines, {}", cpu.len(), gpu.len());
        for (a, b) in cpu.iter().flatten().zip(gpu.iter().flatten()) {
            // Of 200, written with one figure after the point.
            assert!((a - b).abs() < 0.3, "{a} {b}");
        }
    });
}

/// How long a slider's step takes until the answer is there, and the longest task of the page.
#[test]
fn a_step_of_a_slider_is_answered_at_once() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open(page, 4).await;
        let script = "const tasks = [];
            new PerformanceObserver(list => tasks.push(...list.getEntries().map(it => it.duration)))
                .observe({ type: 'longtask' });
            const slider = document.querySelector('[data-testid=knob-turn]');
            const current = () => document.querySelector('[data-testid=workshop-read]').dataset.current;
            const times = [];
            slider.focus();
            for (let at = 10; at < 60; at += 5) {
                const began = performance.now();
                slider.value = at;
                slider.dispatchEvent(new Event('input', { bubbles: true }));
                // The question goes out when the script pauses.
                await new Promise(go => setTimeout(go));
                while (current() !== 'true' && performance.now() - began < 2000) await new Promise(go => setTimeout(go, 2));
                times.push(performance.now() - began);
            }
            await new Promise(go => setTimeout(go, 300));
            return { times: times.sort((a, b) => a - b), tasks }";
        let found = page.eval(script).await;
        let times: Vec<f64> =
            found["times"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        say(&format!(
            "a step of the slider: median {:.0} ms, most {:.0} ms; long tasks {}",
            times[5], times[9], found["tasks"]
        ));
        assert!(times[5] < 100.0, "{found}");
    });
}

async fn looks(page: &Page, look: Look) {
    open(page, 6).await;
    slide(page, "turn", 120.0).await;
    page.looks_well("workshop", look).await;
    page.click_css(".curves summary").await;
    page.looks_well("workshop with its table", look).await;
    page.whole_picture(&format!("workshop-{}", look.name()), look).await;
}

#[test]
fn workshop_light() {
    session(Browser::NoGpu, Look::Light, async |page| looks(page, Look::Light).await);
}

#[test]
fn workshop_dark() {
    session(Browser::NoGpu, Look::Dark, async |page| looks(page, Look::Dark).await);
}

#[test]
fn workshop_phone() {
    session(Browser::NoGpu, Look::Phone, async |page| looks(page, Look::Phone).await);
}
