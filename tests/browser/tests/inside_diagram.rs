//! The network drawn from its table: every layer is reached from it, and it says what the table says.

use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, photos::bundled, session};

const PRESSED: &str = "document.querySelector('[data-testid=diagram] [aria-pressed=true]')";

/// The focused box's key.
async fn focused(page: &Page) -> String {
    let at = page.eval("return document.activeElement?.dataset.box ?? ''").await;
    at.as_str().unwrap_or_default().to_owned()
}

/// Waits for a row to be open, in the drawing and in the address.
async fn is_open(page: &Page, row: &str) {
    page.until(
        &format!("{row} is open"),
        &format!(
            "document.querySelector('[data-testid=room-layer]').ariaPressed === 'true'
             && new URLSearchParams(location.search).get('row') === '{row}'"
        ),
    )
    .await;
}

#[test]
fn every_layer_of_lenet5_opens_by_mouse_and_by_arrow_keys() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        let boxes = "return [...document.querySelectorAll('[data-testid=diagram] [data-box]')].map(it => it.dataset.box)";
        let boxes = page.eval(boxes).await;
        assert_eq!(boxes, serde_json::json!(["c1", "s2", "c3", "s4", "c5", "f6", "output"]));
        page.click("box-c3").await;
        is_open(page, "c3").await;
        assert_eq!(page.eval(&format!("return {PRESSED}.dataset.box")).await, "c3");
        let told = page.text("told").await.unwrap_or_default();
        for words in [
            "C3 10 × 10 × 16.",
            "5 × 5 convolution",
            "2,416 parameters",
            "240,000 multiply-adds",
            "57.6\u{a0}%",
        ] {
            assert!(told.contains(words), "{words} in {told}");
        }
        // One of the boxes has the Tab key, the arrows go to the others and stop at the ends.
        let tabs =
            page.eval("return document.querySelectorAll('.ribbon [tabindex=\"0\"]').length").await;
        assert_eq!(tabs, 1);
        for (key, at) in [("R", "s4"), ("D", "c5"), ("L", "s4"), ("U", "c3"), ("LLLL", "c1")] {
            page.keys(key).await;
            page.until(
                &format!("{key} leads to {at}"),
                &format!("document.activeElement.dataset.box === '{at}'"),
            )
            .await;
        }
        page.keys("N").await;
        is_open(page, "c1").await;
        assert_eq!(focused(page).await, "c1", "the focus stays");
        page.is_civil().await;
    });
}

#[test]
fn bars_and_table_say_what_the_table_of_the_network_says() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.click("all-rows").await;
        page.until(
            "the table is there",
            "document.querySelectorAll('.rows tbody tr').length === 7",
        )
        .await;
        let rows = "[...document.querySelectorAll('.rows tbody tr')].map(row => row.offsetHeight)";
        let tallest = page.eval(&format!("return Math.max(...{rows})")).await;
        assert!(tallest.as_f64().is_some_and(|height| height < 80.0), "{tallest} pixels");
        // As counted by hand in src/arch/lenet5.rs.
        let column = |place: usize| {
            format!(
                "[...document.querySelectorAll('.rows tbody tr')].map(row => Number(row.cells[{place}].innerText.replaceAll(',', '')) || 0)"
            )
        };
        let sum = |place| format!("return {}.reduce((sum, number) => sum + number)", column(place));
        assert_eq!(page.eval(&sum(3)).await, 61_706);
        assert_eq!(page.eval(&sum(4)).await, 416_520);
        let shares = "[...document.querySelectorAll('.ribbon .part-bar i')].map(bar => Number(bar.style.getPropertyValue('--share')))";
        let c1 = page.eval(&format!("return {shares}[0]")).await.as_f64().unwrap_or_default();
        assert!((c1 - 117_600.0 / 416_520.0).abs() < 1e-4, "{c1}");

        // Timed on this very device.
        page.click("time-layers").await;
        page.until_within(
            "the times",
            "document.querySelector('[data-testid=bars]').innerText.includes(' ms')",
            page.waking(),
        )
        .await;
        let whole =
            page.eval(&format!("return {shares}.reduce((sum, share) => sum + share)")).await;
        assert!(whole.as_f64().is_some_and(|whole| (whole - 1.0).abs() < 1e-2), "{whole}");
        page.click("time-layers").await;
        page.until(
            "multiply-adds again",
            "document.querySelector('[data-testid=bars]').innerText.includes('multiply-adds')",
        )
        .await;
        page.click("row-f6").await;
        is_open(page, "f6").await;
    });
}

#[test]
fn a_resnet_is_folded_and_opens_to_blocks_and_rows() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_bundled().await;
        let boxes = "return [...document.querySelectorAll('.ribbon [data-box]')].map(it => it.dataset.box).join()";
        assert_eq!(page.eval(boxes).await, "conv1,pool1,conv2_x,conv3_x,conv4_x,conv5_x,pool5,fc");
        page.click("box-conv4_x").await;
        page.until("two blocks", "document.querySelectorAll('.blocks .arc').length === 2").await;
        page.click("box-conv4_1").await;
        is_open(page, "conv4_1.2").await;
        let rows = "[...document.querySelectorAll('.stage-blocks .rows tbody button')].map(row => row.innerText).join()";
        page.until("its rows", &format!("{rows} === 'conv4_1.projection,conv4_1.1,conv4_1.2'"))
            .await;
        page.click("row-conv4_1.1").await;
        is_open(page, "conv4_1.1").await;
        page.tab_to("box-conv4_1").await;
        page.keys("R").await;
        page.until("the next block", "document.activeElement.dataset.box === 'conv4_2'").await;
        page.keys("N").await;
        is_open(page, "conv4_2.2").await;
        page.click("box-conv4_x").await;
        page.until("folded again", "!document.querySelector('[data-testid=diagram-stage]')").await;
        page.is_civil().await;
    });
}

