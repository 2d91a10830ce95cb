//! The papers' ideas, on and off, on the networks that have them.

use browser_tests::photos::sample;
use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, say, session};
use serde_json::{Value, json};

/// Draws a digit and opens the room.
async fn open_drawn(page: &Page, network: &str, digit: usize) {
    page.open_ready(&format!("/?device=cpu&network={network}")).await;
    page.draw(Pointer::Mouse, &Hand::School.digit(digit)).await;
    page.answer().await;
    page.click("room-ideas").await;
}

/// Shows a photo and opens the room for one of the networks.
async fn open_photo(page: &Page, net: &str) -> Value {
    page.choose("choose", &[&sample("coffee.jpg")]).await;
    page.photo_is_answered(net).await;
    page.click("room-ideas").await;
    // The page numbers its pictures from 1.
    let slot = if net == "alexnet" { "AlexNet" } else { "ResNet" };
    json!({ "Photo": { "slot": slot, "picture": 1, "crop": { "x": 0.5, "y": 0.5, "zoom": 1.0 } } })
}

/// The numbers of a table's cells, as they are written.
async fn numbers(page: &Page, selector: &str) -> Vec<f64> {
    let script = format!(
        "return [...document.querySelectorAll('{selector}')]
            .map(cell => Number(cell.innerText.replace('\u{2212}', '-').replace(/[,%±\\s]/g, '')))"
    );
    let values = page.eval(&script).await;
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    values.as_array().into_iter().flatten().map(number).collect()
}

async fn effect(page: &Page, idea: &str) -> String {
    let effect =
        format!("document.querySelector('[data-testid=idea-{idea}] [data-testid=effect]')");
    let settled = format!("/instead of/.test({effect}.innerText) && {effect}.innerText");
    let text = page.until_within("the effect", &settled, page.waking()).await;
    text.as_str().unwrap_or_default().to_owned()
}

#[test]
fn pooling_by_the_mean_changes_the_window_and_the_answer() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open_drawn(page, "lenet5", 3).await;
        let pooled = "document.querySelector('[data-testid=pooled]')?.innerText";
        page.until("a window", pooled).await;
        let window = numbers(page, "[data-testid=pool-window] td").await;
        assert_eq!(window.len(), 4, "2 x 2");
        let most = window.iter().copied().fold(f64::MIN, f64::max);
        let told = page.text("pooled").await.unwrap_or_default();
        assert!(most > 0.0 && told == format!("The largest: {most:.2}"), "{told} of {window:?}");

        page.click("switch-s2").await;
        page.until("the mean", &format!("/^Their mean/.test({pooled}) && {pooled}")).await;
        let told = page.text("pooled").await.unwrap_or_default();
        let mean: f64 = window.iter().sum::<f64>() / 4.0;
        let shown: f64 = told.trim_start_matches("Their mean: ").parse().unwrap_or(f64::NAN);
        // Each of the four is written with two figures after the point.
        assert!((shown - mean).abs() < 0.011, "{told}, {mean}");

        let said = effect(page, "pooling").await;
        let subject = "return triptych.look ? [...document.querySelector('[data-testid=input-picture]')
            .getContext('2d').getImageData(0, 0, 32, 32).data].filter((_, i) => i % 4 === 0).map(v => v / 255) : 0";
        let subject = json!({ "Digit": page.eval(subject).await });
        let edits = json!([{ "row": "s2", "change": { "Pool": "Average" } }]);
        let outcome = page.ask_inside(&subject, edits, json!("Outcome")).await;
        let share = outcome["Outcome"]["edited"][0]["probability"].as_f64().unwrap_or_default();
        let class = &outcome["Outcome"]["edited"][0]["class"];
        assert!(said.starts_with(&class.to_string()), "{said}: {outcome}");
        assert!(said.contains(&format!("{:.1}\u{a0}%", 100.0 * share)), "{said}: {share}");
        say(&said);

        page.click("inside-reset").await;
        let whole =
            "document.querySelector('[data-testid=effect]').innerText === 'As it was trained.'";
        page.until("the effect is gone", whole).await;
    });
}

