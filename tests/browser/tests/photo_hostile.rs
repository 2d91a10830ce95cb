//! Two hundred damaged files, given to the page: each is opened or refused with a reason, in bounded
//! time, and the page goes on working.

use browser_tests::photos::sample;
use browser_tests::worker::before_the_worker;
use browser_tests::{Browser, Look, Page, say, session, settings, weights};
use serde_json::{Value, json};

/// Damages a file in the page, so that only its number crosses the wire: cut short, bytes changed
/// anywhere, or bytes changed in its first hundred. The same for the same number.
const DAMAGE: &str = "
    const damage = (bytes, number) => {
        let state = number * 2654435761 >>> 0 || 1;
        const random = below => {
            state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0;
            return state % below;
        };
        if (number % 3 === 0) return bytes.slice(0, random(bytes.length));
        const damaged = bytes.slice(), end = number % 3 === 1 ? bytes.length : Math.min(100, bytes.length);
        for (let i = 1 + random(4); i > 0; i--) damaged[random(end)] = random(256);
        return damaged;
    };
    const answer = await fetch(arguments[0]);
    if (!answer.ok) throw new Error(`${arguments[0]} is not there`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const result = { opened: 0, refused: 0, slowest: 0, words: [] };
    for (let number = arguments[1]; number < arguments[2]; number++) {
        const file = new Blob([damage(bytes, number)]), start = performance.now();
        try { await give(file); result.opened++; }
        catch (error) { result.refused++; result.words.push(String(error.message ?? error)); }
        result.slowest = Math.max(result.slowest, performance.now() - start);
    }
    return result;";

/// The longest that one small damaged file may take on a busy machine, ms.
const LONGEST: f64 = 5000.0;

async fn damaged(page: &Page, give: &str, address: &str, numbers: [u32; 2]) -> Value {
    let script = format!("const give = {give};{DAMAGE}");
    let arguments = vec![json!(address), json!(numbers[0]), json!(numbers[1])];
    let result = page.script(&script, arguments).await;
    let result = result.unwrap_or_else(|error| panic!("{address}: {error}"));
    say(&format!(
        "{address}: {} opened, {} refused, the slowest in {:.0} ms",
        result["opened"],
        result["refused"],
        result["slowest"].as_f64().unwrap_or(f64::NAN)
    ));
    assert!(result["slowest"].as_f64().is_some_and(|ms| ms < LONGEST), "{address}: {result}");
    for words in result["words"].as_array().into_iter().flatten() {
        let words = words.as_str().unwrap_or_default();
        assert!(words.len() > 15 && !words.contains("panic"), "{address}: {words}");
        assert!(!words.contains("a defect in"), "{address}: {words}");
    }
    assert_eq!(page.eval("return document.body.dataset.engine").await, "ready", "{address}");
    result
}

#[test]
fn damaged_pictures_are_opened_or_refused() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_ready("/bench.html?device=cpu").await;
        let give = "async file => triptych.photo.close((await triptych.photo.open(file, 'damaged')).picture)";
        let mut refused = 0;
        let files = ["exif6.jpg", "rgb16.png", "alpha.webp", "animated.gif", "rgb.bmp"];
        for (index, file) in (0..).zip(files) {
            let numbers = [20 * index, 20 * index + 20];
            let result = damaged(page, give, &format!("/models/image/{file}"), numbers).await;
            refused += result["refused"].as_u64().unwrap_or_default();
        }
        assert!((20..=100).contains(&refused), "{refused} of 100 refused");
    });
}

/// The decoder read past the alpha of such a frame, which ended the engine.
#[test]
fn a_frame_of_another_size_than_it_says_is_refused_and_the_engine_lives() {
    const OPEN: &str = "const answer = await fetch('/models/image/animated.webp');
        const bytes = new Uint8Array(await answer.arrayBuffer());
        // Its first frame begins with place, width and height, 3 bytes each.
        bytes.set([7, 0, 0, 7, 0, 0], String.fromCharCode(...bytes).indexOf('ANMF') + 14);
        return triptych.photo.open(new Blob([bytes]), 'misfit.webp')";
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_ready("/bench.html?device=cpu").await;
        let told = page.script(OPEN, Vec::new()).await.expect_err("two sizes");
        assert!(told.contains("another size than it says"), "{told}");
        let whole = "return (await triptych.photo.open('/models/image/animated.webp')).width";
        assert_eq!(page.eval(whole).await.as_u64(), Some(24));
    });
}