/// Opens a ResNet-18 for pictures of this side, adds its shares of multiply-adds up, and times its layers.
/// Gives both.
async fn at_side(page: &Page, side: u32) -> [f64; 2] {
    let mut entry = bundled();
    (entry["preprocessing"]["resize"], entry["preprocessing"]["side"]) = (side.into(), side.into());
    page.open_photo(&[entry]).await;
    page.comes("resnet").await;
    let sum = "return [...document.querySelectorAll('.ribbon .part-bar i')]
        .reduce((sum, bar) => sum + Number(bar.style.getPropertyValue('--share')), 0)";
    let sum = page.eval(sum).await.as_f64().unwrap_or_default();
    let able = "document.querySelector('[data-testid=time-layers]')?.ariaDisabled === null";
    page.until("it can be timed", able).await;
    page.click("time-layers").await;
    let ms = "document.querySelector('[data-testid=bars]').innerText.match(/([\\d.,]+) ms/)?.[1]";
    page.until_within("the times", ms, page.waking()).await;
    let ms = page.eval(&format!("return Number({ms}.replaceAll(',', ''))")).await;
    [sum, ms.as_f64().unwrap_or_default()]
}

/// At 384 pixels it has more multiply-adds than the page's 32 bits can count.
#[test]
fn a_network_is_shared_out_and_timed_at_its_own_side() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let [small, large] = [at_side(page, 64).await, at_side(page, 384).await];
        for [sum, _] in [small, large] {
            assert!((sum - 1.0).abs() < 1e-2, "the shares add up to {sum}");
        }
        let times = large[1] / small[1];
        assert!(times > 6.0, "36 times the work took {times} times as long");
    });
}

/// Opening and folding parts, and the whole table, never keep the page from answering.
#[test]
fn opening_parts_takes_no_long_task() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_bundled().await;
        page.watch_tasks().await;
        page.tasks_are_short("stages, a block, and all rows", 3, async |_| {
            for stage in ["conv2_x", "conv3_x", "conv4_x", "conv5_x"] {
                page.click(&format!("box-{stage}")).await;
            }
            page.until("two blocks", "document.querySelectorAll('.block-box').length === 2").await;
            page.click("box-conv5_2").await;
            page.click("all-rows").await;
            page.click("box-conv5_x").await;
        })
        .await;
    });
}

#[test]
fn what_is_cut_is_drawn_cut() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.offer_photo_weights(&[bundled()]);
        let cut = "inside=change&of=resnet&row=conv3_2.2&cut=conv3_2.2&branch=conv5_1.2";
        page.open_ready(&format!("/photo.html?device=cpu&{cut}")).await;
        page.comes("resnet").await;
        let drawn = |key: &str, class: &str| {
            format!("document.querySelectorAll('[data-box=\"{key}\"] {class}').length === 1")
        };
        page.until("the arc of the block", &drawn("conv3_2", ".arc.cut")).await;
        page.until("and of its stage", &drawn("conv3_x", ".arc.cut")).await;
        page.until("the branch", &drawn("conv5_x", ".face.cut")).await;
        assert_eq!(page.eval("return document.querySelectorAll('.arc.cut').length").await, 2);
        for (key, words) in [("conv3_2", "skip cut"), ("conv5_x", "branch cut")] {
            let told = page.text(&format!("box-{key}")).await.unwrap_or_default();
            assert!(told.contains(words), "{words} in {told}");
        }
    });
}

async fn looks(look: Look, page: &Page) {
    let name = look.name();
    page.open_ready("/?device=cpu").await;
    page.looks_well("diagram, nothing drawn", look).await;
    page.draw(Pointer::Mouse, &Hand::School.digit(5)).await;
    page.answer().await;
    page.click("box-c3").await;
    is_open(page, "c3").await;
    page.click("all-rows").await;
    page.looks_well("diagram, a layer open", look).await;
    page.whole_picture(&format!("diagram-lenet-{name}"), look).await;

    page.open_photo_pair().await;
    page.click("example-cat").await;
    page.photo_answers().await;
    page.click("inside-alexnet").await;
    page.click("box-conv2").await;
    is_open(page, "conv2").await;
    page.looks_well("diagram, AlexNet", look).await;
    page.whole_picture(&format!("diagram-alexnet-{name}"), look).await;
    page.click("inside-resnet").await;
    page.click("box-conv3_x").await;
    page.click("box-conv3_2").await;
    is_open(page, "conv3_2.2").await;
    page.looks_well("diagram, ResNet", look).await;
    page.whole_picture(&format!("diagram-resnet-{name}"), look).await;
}

#[test]
fn diagram_light() {
    session(Browser::NoGpu, Look::Light, async |page| looks(Look::Light, page).await);
}

#[test]
fn diagram_dark() {
    session(Browser::NoGpu, Look::Dark, async |page| looks(Look::Dark, page).await);
}

#[test]
fn diagram_phone() {
    session(Browser::NoGpu, Look::Phone, async |page| looks(Look::Phone, page).await);
}