#[test]
fn the_connection_table_is_the_papers() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open_drawn(page, "lenet5-1998", 4).await;
        let script = "return [...document.querySelectorAll('[data-testid=connections] tbody tr')]
            .map(row => [...row.querySelectorAll('td')].map(cell => cell.dataset.sees === 'true' ? 'X' : '.').join(''))";
        // Table I of the paper, line by line.
        let paper = [
            "X...XXX..XXXX.XX",
            "XX...XXX..XXXX.X",
            "XXX...XXX..X.XXX",
            ".XXX..XXXX..X.XX",
            "..XXX..XXXX.XX.X",
            "...XXX..XXXX.XXX",
        ];
        assert_eq!(page.eval(script).await, json!(paper));
        let squares = "return [...document.querySelectorAll('[data-testid=connections] td[data-sees]')]
            .every(cell => { const { width, height } = cell.getBoundingClientRect(); return width > 10 && Math.abs(height - 22) < 3 })";
        assert_eq!(page.eval(squares).await, true, "a grid of small squares");
        let table = page.text("connections").await.unwrap_or_default();
        assert!(table.contains("counted from 0"), "{table}");
        let saving = page.text("connections-saving").await.unwrap_or_default();
        for number in ["60 of 96", "1,516", "2,416", "150,000", "240,000", "60,000", "60,900"] {
            assert!(saving.contains(number), "{number} in: {saving}");
        }
    });
}

#[test]
fn thirty_thinned_alexnets_are_asked() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_pair().await;
        page.click("inside-alexnet").await;
        let subject = open_photo(page, "alexnet").await;
        page.click("dropout-ask").await;
        let there = "document.querySelectorAll('[data-testid=spread] tbody tr').length === 5";
        page.until_within("five bars", there, page.waking()).await;
        let means = numbers(page, "[data-testid=spread] tbody td:nth-child(3)").await;
        let deviations = numbers(page, "[data-testid=spread] tbody td:nth-child(4)").await;
        let question = json!({ "Dropout": { "samples": 30, "seed": 1 } });
        let spread = page.ask_inside(&subject, json!([]), question).await;
        let bars = spread["Spread"]["classes"].as_array().expect("classes");
        let counts = (means.len(), deviations.len());
        assert!(counts == (5, 5) && bars.len() >= 5, "{means:?}, {deviations:?}, {bars:?}");
        for ((mean, deviation), bar) in means.iter().zip(&deviations).zip(bars) {
            let expected = |name: &str| 100.0 * bar[name].as_f64().unwrap_or(f64::NAN);
            assert!((mean - expected("mean")).abs() < 0.06, "{mean}: {bar}");
            assert!((deviation - expected("deviation")).abs() < 0.06, "{deviation}: {bar}");
        }
        let before = page.text("spread").await;
        page.click("dropout-ask").await;
        let other = format!(
            "document.querySelector('[data-testid=spread]').innerText !== {}",
            json!(before)
        );
        page.until_within("other units, other answers", &other, page.waking()).await;
        let said = page.text("dropout-said").await.unwrap_or_default();
        assert!(said.contains("over 30 thinned networks"), "{said}");
    });
}

#[test]
fn a_resnets_first_layer_is_the_same_in_two_steps_and_folded() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_bundled().await;
        let subject = open_photo(page, "resnet").await;
        let told = "document.querySelector('[data-testid=folding-difference]')?.innerText";
        page.until_within("both ways", told, page.waking()).await;
        let table = page.text("folding").await.unwrap_or_default();
        // Made-up weights: mean 0, variance 1, slope 1, offset 0.
        assert!(table.contains("(x \u{2212} 0.000000) / \u{221a}(1.000000 + 0.00001)"), "{table}");
        assert!(table.contains(&format!("{:.6} x", 1.0 / (1.0f64 + 1e-5).sqrt())), "{table}");
        let found =
            page.ask_inside(&subject, json!([]), json!({ "Unfolded": { "channel": 0 } })).await;
        let found = &found["Unfolded"];
        let number = |name: &str| found[name].as_f64().unwrap_or(f64::NAN);
        assert_eq!(number("numbers"), 32.0 * 32.0 * 64.0);
        assert!(number("largest") > 0.1 && number("difference") > 0.0, "{found}: two ways");
        assert!(number("difference") < 1e-5 * number("largest").max(1.0), "{found}");
        page.type_into("folding-map", "\u{e003}12\u{e004}").await;
        page.until(
            "another map",
            "/map 12/.test(document.querySelector('[data-testid=folding]').innerText)",
        )
        .await;
        say(&page.text("folding-difference").await.unwrap_or_default());
    });
}

