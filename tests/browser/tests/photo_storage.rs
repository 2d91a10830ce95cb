//! What the browser keeps of weights, and a visitor's own files.

use browser_tests::downloads::{Downloads, STORED};
use browser_tests::photos::sample;
use browser_tests::worker::before_the_worker;
use browser_tests::{Browser, Look, Page, Scratch, session, weights};
use serde_json::json;

fn with_downloads(test: impl AsyncFn(&Downloads)) {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        test(&Downloads::open(page).await).await;
    });
}

#[test]
fn what_is_kept_is_listed_read_again_and_deleted() {
    with_downloads(async |it| {
        it.loads().await;
        let size = it.bytes.len() as u64;
        assert_eq!(it.stored().await, [(STORED.into(), size, true)]);
        let storage = it.page.eval("return triptych.photo.stored()").await;
        assert_eq!(storage["files"][0]["title"], "Made-up ResNet-18");
        assert!(storage["quota"].as_u64() > storage["usage"].as_u64(), "{storage}");
        assert!(storage["usage"].as_u64() >= Some(size), "{storage}");
        it.ranges();
        it.page.open_ready("/bench.html?device=cpu").await;
        let listed = it.page.eval("return triptych.photo.catalogue()").await;
        assert_eq!(listed[0]["stored"], true, "{listed}");
        let loaded = it.loads().await;
        assert_eq!(loaded["stored"], true);
        assert!(it.ranges().is_empty(), "the site is not asked again");
        let steps = it.steps().await;
        let names: Vec<&str> = steps.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Read", "Layers", "Shaders"]);
        let left = it.page.eval("return triptych.photo.delete('made-up.safetensors')").await;
        assert_eq!(left["files"], json!([]), "{left}");
        let listed = it.page.eval("return triptych.photo.catalogue()").await;
        assert_eq!(listed[0]["stored"], false, "{listed}");
    });
}

#[test]
fn a_kept_file_that_was_damaged_is_fetched_again() {
    with_downloads(async |it| {
        it.loads().await;
        it.ranges();
        it.page
            .eval(
                "const root = await navigator.storage.getDirectory();
                 const folder = await root.getDirectoryHandle('triptych-weights');
                 const file = await folder.getFileHandle('made-up.safetensors');
                 const stream = await file.createWritable({ keepExistingData: true });
                 await stream.write({ type: 'write', position: 5000, data: new Uint8Array([1, 2, 3]) });
                 await stream.close();",
            )
            .await;
        assert_eq!(it.loads().await["stored"], true);
        assert_eq!(it.ranges(), [0], "it comes from the site");
    });
}

#[test]
fn a_kept_file_that_cannot_be_read_stays() {
    const BREAK: &str = "const { stream } = Blob.prototype;
        const breaks = new BroadcastChannel('breaks');
        let broken = false;
        breaks.onmessage = () => { broken = true; };
        Blob.prototype.stream = function () {
            if (!broken || this.size < 1e6) return stream.call(this);
            return new ReadableStream({ pull(to) { to.error(new DOMException('', 'NotReadableError')); } });
        }";
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, BREAK);
        let it = Downloads::open(page).await;
        it.loads().await;
        it.tells("breaks", 1).await;
        it.misserve(|served| served.status = 404);
        it.fails("neither here nor there", &["404"]).await;
        let kept = [(STORED.into(), it.bytes.len() as u64, true)];
        assert_eq!(it.stored().await, kept, "another time it may be read");
        it.ranges();
        it.misserve(|_| ());
        assert_eq!(it.loads().await["stored"], true);
        assert_eq!((it.ranges(), it.stored().await), (vec![0], kept.into()));
    });
}

#[test]
fn what_is_kept_loads_without_a_network() {
    // 1: what the browser has kept can still be had; 2: nothing can.
    const CUT: &str = "const [own, cuts] = [fetch, new BroadcastChannel('cuts')];
        let cut = 0;
        cuts.onmessage = ({ data }) => { cut = data; };
        globalThis.fetch = (what, how) =>
            cut === 0 || cut === 1 && how?.cache === 'force-cache' ? own(what, how) : Promise.reject(new TypeError('cut'))";
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, CUT);
        let it = Downloads::open(page).await;
        it.loads().await;
        it.tells("cuts", 1).await;
        let listed = page.eval("return triptych.photo.catalogue()").await;
        assert_eq!(listed[0]["stored"], true, "{listed}");
        it.loads().await;
        it.tells("cuts", 2).await;
        let listed = page.script("return triptych.photo.catalogue()", Vec::new()).await;
        assert!(listed.is_err(), "there is no newer list");
        it.loads().await;
    });
}

#[test]
fn a_full_storage_leaves_the_network_in_memory() {
    with_downloads(async |it| {
        let origin = it.page.eval("return location.origin").await;
        let quota = json!({ "origin": origin, "quotaSize": 2_000_000 });
        it.page.devtools("Storage.overrideQuotaForOrigin", quota).await;
        let loaded = it.loads().await;
        assert_eq!((&loaded["stored"], &loaded["full"]), (&json!(false), &json!(true)), "{loaded}");
        assert_eq!(it.stored().await, [], "no half is left behind");
        let answers = it.answers().await;
        assert_eq!(answers[0]["slot"], "ResNet", "it answers: {answers}");
    });
}

#[test]
fn a_storage_that_was_cleared_keeps_what_comes_next() {
    with_downloads(async |it| {
        it.loads().await;
        let clear = "const root = await navigator.storage.getDirectory();
            await root.removeEntry('triptych-weights', { recursive: true })";
        it.page.eval(clear).await;
        let loaded = it.loads().await;
        assert_eq!((&loaded["stored"], &loaded["full"]), (&json!(true), &json!(false)), "{loaded}");
        assert_eq!(it.stored().await.len(), 1);
    });
}

