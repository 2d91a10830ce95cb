//! The page as it is shipped: its own weights answer about photos, without any other host.

use browser_tests::photos::sample;
use browser_tests::worker::{REFUSED_SHADER, SMALL_MEMORY, WRONG_GPU, before_the_worker};
use browser_tests::{Browser, Fault, Look, Page, say, session, settings};
use serde_json::{Value, json};

/// What the engine says natively, on the CPU: `tests/bundled.rs` writes and checks it.
fn known() -> Value {
    let path = settings::models().join("bundled.json");
    let text = std::fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// What a card shows: labels and shares, likeliest first.
async fn shown(page: &Page, net: &str) -> Vec<(String, f64)> {
    let bars = format!(
        "return [...document.querySelectorAll('[data-testid^={net}-]')]
             .map(bar => [bar.querySelector('.name').innerText, Number(bar.dataset.value)])"
    );
    let bars = page.eval(&bars).await;
    let one = |bar: &Value| {
        (bar[0].as_str().unwrap_or_default().to_owned(), bar[1].as_f64().unwrap_or(f64::NAN))
    };
    bars.as_array().into_iter().flatten().map(one).collect()
}

/// Looks at sample photos and compares with the native answers.
async fn samples_are_answered(page: &Page, samples: &[&str]) {
    let known = known();
    for name in samples {
        let before = page.photo_count().await as usize;
        // By file: a sample of the page's own would have to be fetched.
        page.choose("choose", &[&sample(&format!("{name}.jpg"))]).await;
        page.photos_are(before + 1).await;
        for (net, network) in [("alexnet", "alexnet_tv"), ("resnet", "resnet50")] {
            page.photo_is_answered(net).await;
            let expected = &known[network]["photos"][format!("{name}.jpg")];
            let bars = shown(page, net).await;
            assert_eq!(bars.len(), 5, "{name}, {net}: {bars:?}");
            for (place, (label, share)) in bars.iter().enumerate() {
                let (class, exact) = (&expected[place][0], expected[place][1].as_f64());
                let exact = exact.unwrap_or(f64::NAN);
                // Classes that are as likely may change places.
                assert!((share - exact).abs() < 1e-3, "{name}, {net}: {share}, {exact}");
                let twin = expected.as_array().into_iter().flatten().any(|one| {
                    one[0] == **label && (one[1].as_f64().unwrap_or(f64::NAN) - share).abs() < 1e-3
                });
                assert!(label == class || twin, "{name}, {net}: {label}, {class}");
            }
        }
    }
}

#[test]
fn photos_are_answered_by_what_came_with_the_page() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_photo_page("cpu").await;
        for net in ["alexnet", "resnet"] {
            let set = page.text(&format!("label-set-{net}")).await.unwrap_or_default();
            assert!(set.contains("200") && !set.contains("1000"), "{set}");
        }
        // What there is to be recognised can be read before anything is asked.
        page.click_css("[data-testid=classes-resnet] summary").await;
        let list = "document.querySelector('[data-testid=class-list-resnet]')?.innerText";
        let list = page.until("the list", list).await;
        let names: Vec<&str> = list.as_str().unwrap_or_default().split(", ").collect();
        assert!((190..=200).contains(&names.len()), "200, some of one name: {}", names.len());
        assert!(names.contains(&"Espresso") && names.is_sorted_by_key(|name| name.to_lowercase()));
        page.looks_well("photo, the classes", Look::Light).await;
        // From here on nothing is asked of anybody.
        page.is_online(false).await;
        samples_are_answered(page, &["cat", "coffee"]).await;
        page.is_online(true).await;
        samples_are_answered(page, &["temple", "flower"]).await;
        page.looks_well("photo, bundled", Look::Light).await;
        page.whole_picture("photo-bundled", Look::Light).await;
        let said = page.text("said-resnet").await;
        say(&format!("ResNet-50: {said:?}"));
    });
}

