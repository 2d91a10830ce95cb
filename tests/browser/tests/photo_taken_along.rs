//! What a visitor takes along: the table, its text, its JSON.

use browser_tests::photos::sample;
use browser_tests::saved::Folder;
use browser_tests::{Browser, Look, Page, session};
use serde_json::Value;

fn with_two_photos(test: impl AsyncFn(&Page)) {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_photo_pair().await;
        page.choose("choose", &[&sample("coffee.jpg"), &sample("cat.jpg")]).await;
        page.photo_answers().await;
        test(page).await;
    });
}

#[test]
fn the_table_has_every_answer_and_leads_to_its_photo() {
    with_two_photos(async |page| {
        let rows = page
            .eval(
                "return [...document.querySelectorAll('[data-testid=all] tbody tr')]
                     .map(row => [...row.cells].map(cell => cell.innerText))",
            )
            .await;
        for (row, name) in rows.as_array().expect("rows").iter().zip(["coffee.jpg", "cat.jpg"]) {
            assert_eq!(row[0], name);
            for cell in [&row[1], &row[2]] {
                assert!(cell.as_str().is_some_and(|cell| cell.ends_with("\u{a0}%")), "{rows}");
            }
        }
        page.click_css("[data-testid=row-2] button").await;
        let chosen = "document.querySelector('.thumb[aria-pressed=true]').title === 'cat.jpg'";
        page.until("the cat is looked at", chosen).await;
        let first = page.text("first-alexnet").await.unwrap_or_default();
        let cell = rows[1][1].as_str().unwrap_or_default();
        assert!(!first.is_empty() && cell.starts_with(&first), "{first} in {cell}");
    });
}

#[test]
fn the_answers_are_copied_as_text() {
    with_two_photos(async |page| {
        page.allows("clipboard-read", true).await;
        page.allows("clipboard-write", true).await;
        page.click("copy").await;
        page.until(
            "it says so",
            "document.querySelector('[data-testid=copy]').innerText === 'Copied'",
        )
        .await;
        let text = page.eval("return navigator.clipboard.readText()").await;
        let text = text.as_str().unwrap_or_default();
        for words in ["Triptych", "coffee.jpg", "cat.jpg", "AlexNet", "ResNet-18", "5 classes"] {
            assert!(text.contains(words), "{words} in: {text}");
        }
        assert_eq!(
            text.matches(" %").count(),
            20,
            "two photos, two networks, five classes: {text}"
        );

        // Where the browser refuses, that is said, not "Copied".
        page.eval("navigator.clipboard.writeText = async () => { throw new DOMException('no', 'NotAllowedError') }").await;
        page.click("copy").await;
        assert!(page.notice("mishap").await.contains("Select the table"));
    });
}

#[test]
fn the_answers_are_saved_as_json() {
    with_two_photos(async |page| {
        let folder = Folder::of(page).await;
        page.click("save").await;
        let json: Value =
            serde_json::from_slice(&folder.file("triptych-answers.json").await).expect("JSON");
        assert_eq!(json["photos"][1]["name"], "cat.jpg");
        assert_eq!(json["networks"][0]["weights"], "bundled-alexnet");
        for photo in json["photos"].as_array().expect("photos") {
            for net in ["alexnet", "resnet"] {
                let answers = photo["answers"][net].as_array().cloned().unwrap_or_default();
                let shares = answers.iter().filter_map(|one| one["probability"].as_f64());
                assert!(answers.len() == 5 && (shares.sum::<f64>() - 1.0).abs() < 1e-3, "{photo}");
            }
        }
        let shown = page
            .eval("return document.querySelector('[data-testid=alexnet-0]').dataset.value")
            .await;
        let shown: f64 = shown.as_str().and_then(|share| share.parse().ok()).unwrap_or_default();
        let saved = json["photos"][0]["answers"]["alexnet"][0]["probability"].as_f64();
        assert!(saved.is_some_and(|saved| (saved - shown).abs() < 1e-6), "{saved:?}, {shown}");
    });
}