#[test]
fn without_a_file_system_the_cache_keeps_it() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, "delete FileSystemFileHandle.prototype.createSyncAccessHandle");
        let it = Downloads::open(page).await;
        it.misserve(|served| served.breaks_at = Some(it.bytes.len() / 2));
        it.fails("half", &["broke off"]).await;
        let files = it.stored().await;
        assert!(files.len() == 1 && !files[0].2, "{files:?}");
        it.ranges();
        it.misserve(|_| ());
        it.loads().await;
        assert_eq!(it.ranges(), [files[0].1], "it goes on where it stopped");
        assert_eq!(it.stored().await, [(STORED.into(), it.bytes.len() as u64, true)]);
        let names = page.eval("return caches.keys()").await;
        assert_eq!(names, json!(["triptych-weights"]));
        page.open_ready("/bench.html?device=cpu").await;
        it.loads().await;
        assert!(it.ranges().is_empty(), "it is read from the cache");
        let left = page.eval("return triptych.photo.delete('made-up.safetensors')").await;
        assert_eq!(left["files"], json!([]), "{left}");
    });
}

#[test]
fn without_any_storage_it_still_loads() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        let none = "Object.defineProperty(navigator, 'storage', { value: undefined });
            Object.defineProperty(self, 'caches', { value: undefined })";
        before_the_worker(page, none);
        let it = Downloads::open(page).await;
        it.misserve(|served| served.breaks_at = Some(it.bytes.len() / 2));
        it.fails("half", &["broke off"]).await;
        let kept =
            "return (await triptych.photo.log()).findLast(event => event.NotLoaded).NotLoaded.kept";
        assert_eq!(page.eval(kept).await, 0);
        it.misserve(|_| ());
        assert_eq!(it.loads().await["stored"], false);
        let storage = page.eval("return triptych.photo.stored()").await;
        assert_eq!((&storage["available"], &storage["files"]), (&json!(false), &json!([])));
    });
}

#[test]
fn a_visitors_own_file_is_read_and_bad_ones_are_refused() {
    with_downloads(async |it| {
        it.page.serve("/own.safetensors", it.bytes.to_vec());
        // Past the browser's cache, which has no business with a file of this size.
        let fetch =
            "window.own = await (await fetch('/own.safetensors', { cache: 'no-store' })).blob()";
        it.page.eval(fetch).await;
        let script =
            "return triptych.photo.loadFile(own, 'own.safetensors', ['a', 'b', 'c', 'd', 'e'])";
        let loaded = it.page.eval(script).await;
        assert_eq!(loaded["labels"], json!(["a", "b", "c", "d", "e"]), "{loaded}");
        assert_eq!((&loaded["entry"], &loaded["stored"]), (&json!(null), &json!(null)));
        for (file, word) in [
            ("new Blob([])", "cannot be read"),
            ("new Blob(['<html>'])", "cannot be read"),
            ("own.slice(0, own.size - 1)", "cannot be read"),
            ("own.slice(8)", "cannot be read"),
            ("new Blob(Array(1100).fill(new Blob([new Uint8Array(1e6)])))", "are the most"),
            ("'no file'", "no file"),
        ] {
            let script = format!("return triptych.photo.loadFile({file}, 'own.safetensors')");
            let error = it.page.script(&script, Vec::new()).await.expect_err(file);
            assert!(error.contains(word), "{file}: {error}");
        }
        let error = it
            .page
            .script("return triptych.photo.open('/own.safetensors', 'cat.jpg')", Vec::new())
            .await;
        assert!(error.expect_err("no picture").contains("cat.jpg"));
        let answers = it.answers().await;
        assert_eq!(answers[0]["slot"], "ResNet", "what was loaded before still is: {answers}");
    });
}

#[test]
fn a_file_of_ones_own_brings_its_labels_with_it() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_photo(&[]).await;
        page.choose("choose", &[&sample("cat.jpg")]).await;
        page.photos_are(1).await;
        page.serve("/own.safetensors", weights::resnet18().0.to_vec());
        // As systems write them that end lines and names in their own way.
        let drop = "const file = await (await fetch('/own.safetensors', { cache: 'no-store' })).blob();
            const data = new DataTransfer();
            data.items.add(new File(['one\\r\\ntwo\\r\\n\\r\\nthree\\r\\nfour\\r\\nfive'], 'MyNet.TXT'));
            data.items.add(new File([file], 'MyNet.SAFETENSORS'));
            const event = { dataTransfer: data, bubbles: true, cancelable: true };
            document.body.dispatchEvent(new DragEvent('drop', event))";
        page.eval(drop).await;
        page.comes("resnet").await;
        page.photo_answer().await;
        let names = "return [...document.querySelectorAll('[data-testid^=resnet-] .name')]
            .map(name => name.textContent.toLowerCase()).sort()";
        assert_eq!(page.eval(names).await, json!(["five", "four", "one", "three", "two"]));
        assert_eq!(page.text("label-set-resnet").await.as_deref(), Some("5 classes"));

        // By the button, and without labels.
        let folder = Scratch::new();
        let own = folder.path().join("own.safetensors");
        std::fs::write(&own, &*weights::resnet18().0).expect("written");
        page.click("change-resnet").await;
        page.choose("own-resnet", &[&own]).await;
        let set = "document.querySelector('[data-testid=label-set-resnet]')?.innerText";
        page.until("the other file", &format!("{set} === '5 classes without names'")).await;
        page.photo_answer().await;
    });
}