/// As browsers do that protect from fingerprinting. Only the browser decodes such a file.
#[test]
fn white_for_a_picture_is_not_answered() {
    const WHITE: &str =
        "const { prototype } = OffscreenCanvasRenderingContext2D, { getImageData } = prototype;
        prototype.getImageData = function (...given) {
            const read = getImageData.apply(this, given);
            read.data.fill(255);
            return read;
        }";
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, WHITE);
        page.open_ready("/bench.html?device=cpu").await;
        let opened =
            page.script("return triptych.photo.open('/models/red.avif')", Vec::new()).await;
        let told = opened.expect_err("noise is no picture");
        assert!(told.contains("hides") && told.contains("Use a JPEG or PNG file"), "{told}");
        let jpeg = "return (await triptych.photo.open('/models/image/exif6.jpg')).width";
        assert!(page.eval(jpeg).await.as_u64() > Some(0));
    });
}

/// As its decoder might be. The visitor is not led into the same trap again.
#[test]
fn a_photo_that_ends_the_engine_is_set_aside() {
    const TRAP: &str = "const { stream } = Blob.prototype;
        Blob.prototype.stream = function () {
            if (this.name !== 'temple.jpg') return stream.call(this);
            setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); });
            return new ReadableStream();
        }";
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, TRAP);
        page.open_photo_bundled().await;
        let names = ["cat.jpg", "temple.jpg", "flower.jpg"].map(sample);
        page.choose("choose", &names.each_ref().map(AsRef::as_ref)).await;
        page.notice("failed").await;
        let told = page.notice("bad-file").await;
        assert!(told.contains("temple.jpg") && told.contains("set aside"), "{told}");
        page.click("start-again").await;
        page.ready().await;
        page.photos_are(2).await;
        page.photo_answer().await;
        page.is_civil().await;
    });
}

/// A file that was moved, say, after it was chosen. It has nothing to do with a connection.
#[test]
fn a_file_of_ones_own_that_has_gone_is_not_blamed_on_the_network() {
    const GONE: &str = "Blob.prototype.stream = () =>
        new ReadableStream({ pull(to) { to.error(new TypeError('network error')); } })";
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, GONE);
        page.open_ready("/bench.html?device=cpu").await;
        for give in ["open(file, 'gone.jpg')", "loadFile(file, 'gone.safetensors')"] {
            let script = format!("const file = new Blob(['x']); return triptych.photo.{give}");
            let told = page.script(&script, Vec::new()).await.expect_err(give);
            assert!(told.contains("changed, moved or gone"), "{told}");
            assert!(!told.contains("network") && !told.contains("connection"), "{told}");
        }
        page.open_photo_bundled().await;
        page.choose("own-alexnet", &[&settings::dist().join("weights/lenet5.safetensors")]).await;
        let told = page.notice("failed-alexnet").await;
        assert!(told.contains("The file could not be read"), "{told}");
    });
}

#[test]
fn damaged_weights_are_loaded_or_refused_and_the_page_goes_on() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_ready("/bench.html?device=cpu").await;
        // Only the head decides most of it: LeNet-5's file is small, and refused by name when whole.
        let give = "file => triptych.photo.loadFile(file, 'damaged.safetensors')";
        let result = damaged(page, give, "/weights/lenet5.safetensors", [0, 90]).await;
        assert_eq!(result["opened"], 0, "LeNet-5 reads no photographs");
        // A whole ResNet-18, where a flipped byte may well leave it readable.
        let (bytes, _) = weights::resnet18();
        page.serve("/made-up.safetensors", bytes.to_vec());
        let result = damaged(page, give, "/made-up.safetensors", [90, 100]).await;
        assert!(result["refused"].as_u64() >= Some(3), "{result}");
        // And then a good one still loads, and answers.
        let loaded = page
            .eval(
                "const file = await (await fetch('/made-up.safetensors')).blob();
                 const network = await triptych.photo.loadFile(file, 'good.safetensors');
                 const picture = await triptych.photo.open('/models/image/size-60x45.png', 'picture');
                 const answers = await triptych.photo.classify([picture.picture]);
                 return [network.network, answers.length]",
            )
            .await;
        assert_eq!(loaded, json!(["resnet18", 1]));
    });
}
