//! Why this answer: the class activation map and its sum, the occlusion map, the class that is asked
//! about; against what the engine says to a script, and against covering by hand.

use browser_tests::inside::{class_of, digit_score as score, verdict};
use browser_tests::{Browser, Look, Page, session};
use serde_json::{Value, json};

const VERDICT: &str = "[data-testid=inside-verdict]";

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

/// The colour of the map over the input at a pixel of it.
async fn colour(page: &Page, [row, column]: [u64; 2]) -> Vec<f64> {
    let script = format!(
        "const over = document.querySelector('.looked-at .over');
         return [...over.getContext('2d').getImageData({column}, {row}, 1, 1).data]"
    );
    numbers(&page.eval(&script).await)
}

/// The numbers of the table, row by row.
async fn table(page: &Page) -> Vec<f64> {
    page.click_css("[data-testid=numbers] summary").await;
    let cells = "document.querySelectorAll('[data-testid=numbers] td').length";
    page.until("a table of numbers", cells).await;
    let cells = "return [...document.querySelectorAll('[data-testid=numbers] td')]
        .map(cell => Number(cell.innerText.replace('\u{2212}', '-')))";
    numbers(&page.eval(cells).await)
}

/// The middle of the place with the largest number, and whether it is the largest by size too.
fn strongest(heat: &Value) -> ([u64; 2], bool) {
    let values = numbers(&heat["values"]);
    let (place, most) =
        values.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).expect("numbers");
    let area = &heat["areas"][place];
    let middle = |span: &Value| {
        (span["start"].as_u64().unwrap_or(0) + span["end"].as_u64().unwrap_or(0)) / 2
    };
    ([middle(&area["rows"]), middle(&area["columns"])], values.iter().all(|it| it.abs() <= *most))
}

#[test]
fn a_class_map_adds_up_to_the_score() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let subject = page.look_at_photo("cat.jpg", "resnet", "why").await;
        let mut seen = false;
        for (row, shown) in [(1, "the likeliest"), (3, "the third")] {
            page.click_css(&format!("{VERDICT} tbody tr:nth-child({row}) button")).await;
            let name = page.eval(&format!(
                "return document.querySelector('{VERDICT} tbody tr:nth-child({row}) button').innerText"
            )).await;
            let class = page.text("why-class").await;
            assert_eq!(class.as_deref(), name.as_str(), "{shown}");
            let class = class_of(name.as_str().unwrap_or_default());
            let question = json!({ "ClassMap": { "class": class } });
            let heat = page.ask_inside(&subject, json!([]), question).await["Heat"].clone();
            let logit = heat["logit"].as_f64().expect("a logit");
            let told = format!(
                "Math.abs(Number(document.querySelector('[data-testid=sum-logit]').dataset.value) - {logit}) < 1e-3"
            );
            page.until("the sum is of this class", &told).await;
            let [places, bias] = ["sum-places", "sum-bias"].map(|id| page.number(id, "value"));
            let (places, bias) = (places.await, bias.await);
            assert!((places + bias - logit).abs() < 1e-3, "{places} + {bias} = {logit}");
            let values = numbers(&heat["values"]);
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            assert!((places - mean).abs() < 1e-3, "{places} is the mean {mean}");
            let (middle, largest) = strongest(&heat);
            let colour = colour(page, middle).await;
            let red = (colour[0], colour[3]) == (226.0, 255.0);
            assert!(!largest || red, "the strongest place is red: {colour:?}");
            seen |= largest;
        }
        assert!(seen, "neither map has a place that is the strongest");
        let middle = "const input = document.querySelector('[data-testid=inside-input]');
            input.scrollIntoView({ block: 'center', behavior: 'instant' });
            const { left, top, width } = input.getBoundingClientRect();
            return [left + 0.3 * width, top + 0.3 * width]";
        let middle = numbers(&page.eval(middle).await);
        page.pull(&[[middle[0].round(), middle[1].round()]]).await;
        let here = page.text("here").await.unwrap_or_default().replace('\u{2212}', "-");
        let told = here.strip_prefix("This place: ").and_then(|here| here.split(' ').next());
        let told: Option<f64> = told.and_then(|told| told.parse().ok());
        assert_eq!(told, table(page).await.first().copied(), "{here}");
        page.click("room-why").await;
        let clear = "(() => { const over = document.querySelector('.looked-at .over'); return !over ||
            over.getContext('2d').getImageData(0, 0, over.width, over.height).data.every(it => it === 0); })()";
        page.until("no map is left when the room is", clear).await;
        page.click("room-change").await;
        page.until("nor in another room", clear).await;
        page.is_civil().await;
    });
}

