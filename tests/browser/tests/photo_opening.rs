//! Pictures that the worker opens: by itself, by the browser's decoder, or not at all.

use browser_tests::{Browser, Look, Page, session};
use serde_json::{Value, json};

/// The header of a bitmap of 20000 x 20000 pixels.
const HUGE: &str = "(() => {
    const header = new DataView(new ArrayBuffer(54));
    const put = (at, value) => header.setUint32(at, value, true);
    header.setUint16(0, 0x4d42, true);
    put(2, 54); put(10, 54); put(14, 40); put(18, 20000); put(22, 20000); put(26, 1 | 24 << 16);
    return new Blob([header]);
})()";

async fn opens(page: &Page, source: &str) -> Result<Value, String> {
    page.script(&format!("return triptych.photo.open({source}, 'a picture')"), Vec::new()).await
}

#[test]
fn pictures_of_many_kinds_are_opened() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_ready("/bench.html?device=cpu").await;
        for (source, size) in [
            ("'/models/image/size-60x45.png'", [60, 45]),
            ("'/models/image/alpha.webp'", [0, 0]),
            ("'/models/image/animated.gif'", [0, 0]),
            ("'/models/image/rgb.bmp'", [0, 0]),
            ("'/models/image/cmyk.jpg'", [0, 0]),
            // Only the browser can decode this one; Pillow made it.
            ("'/models/red.avif'", [48, 32]),
            ("new ImageData(7, 5)", [7, 5]),
        ] {
            let opened = opens(page, source).await;
            let opened = opened.unwrap_or_else(|error| panic!("{source}: {error}"));
            let found = [&opened["width"], &opened["height"]].map(|side| side.as_u64());
            if size == [0, 0] {
                assert!(found.iter().all(|side| *side > Some(0)), "{source}: {opened}");
            } else {
                assert_eq!(found, size.map(Some), "{source}: {opened}");
            }
            let preview = json!([opened["width"], opened["height"]]);
            assert_eq!(opened["preview"], preview, "{source}: small ones are shown as they are");
        }
    });
}

#[test]
fn what_is_no_picture_is_refused_with_a_reason() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_ready("/bench.html?device=cpu").await;
        let heic = "new Blob([new Uint8Array([0, 0, 0, 24]), 'ftypheic', new Uint8Array(40)])";
        for (source, words) in [
            ("new Blob([])", ["a picture", "Use another file"]),
            ("new Blob(['no picture at all'])", ["a picture", "Use another file"]),
            (heic, ["HEIC", "Export it as JPEG or PNG"]),
            (HUGE, ["20,000 × 20,000", "Use another file"]),
            (
                "(await (await fetch('/models/image/grey.jpg')).blob()).slice(0, 200)",
                ["a picture", "Use another file"],
            ),
            (
                "new Blob(Array(400).fill(new Blob([new Uint8Array(1e6)])))",
                ["are the most", "smaller"],
            ),
            ("7", ["did not come", "try again"]),
        ] {
            let error = opens(page, source).await.expect_err(source);
            for word in words {
                assert!(error.contains(word), "{source}: it should say \"{word}\": {error}");
            }
        }
        let error = page.script("return triptych.photo.classify([3])", Vec::new()).await;
        assert!(error.expect_err("no such picture").contains("picture 3"));
        let none = page.eval("return triptych.photo.classify([])").await;
        assert_eq!(none, json!([]), "no network, no answers");
        assert_eq!(page.eval("return document.body.dataset.engine").await, "ready");
    });
}