#[test]
fn alexnets_normalisation_is_written_out_and_switched_off() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_alexnet_paper().await;
        let subject = open_photo(page, "alexnet").await;
        let there = "document.querySelector('[data-testid=norm-arithmetic]')?.innerText";
        page.until_within("the arithmetic", there, page.waking()).await;
        let place = async |name: &str| {
            let field = format!(
                "return Number(document.querySelector('[data-testid=idea-norm] [data-testid=place-{name}]').value)"
            );
            page.eval(&field).await.as_u64().unwrap_or_default()
        };
        let (map, row, column) = (place("map").await, place("row").await, place("column").await);
        let question = json!({ "Worked": { "row": "norm1", "pixel": [row - 1, column - 1], "channel": map - 1 } });
        let worked = page.ask_inside(&subject, json!([]), question).await;
        let worked = &worked["Worked"];
        let window: Vec<f64> =
            worked["window"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        let first = worked["first"].as_u64().unwrap_or_default();
        let middle = window[(map - 1 - first) as usize];
        let squares: f64 = window.iter().map(|value| value * value).sum();
        // Section 3.3: n = 5, k = 2, alpha = 1e-4, beta = 0.75.
        let expected = middle / (2.0 + 1e-4 * squares).powf(0.75);
        let told = page.text("norm-arithmetic").await.unwrap_or_default();
        let shown: f64 =
            told.rsplit("= ").next().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
        assert!((shown - expected).abs() < 1e-3 * expected.abs().max(1.0), "{told}: {expected}");
        let before = numbers(page, "[data-testid=neighbours] tbody tr:first-child td").await;
        assert!(before.len() == window.len() && (3..=5).contains(&before.len()), "{before:?}");

        page.click("switch-norm1").await;
        let said = effect(page, "norm").await;
        let edits = json!([{ "row": "norm1", "change": "Off" }]);
        let outcome = page.ask_inside(&subject, edits, json!("Outcome")).await;
        let share = outcome["Outcome"]["edited"][0]["probability"].as_f64().unwrap_or_default();
        assert!(said.contains(&format!("{:.1}\u{a0}%", 100.0 * share)), "{said}: {outcome}");
        say(&format!("{told}; {said}"));
        page.looks_well("ideas, AlexNet as printed", Look::Light).await;
        page.whole_picture("ideas-alexnet-printed", Look::Light).await;
    });
}

async fn looks(page: &Page, look: Look) {
    open_drawn(page, "lenet5", 3).await;
    page.until("a window", "document.querySelector('[data-testid=pooled]')?.innerText").await;
    page.click("switch-s4").await;
    effect(page, "pooling").await;
    page.click_css("[data-testid=idea-pooling] summary").await;
    page.looks_well("ideas, LeNet-5", look).await;
    page.whole_picture(&format!("ideas-lenet-{}", look.name()), look).await;
    open_drawn(page, "lenet5-1998", 3).await;
    page.looks_well("ideas, LeNet-5 as printed", look).await;
    page.whole_picture(&format!("ideas-printed-{}", look.name()), look).await;
    page.open_photo_pair().await;
    page.click("inside-alexnet").await;
    open_photo(page, "alexnet").await;
    page.click("dropout-ask").await;
    let there = "document.querySelectorAll('[data-testid=spread] tbody tr').length === 5";
    page.until_within("five bars", there, page.waking()).await;
    page.looks_well("ideas, AlexNet", look).await;
    page.whole_picture(&format!("ideas-alexnet-{}", look.name()), look).await;
    page.click("inside-resnet").await;
    let told = "document.querySelector('[data-testid=folding-difference]')?.innerText";
    page.until_within("both ways", told, page.waking()).await;
    page.looks_well("ideas, ResNet", look).await;
    page.whole_picture(&format!("ideas-resnet-{}", look.name()), look).await;
}

#[test]
fn ideas_light() {
    session(Browser::NoGpu, Look::Light, async |page| looks(page, Look::Light).await);
}

#[test]
fn ideas_dark() {
    session(Browser::NoGpu, Look::Dark, async |page| looks(page, Look::Dark).await);
}

#[test]
fn ideas_phone() {
    session(Browser::NoGpu, Look::Phone, async |page| looks(page, Look::Phone).await);
}