#[test]
fn any_class_is_found_by_its_name() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.look_at_photo("cat.jpg", "resnet", "why").await;
        page.type_into("class", "class 2").await;
        page.keys("N").await;
        let asked = |name: &str| {
            format!("document.querySelector('[data-testid=why-class]').innerText === '{name}'")
        };
        page.until("the class by its name", &asked("Class 2")).await;
        assert_eq!(
            page.eval("return document.querySelector('[data-testid=class]').value").await,
            ""
        );
        page.type_into("class", "zebra").await;
        page.keys("N").await;
        let told = "document.querySelector('[data-testid=class-help]').innerText.includes('zebra')";
        page.until("it is said that there is none", told).await;
        page.until("and the class stays", &asked("Class 2")).await;
        page.click("likeliest").await;
        let first = format!("document.querySelector('{VERDICT} tbody button').innerText");
        let same =
            format!("document.querySelector('[data-testid=why-class]').innerText === {first}");
        page.until("the likeliest again", &same).await;
        page.eval("document.querySelector('[data-testid=room-why]').focus()").await;
        page.tab_to("scale-signed").await;
        page.keys("R").await;
        let even = "document.querySelector('[data-testid=scale-even]').checked";
        page.until("colours by the keyboard", even).await;
    });
}

#[test]
fn photos_are_covered_when_it_is_asked_for() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let subject = page.look_at_photo("cat.jpg", "alexnet", "why").await;
        page.run_is("occlusion", "idle").await;
        let told = page.text("told-occlusion").await.unwrap_or_default();
        assert!(told.starts_with("121 runs of"), "{told}");
        page.click("start-occlusion").await;
        let figure = "/^\\d+ of 121 runs/.test(document.querySelector('[data-testid=told-occlusion]').innerText)";
        page.until("progress in figures", figure).await;
        page.looks_well("why, covering", Look::Light).await;
        page.run_is("occlusion", "done").await;
        let class = class_of(&page.text("why-class").await.unwrap_or_default());
        let question = json!({ "Occlusion": { "class": class, "patch": 16, "stride": 5 } });
        let heat = page.ask_inside(&subject, json!([]), question).await["Heat"].clone();
        let (shown, values) = (table(page).await, numbers(&heat["values"]));
        assert_eq!(shown.len(), 121);
        let near = |(a, b): (&f64, &f64)| (a - b).abs() < 0.006 + 0.006 * b.abs();
        assert!(shown.iter().zip(&values).all(near), "the table has the engine's numbers");

        // Another patch is another question; a run is stopped by hand, and by another photo.
        page.eval(
            "const patch = document.querySelector('[data-testid=patch]');
            patch.value = '4'; patch.dispatchEvent(new Event('change', { bubbles: true }))",
        )
        .await;
        page.run_is("occlusion", "idle").await;
        page.click("start-occlusion").await;
        page.run_is("occlusion", "busy").await;
        page.click("start-occlusion").await;
        page.run_is("occlusion", "idle").await;
        page.click("start-occlusion").await;
        page.run_is("occlusion", "busy").await;
        page.click("example-coffee").await;
        page.run_is("occlusion", "idle").await;
        page.is_civil().await;
    });
}

