//! AlexNet and a ResNet on one page, of made-up weights: both answer the same photo, however it
//! came, and a batch, and each shows which part it looks at.

use browser_tests::photos::sample;
use browser_tests::{Browser, Fault, Look, Page, say, session};
use std::path::Path;

/// A page with both networks.
fn with_pair(test: impl AsyncFn(&Page)) {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_photo_pair().await;
        test(page).await;
    });
}

#[test]
fn both_answer_the_same_photo_by_file_by_drop_and_by_paste() {
    with_pair(async |page| {
        page.choose("choose", &[&sample("coffee.jpg")]).await;
        let by_file = page.photo_answers().await;
        assert_ne!(by_file[0], by_file[1], "two networks, two answers");
        page.drag_photo("drop", "coffee.jpg").await;
        page.photos_are(2).await;
        assert_eq!(page.photo_answers().await, by_file, "the same photo by drop");
        page.paste_photo("coffee.jpg").await;
        page.photos_are(3).await;
        assert_eq!(page.photo_answers().await, by_file, "the same photo by paste");
        let spoken = "document.querySelector('[data-testid=live]').innerText";
        page.until("both answers are spoken", &format!("{spoken}.split('%').length === 3")).await;

        page.drag_photo("drop", "temple.jpg").await;
        page.photos_are(4).await;
        let other = page.photo_answers().await;
        assert!(other[0] != by_file[0] && other[1] != by_file[1], "another photo, other answers");
        for figure in ["prepare", "device", "macs", "parameters", "bytes"] {
            for net in ["alexnet", "resnet"] {
                let told = page.text(&format!("{figure}-{net}")).await.unwrap_or_default();
                assert!(told.contains(|c: char| c.is_ascii_digit()), "{figure} of {net}: {told}");
            }
        }
        page.is_civil().await;
    });
}

/// The engine started again, and has one network so far: the other's answer is about the crop before.
#[test]
fn an_answer_of_a_network_that_is_not_back_fades_when_the_crop_moves() {
    with_pair(async |page| {
        page.choose("choose", &[&sample("temple.jpg")]).await;
        let [before, _] = page.photo_answers().await;
        for net in ["alexnet", "bundled"] {
            page.break_file(&format!("/weights/{net}.safetensors"), Fault::Held);
        }
        page.eval("triptych.crash()").await;
        page.notice("failed").await;
        page.click("start-again").await;
        let focus = "document.activeElement.dataset.testid";
        page.until("the focus has a place", &format!("{focus} === 'choose'")).await;
        page.until("both come", "document.querySelectorAll('[data-testid^=cancel-]').length === 2")
            .await;
        page.eval("document.querySelector('[data-testid=cancel-resnet]').focus()").await;
        page.mend_file("/weights/alexnet.safetensors");
        page.photo_is_answered("alexnet").await;
        let focused = page.eval(&format!("return {focus}")).await;
        assert_eq!(focused, "cancel-resnet", "the other one can be stopped still");
        page.tab_to("crop").await;
        page.keys("RR").await;
        let first = "document.querySelector('[data-testid=alexnet-0]').dataset.value";
        page.until("AlexNet follows", &format!("{first} !== '{}'", before[0])).await;
        page.photo_is_answered("alexnet").await;
        let said = page
            .eval("return document.querySelector('[data-testid=said-resnet]').dataset.current")
            .await;
        assert_eq!(said, "false", "the ResNet has not seen this crop");
        page.mend_file("/weights/bundled.safetensors");
        page.photo_is_answered("resnet").await;
        page.is_civil().await;
    });
}

#[test]
fn a_batch_of_eight_is_answered_by_both() {
    with_pair(async |page| {
        let names =
            ["cat", "coffee", "rocket", "temple", "flower", "camera", "cat-small", "coffee-small"];
        let files = names.map(|name| sample(&format!("{name}.jpg")));
        let files: Vec<&Path> = files.iter().map(AsRef::as_ref).collect();
        page.choose("choose", &files).await;
        page.photo_answers().await;
        let answered = "[...document.querySelectorAll('[data-testid^=row-]')]
            .filter(row => row.innerText.split('%').length === 3).length === 8";
        page.until("every photo has both answers", answered).await;
        let table = page.text("versus").await.unwrap_or_default();
        assert!(table.contains("of 8 as one batch"), "{table}");
        let times = ["device-alexnet", "device-resnet"].map(|id| page.text(id));
        let [alexnet, resnet] = times;
        let (alexnet, resnet) = (alexnet.await, resnet.await);
        say(&format!("a photo of eight: AlexNet {alexnet:?}, ResNet-18 {resnet:?}"));
    });
}

#[test]
fn each_network_shows_its_own_crop() {
    with_pair(async |page| {
        page.click("example-temple").await;
        page.photo_answers().await;
        let sides = "return ['crop-alexnet', 'crop'].map(id => {
            const frame = document.querySelector(`[data-testid=${id}]`).getBoundingClientRect();
            const photo = document.querySelector('[data-testid=photo]').getBoundingClientRect();
            return frame.height / photo.height;
        })";
        let sides = page.eval(sides).await;
        // 64 of 66 and 64 of 73 pixels of the shorter side.
        for (side, expected) in [(&sides[0], 64.0 / 66.0), (&sides[1], 64.0 / 73.0)] {
            let side = side.as_f64().unwrap_or_default();
            assert!((side - expected).abs() < 0.01, "{side} for {expected}");
        }
        let legend = page.text("crop-legend").await.unwrap_or_default();
        assert!(legend.contains("AlexNet, one tower: 64 \u{d7} 64"), "{legend}");
        page.choose("choose", &[&sample("cat.jpg")]).await;
        page.photo_answers().await;
        assert_eq!(page.eval("return document.querySelectorAll('.crop').length").await, 2);
    });
}

#[test]
fn both_answer_alike_on_the_gpu() {
    session(Browser::Gpu, Look::Light, async |page: &Page| {
        let mut answers = Vec::new();
        for device in ["cpu", "gpu"] {
            page.open_photo_pair_on(device).await;
            assert_eq!(page.device().await, device);
            page.click("example-cat").await;
            answers.push(page.photo_answers().await);
        }
        // Single precision, summed in another order: shares differ in the fifth figure at most.
        for (cpu, gpu) in answers[0].iter().flatten().zip(answers[1].iter().flatten()) {
            assert!((cpu - gpu).abs() < 1e-3, "{answers:?}");
        }
    });
}
