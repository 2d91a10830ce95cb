//! "What a layer saw" of a photo: many maps on pages, kernels in colour, skip connections; and how
//! long the page's thread is busy.

use browser_tests::layer::numbers;
use browser_tests::photos::{bundled, sample};
use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, say, session};
use serde_json::{Value, json};

/// A photo is answered and the room is open.
async fn open_photo(page: &Page) {
    page.choose("choose", &[&sample("cat.jpg")]).await;
    page.photo_answer().await;
    page.open_layer_room().await;
}

/// What the engine says of the first photo.
async fn ask(page: &Page, question: Value) -> Value {
    let photo = json!({ "slot": "ResNet", "picture": 1,
        "crop": { "x": 0.5, "y": 0.5, "zoom": 1.0 } });
    let asked = json!({ "subject": { "Photo": photo }, "question": question });
    let answer = page.script("return triptych.look.ask(...arguments)", vec![asked]).await;
    answer.unwrap_or_else(|error| panic!("{question}: {error}"))["finding"].clone()
}

/// A ResNet's maps stand on pages, strongest first, and say what the engine says.
#[test]
fn maps_of_a_resnet_are_the_engines() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_bundled().await;
        open_photo(page).await;
        assert_eq!(page.text("saw-name").await.as_deref(), Some("conv1"));
        let kernels = "document.querySelectorAll('[data-testid^=saw-kernel-]').length";
        page.until("a kernel for each of the maps", &format!("{kernels} >= 64")).await;
        page.go_to_layer("conv3_1.2").await;
        let maps =
            ask(page, json!({ "Maps": { "row": "conv3_1.2", "levels": "Map", "most": 0 } })).await;
        let maps = maps["Maps"]["maps"].as_array().cloned().unwrap_or_default();
        assert_eq!(maps.len(), 128);
        let shown = |first: usize| {
            let maps =
                maps[first..first + 64].iter().map(|map| map["channel"].as_u64().unwrap_or(0) + 1);
            maps.map(|number| number.to_string()).collect::<Vec<_>>().join(",")
        };
        let captions = "[...document.querySelectorAll('[data-testid^=saw-map-] span')].map(it => it.innerText).join()";
        page.until("the 64 strongest", &format!("{captions} === '{}'", shown(0))).await;
        page.click("saw-page-after").await;
        page.until("the others", &format!("{captions} === '{}'", shown(64))).await;
        assert_eq!(page.text("saw-page").await.as_deref(), Some("65 to 128 of 128"));
        page.click_css("label:has([data-testid=saw-order-number])").await;
        page.until("by number", &format!("{captions}.startsWith('1,2,3,4,')")).await;

        page.click_css("label:has([data-testid=saw-scale-layer])").await;
        let scale = "document.querySelector('[data-testid=saw-scale]').innerText";
        page.until("the layer's scale", &format!("{scale}.includes('One scale for all')")).await;
        // Every map's colours are the layer's now: most of a map without large numbers is dark.
        page.click_css("label:has([data-testid=saw-scale-fixed])").await;
        page.until("two fields", "!!document.querySelector('[data-testid=saw-white]')").await;
        page.layer_looks_well("fixed scale", Look::Light).await;
    });
}

/// The sum of a row with a skip connection has the skip in it.
#[test]
fn a_skip_connection_is_in_the_sum() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_bundled().await;
        open_photo(page).await;
        page.go_to_layer("conv2_1.2").await;
        let words = "[...document.querySelectorAll('[data-testid=saw-steps] th')].map(it => it.innerText).join('|')";
        let words = page.eval(&format!("return {words}")).await;
        let words = words.as_str().unwrap_or_default();
        assert!(words.contains("skip connection from pool1"), "{words}");
        assert!(words.contains("bias, from batch normalisation"), "{words}");
        let script = "return [...document.querySelectorAll('[data-testid=saw-steps] .number')].map(it => Number(it.dataset.number))";
        let numbers = numbers(&page.eval(script).await);
        let [terms @ .., sum, output] = &numbers[..] else { panic!("{numbers:?}") };
        // As many single precision numbers as the window has were added up.
        assert!((terms.iter().sum::<f64>() - sum).abs() < 1e-3, "{numbers:?}");
        assert!((sum.max(0.0) - output).abs() < 1e-3, "{numbers:?}");
    });
}

/// The 2012 network's rows: windows too wide to be written out, normalisation, units with 9,216
/// inputs. What each sum gives is what the engine gave.
#[test]
fn alexnets_rows_are_worked_through() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_alexnet_paper().await;
        page.choose("choose", &[&sample("cat.jpg")]).await;
        page.photo_is_answered("alexnet").await;
        page.open_layer_room().await;
        for (row, pictured) in [("conv1", true), ("norm1", false), ("fc6", false), ("fc8", false)] {
            page.go_to_layer(row).await;
            let grids =
                page.eval("return document.querySelectorAll('.saw-grids canvas').length").await;
            assert_eq!(grids.as_u64() > Some(0), pictured, "{row}: 11 x 11 numbers are a picture");
            page.steps_that_add_up().await;
            page.layer_looks_well(row, Look::Light).await;
        }
    });
}

/// A real size: 224 pixels, maps of 112 x 112 of which 64 are painted, and no task over 50 ms.
#[test]
fn the_page_stays_free() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let mut entry = bundled();
        entry["preprocessing"]["resize"] = 256.into();
        entry["preprocessing"]["side"] = 224.into();
        page.open_photo(&[entry]).await;
        page.comes("resnet").await;
        page.choose("choose", &[&sample("cat.jpg")]).await;
        page.photo_answer().await;
        page.watch_tasks().await;
        page.open_layer_room().await;
        page.tasks_are_short("opening the room of conv1", 6, async |_| {
            page.click("room-layer").await;
            page.open_layer_room().await;
            page.eval("await new Promise(done => setTimeout(done, 400))").await;
        })
        .await;
        page.tasks_are_short("going from row to row", 6, async |round| {
            page.click(["saw-next", "saw-previous"][round % 2]).await;
            page.layer_read().await;
            page.eval("await new Promise(done => setTimeout(done, 400))").await;
        })
        .await;
        say(&format!("the last one: {:?}", page.text("saw-status").await));
    });
}

/// Seven numbers side by side and a sign are wider than a phone, and a map beside its figures than a tablet.
#[test]
fn a_layer_does_not_widen_a_narrow_page() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_bundled().await;
        open_photo(page).await;
        assert_eq!(page.shown_grid("saw-kernel-numbers").await.len(), 49);
        page.fits_at(&[1024, 800, 768, 360, 320], "layer, conv1").await;
        page.is_accessible("layer, conv1, 320 pixels").await;
    });
}

/// Every kind of room, in one look.
fn looks(look: Look) {
    session(Browser::NoGpu, look, async |page: &Page| {
        page.open_ready("/?device=cpu&network=lenet5-1998").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(5)).await;
        page.answer().await;
        page.open_layer_room().await;
        page.layer_looks_well("C1", look).await;
        for name in ["C3", "F6", "output"] {
            page.go_to_layer(name).await;
            page.layer_looks_well(name, look).await;
        }
        page.open_photo_bundled().await;
        open_photo(page).await;
        page.layer_looks_well("conv1", look).await;
        for name in ["pool1", "conv2_1.2", "fc"] {
            page.go_to_layer(name).await;
            page.layer_looks_well(name, look).await;
        }
    });
}

#[test]
fn layers_light() {
    looks(Look::Light);
}

#[test]
fn layers_dark() {
    looks(Look::Dark);
}

#[test]
fn layers_phone() {
    looks(Look::Phone);
}