#[test]
fn a_digit_is_covered_by_itself_and_as_by_hand() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let subject = page.look_at_digit(2, "why").await;
        page.run_is("occlusion", "done").await;
        let shown = table(page).await;
        assert_eq!(shown.len(), 196, "patches of 6 pixels in steps of 2");
        let plain = score(page, &subject, 2).await;
        let told = page.text("inside-verdict").await.unwrap_or_default();
        assert!(told.contains("Share = e^score / \u{3a3} e^score over all 10 classes"), "{told}");
        let mut all = 0.0;
        for class in 0..10 {
            all += score(page, &subject, class).await.exp();
        }
        let share = plain.exp() / all;
        assert!((verdict(page, 1).await[0].1 - share).abs() < 1e-3, "{share} in {told}");
        let pixels = numbers(&subject["Digit"]);
        let (place, fall) =
            shown.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).expect("one");
        for place in [place, 0, 97] {
            let (top, left) = (2 * (place / 14), 2 * (place % 14));
            let covered: Vec<f64> = pixels
                .iter()
                .enumerate()
                .map(|(at, ink)| {
                    let inside = (top..top + 6).contains(&(at / 32))
                        && (left..left + 6).contains(&(at % 32));
                    if inside { 0.0 } else { *ink }
                })
                .collect();
            let fallen = plain - score(page, &json!({ "Digit": covered }), 2).await;
            // The picture has eight bits a pixel and the table two decimals.
            assert!(
                (fallen - shown[place]).abs() < 0.1,
                "place {place}: {fallen} is {}",
                shown[place]
            );
        }
        assert!(*fall > 0.5, "some place matters: {fall}");
        let told = page.text("why-told").await.unwrap_or_default();
        assert!(told.contains("falls most under the patch "), "{told}");

        // Another drawing, another map, without a click.
        page.clear().await;
        page.draw(browser_tests::Pointer::Mouse, &browser_tests::hands::Hand::School.digit(7))
            .await;
        let seven = "document.querySelector('[data-testid=why-told]').innerText.startsWith('The score for 7')";
        page.until_within("a map of the seven", seven, page.waking()).await;
        page.is_civil().await;
    });
}

async fn looks(page: &Page, look: Look) {
    let name = look.name();
    page.look_at_digit(2, "why").await;
    page.run_is("occlusion", "done").await;
    page.looks_well("why, digit", look).await;
    page.eval("document.activeElement.blur()").await;
    page.whole_picture(&format!("why-digit-{name}"), look).await;
    page.look_at_photo("cat.jpg", "resnet", "why").await;
    page.number("sum-logit", "value").await;
    page.click_css(".depths summary").await;
    page.looks_well("why, class map", look).await;
    table(page).await;
    page.looks_well("why, class map as a table", look).await;
    page.eval("document.activeElement.blur()").await;
    page.whole_picture(&format!("why-class-map-{name}"), look).await;
    page.click_css(".why-ways label:nth-of-type(2)").await;
    page.run_is("occlusion", "idle").await;
    page.looks_well("why, not yet covered", look).await;
    page.whole_picture(&format!("why-not-covered-{name}"), look).await;
    page.click("start-occlusion").await;
    page.run_is("occlusion", "done").await;
    page.click_css(".reading .tabs label:nth-of-type(2)").await;
    page.looks_well("why, covered", look).await;
    page.whole_picture(&format!("why-covered-{name}"), look).await;
}

#[test]
fn why_light() {
    session(Browser::NoGpu, Look::Light, async |page| looks(page, Look::Light).await);
}

#[test]
fn why_dark() {
    session(Browser::NoGpu, Look::Dark, async |page| looks(page, Look::Dark).await);
}

#[test]
fn why_phone() {
    session(Browser::NoGpu, Look::Phone, async |page| looks(page, Look::Phone).await);
}
