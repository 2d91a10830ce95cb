//! All 10,000 pictures of the MNIST test set through the page's engine.

use browser_tests::{Browser, Look, say, session, settings};
use serde_json::json;

#[test]
fn the_test_set_is_read_on_webgpu_as_well_as_natively() {
    let [images, labels] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
    if !settings::mnist().join(images).is_file() || !settings::mnist().join(labels).is_file() {
        say(&format!(
            "skipped: MNIST, for want of it in {} (`cargo xtask data mnist` brings it)",
            settings::mnist().display()
        ));
        return;
    }
    let accuracy = settings::bundled("lenet5")["accuracy"]
        .as_f64()
        .expect("the manifest gives lenet5's accuracy");
    assert!(
        accuracy >= 0.993,
        "the shipped weights should read 99.3 % or more; the manifest says {accuracy}"
    );
    let expected = (accuracy * 10_000.0).round();
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/?device=gpu").await;
        let addresses = vec![json!(format!("/data/{images}")), json!(format!("/data/{labels}"))];
        let result = page.script("return triptych.accuracy(...arguments)", addresses).await;
        let result = result.unwrap_or_else(|error| panic!("triptych.accuracy failed: {error}"));
        assert_eq!(result["total"], 10_000, "pictures read");
        let seconds = result["ms"].as_f64().unwrap_or(f64::NAN) / 1e3;
        say(&format!(
            "{} of 10,000 right in {seconds:.1} s on {}",
            result["correct"],
            page.eval("return triptych.device().name").await
        ));
        assert_eq!(
            result["correct"].as_f64(),
            Some(expected),
            "right ones, in the browser and by the manifest"
        );
        assert_eq!(page.device().await, "gpu", "the device has not changed on the way");
    });
}