/// Its titles are long, and a slow line shows them for minutes.
#[test]
fn what_is_on_its_way_fits_every_window() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        for network in ["alexnet_tv", "resnet50"] {
            page.break_file(&settings::weights_address(network), Fault::Held);
        }
        page.open_ready("/photo.html?device=cpu").await;
        let bytes = "document.querySelector('[data-testid^=loading-]')?.innerText.includes('MB')";
        page.until("bytes of a network", bytes).await;
        page.fits_at(&[1280, 1024, 768, 390, 320], "a network on its way").await;
        page.picture("photo-bundled-loading").await;
        page.mend();
        page.comes("resnet").await;
    });
}

#[test]
fn the_gpu_gives_the_same_answers() {
    session(Browser::Gpu, Look::Light, async |page: &Page| {
        page.open_photo_page("gpu&tune=0").await;
        samples_are_answered(page, &["cat", "coffee"]).await;
    });
}

/// A GPU that is made to fail by a script gives no answer; the page says so, and the CPU answers.
fn the_cpu_takes_over(script: &str, notices: &str) {
    session(Browser::Gpu, Look::Light, async |page: &Page| {
        before_the_worker(page, script);
        page.open_ready("/photo.html?device=gpu&tune=0").await;
        let notice =
            format!("document.querySelector('[data-testid=notice]:is({notices})')?.innerText");
        page.until_within("a notice", &notice, page.waking()).await;
        page.comes("alexnet").await;
        page.comes("resnet").await;
        assert_eq!(page.device().await, "cpu");
        samples_are_answered(page, &["cat"]).await;
    });
}

#[test]
fn a_gpu_that_computes_wrongly_gives_no_answer() {
    the_cpu_takes_over(WRONG_GPU, "[data-kind=wrong]");
}

#[test]
fn a_gpu_without_room_for_both_networks_gives_no_answer() {
    the_cpu_takes_over(SMALL_MEMORY, "[data-kind=lost-twice]");
}

/// Safari 26 tells of refused work only those who listen as its events want it.
#[test]
fn a_gpu_without_room_is_heard_where_the_property_for_it_is_missing() {
    let script = format!("delete GPUDevice.prototype.onuncapturederror; {SMALL_MEMORY}");
    the_cpu_takes_over(&script, "[data-kind=lost-twice]");
}

/// Chromium drops the work that needs it, and what is read is what was there before.
#[test]
fn a_gpu_that_refuses_a_shader_gives_no_answer() {
    the_cpu_takes_over(REFUSED_SHADER, "[data-kind=wrong], [data-kind=lost-twice]");
}

/// The self-check knows these weights.
#[test]
fn the_self_check_passes() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_ready("/photo.html?device=cpu").await;
        page.comes("resnet").await;
        for which in [json!({ "Photo": "ResNet" }), json!({ "Photo": "AlexNet" })] {
            let script = format!(
                "const {{ finding }} = await triptych.look.check({which}); return finding.Checked"
            );
            let found = page.eval(&script).await;
            let number = |name: &str| found[name].as_f64().unwrap_or(f64::NAN);
            assert!(number("error") <= number("tolerance"), "{found}");
        }
    });
}

/// Batch normalisation is folded into the bundled weights, and what was folded can still be shown.
#[test]
fn the_first_layer_is_shown_in_two_steps() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_ready("/photo.html?device=cpu").await;
        page.comes("resnet").await;
        page.click("example-cat").await;
        page.photo_is_answered("resnet").await;
        page.click("room-ideas").await;
        let told = "document.querySelector('[data-testid=folding-difference]')?.innerText";
        let told = page.until_within("both ways", told, page.waking()).await;
        let told = told.as_str().unwrap_or_default();
        assert!(told.contains("numbers of the layer"), "{told}");
        say(told);
    });
}

#[test]
fn who_is_sparing_of_data_is_asked_first() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.devtools("Emulation.setDataSaverOverride", json!({ "dataSaverEnabled": true })).await;
        page.open_ready("/photo.html?device=cpu").await;
        page.until("what there is", "!!document.querySelector('[data-testid^=take-]')").await;
        let loading = "return document.querySelectorAll('[data-kind^=loading-], [data-testid^=label-set-]').length";
        assert_eq!(page.eval(loading).await, 0, "nothing comes unasked");
        page.click("take-resnet50-tiny200").await;
        page.comes("resnet").await;
    });
}
