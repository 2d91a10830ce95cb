//! While a network comes, slowly, everything else is answered: photos, drawings, lists.

use browser_tests::downloads::{Downloads, ENTRY, FILE, entry};
use browser_tests::photos::{BUNDLED, bundled, sample};
use browser_tests::{Browser, Fault, Look, Page, Pointer, hands::Hand, say, session};
use serde_json::{Value, json};
use std::time::Duration;

/// 64 KiB in so much time: longer for the file than answers take, also on a busy machine.
const SLOW: Duration = Duration::from_millis(25);

/// For scripts: starts the slow load and waits until bytes come; `timed` does something that must
/// not wait for it.
const SLOWLY: &str = "const { photo } = triptych;
    const sleep = () => new Promise(go => setTimeout(go, 5));
    const last = async () => (await photo.log()).findLast(event => event.Loading)?.Loading;
    const comes = event => event?.entry === 'made-up' && event.done > 1e6;
    const [times, late] = [{}, []];
    let ended = false;
    const load = async () => {
        const loading = photo.load('made-up').finally(() => { ended = true });
        while (!comes(await last())) await sleep();
        return { loading };
    };
    const timed = async (name, work) => {
        const began = performance.now();
        const value = await work();
        times[name] = Math.round(performance.now() - began);
        if (ended || (await last()).step !== 'Download') late.push(name);
        return value;
    };";

/// For the page: bytes of a network come.
const COMING: &str =
    "document.querySelector('[data-testid=loading-resnet]')?.innerText.includes('MB')";

/// A page with one network at hand and one that comes slowly.
fn with_two(browser: Browser, address: &str, test: impl AsyncFn(&Downloads)) {
    session(browser, Look::Light, async |page: &Page| {
        let it = Downloads::open(page).await;
        let slow = entry(&format!("{}{FILE}", it.host.origin));
        page.open_photo(&[bundled(), slow]).await;
        it.misserve(|served| served.pause = SLOW);
        page.open_ready(address).await;
        test(&it).await;
    });
}

fn in_time(outcome: &Value) {
    assert_eq!(outcome["late"], json!([]), "nothing waits for the download: {outcome}");
    say(&format!("while a network came, ms: {}", outcome["times"]));
}

async fn photos_and_lists(it: &Downloads<'_>) {
    let script = "
        await photo.load('bundled');
        const { picture } = await photo.open('/models/image/exif6.jpg', 'a.jpg');
        const whole = await photo.classify([picture]);
        const { loading } = await load();
        const corner = { x: 0, y: 0, zoom: 4 };
        const moved = await timed('crop', () => photo.classify([picture], corner));
        const opened = await timed('open', () => photo.open('/models/image/size-60x45.png', 'b.png'));
        const both = await timed('two photos', () => photo.classify([picture, opened.picture]));
        await timed('catalogue', () => photo.catalogue());
        const kept = await timed('stored', () => photo.stored());
        // Another load waits its turn; the slot is empty until the first one is there.
        const waiting = photo.load('bundled');
        photo.unload('ResNet');
        const wrong = await photo.unload('resnet').catch(error => error.message);
        const none = await timed('none', () => photo.classify([picture]));
        const loaded = await loading;
        const log = await photo.log();
        await waiting;
        const again = await photo.classify([picture]);
        return { whole, moved, both, kept, none, loaded, log, again, times, late, wrong }";
    let mut outcome = it.page.eval(&format!("{SLOWLY} {script}")).await;
    let log = outcome["log"].take();
    in_time(&outcome);
    assert_eq!(outcome["wrong"], "unload takes AlexNet or ResNet");
    let ranked = |what: &str| outcome[what][0]["ranked"].clone();
    assert_ne!(ranked("moved"), ranked("whole"), "the moved crop has an answer of its own");
    assert_eq!(ranked("both")[0], ranked("whole")[0], "and the whole photo its own again");
    assert_eq!(outcome["none"], json!([]), "an empty slot says nothing");
    assert_eq!(ranked("again"), ranked("whole"), "the same weights, loaded anew");
    assert_eq!(
        (&outcome["loaded"]["entry"], &outcome["loaded"]["stored"]),
        (&json!(ENTRY), &json!(true))
    );
    let part = &outcome["kept"]["files"][0];
    assert!(part["whole"] == false && part["bytes"].as_u64() > Some(900_000), "{part}");
    let entries =
        log.as_array().into_iter().flatten().filter_map(|event| event["Loading"]["entry"].as_str());
    let turns =
        entries.collect::<Vec<_>>().chunk_by(|a, b| a == b).map(|turn| turn[0]).collect::<Vec<_>>();
    assert_eq!(turns, [BUNDLED, ENTRY], "the second load begins when the first has ended");
}

#[test]
fn photos_and_lists_do_not_wait_on_the_cpu() {
    with_two(Browser::NoGpu, "/bench.html?device=cpu", photos_and_lists);
}

#[test]
fn photos_and_lists_do_not_wait_on_the_gpu() {
    with_two(Browser::Gpu, "/bench.html?device=gpu", photos_and_lists);
}

#[test]
fn photos_are_answered_between_two_layers() {
    with_two(Browser::NoGpu, "/bench.html?device=cpu", async |it| {
        it.misserve(|_| ());
        let script = "
            await photo.load('bundled');
            const { picture } = await photo.open('/models/image/grey.jpg', 'a.jpg');
            const loading = photo.load('made-up').finally(() => { ended = true });
            while (!ended) { await photo.classify([picture]); await sleep(); }
            await loading;
            return photo.log()";
        let log = it.page.eval(&format!("{SLOWLY} {script}")).await;
        let events = log.as_array().cloned().unwrap_or_default();
        let is_layer = |event: &Value| {
            event["Loading"]["step"] == "Layers" && event["Loading"]["entry"] == ENTRY
        };
        let first = events.iter().position(is_layer).expect("a first layer");
        let last = events.iter().rposition(is_layer).expect("a last layer");
        let answers = events[first..last].iter().filter(|event| event["Answers"].is_object());
        let count = answers.count();
        say(&format!("{count} answers while the layers were laid out"));
        assert!(count > 0, "a crop is answered while layers are laid out");
    });
}

#[test]
fn a_drawing_is_answered_while_a_network_comes() {
    with_two(Browser::NoGpu, "/?device=cpu", async |it| {
        it.page.eval(&format!("{SLOWLY} await load()")).await;
        it.page.draw(Pointer::Mouse, &Hand::School.digit(5)).await;
        assert_eq!(it.page.answer().await.digit, 5);
        let steps = it.steps().await;
        let (step, told) = steps.last().expect("a step");
        assert_eq!(step, "Download", "{told}");
        assert!(told["done"].as_u64() < told["total"].as_u64(), "it still comes: {told}");
    });
}

#[test]
fn a_visitor_goes_on_with_one_network_while_another_comes() {
    with_two(Browser::NoGpu, "/photo.html?device=cpu", async |it| {
        let page = it.page;
        page.comes("resnet").await;
        page.eval("triptych.photo.log()").await; // it begins with the first call
        page.choose("choose", &[&sample("temple.jpg")]).await;
        let before = page.photo_answer().await;
        page.click("change-resnet").await;
        page.click(&format!("take-{ENTRY}")).await;
        page.until("the other one comes", COMING).await;
        // A timing would wait for it.
        let timed = "document.querySelector('[data-testid=time-layers]')";
        page.until("nothing is timed", &format!("{timed}?.ariaDisabled === 'true'")).await;
        page.tab_to("crop").await;
        page.keys("RR").await;
        let first = "document.querySelector('[data-testid=resnet-0]').dataset.value";
        page.until("the answer follows", &format!("{first} !== '{}'", before[0])).await;
        let moved = page.photo_answer().await;
        assert_ne!(moved, before, "the moved crop is answered");
        page.choose("choose", &[&sample("cat.jpg")]).await;
        page.until("it is taken in", "document.querySelectorAll('.thumb').length === 2").await;
        assert_ne!(page.photo_answer().await, moved, "a new photo too");
        let entry = "return (await triptych.photo.log()).findLast(event => event.Loading).Loading";
        let told = page.eval(entry).await;
        assert_eq!((&told["entry"], &told["step"]), (&json!(ENTRY), &json!("Download")), "{told}");
        page.eval("await triptych.photo.stored()").await;
        let half = "document.querySelector('[data-testid=kept-file][data-whole=false]')";
        page.until("what has come is listed", &format!("!!{half}")).await;
        let delete = format!("{half}.querySelector('button')");
        assert_eq!(page.eval(&format!("return {delete}")).await, Value::Null, "it is written to");
        page.click("cancel-resnet").await;
        page.notice("failed-resnet").await;
        page.until("it can be deleted", &format!("!!{delete}")).await;
        page.until("it can be timed", &format!("!{timed}.ariaDisabled")).await;
        assert_eq!(page.photo_count().await, 2);
        page.is_civil().await;
    });
}

#[test]
fn a_list_that_does_not_come_keeps_no_photo_waiting() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_photo_bundled().await;
        page.break_file("/weights/manifest.json", Fault::Held);
        page.eval("void triptych.photo.catalogue()").await;
        page.choose("choose", &[&sample("cat.jpg")]).await;
        page.photo_answer().await;
        page.mend_file("/weights/manifest.json");
        page.is_civil().await;
    });
}

#[test]
fn losing_the_gpu_while_a_network_comes_ends_well() {
    with_two(Browser::Gpu, "/photo.html?device=gpu", async |it| {
        let page = it.page;
        page.comes("resnet").await;
        page.choose("choose", &[&sample("cat.jpg")]).await;
        let before = page.photo_answer().await;
        page.click("change-resnet").await;
        page.click(&format!("take-{ENTRY}")).await;
        page.until("the other one comes", COMING).await;
        page.eval("triptych.loseDevice()").await;
        let loaded = "(await triptych.photo.log()).findLast(event => event.Loaded)?.Loaded.entry";
        let there = format!("{loaded} === '{ENTRY}'");
        page.until_within("it comes in the end", &there, page.waking()).await;
        assert_eq!(page.photo_answer().await, before, "the same weights give the same answer");
        page.is_civil().await;
    });
}
