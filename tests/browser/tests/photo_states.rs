//! Every state of the page for photos, drawn on purpose: each has its words, breaks no rule of
//! axe-core, fits the window and leaves a screenshot, light, dark and on a phone.

use browser_tests::downloads::{self, ENTRY, FILE};
use browser_tests::host::{Host, Served};
use browser_tests::photos::{bundled, bundled_alexnet, sample};
use browser_tests::{Browser, Fault, Look, Page, session, weights};
use std::time::Duration;

/// The engine's program on the server.
const ENGINE: &str = "/worker_bg.wasm";

async fn seen(page: &Page, state: &str, look: Look) {
    page.looks_well(&format!("photo, {state}"), look).await;
    page.eval("document.activeElement.blur(); scrollTo(0, 0)").await;
    let (width, height) = if look == Look::Phone { (390, 844) } else { (1280, 900) };
    page.window(width, height, 1.0).await;
    page.picture(&format!("state-{}-{}", state.replace(' ', "-"), look.name())).await;
    page.is_civil().await;
}

/// Until the engine is there, and when it does not come.
async fn engine(page: &Page, look: Look) {
    page.offer_photo_weights(&[bundled()]);
    page.break_file(ENGINE, Fault::Held);
    page.open("/photo.html?device=cpu").await;
    page.notice("waking").await;
    seen(page, "waking", look).await;
    // Photos are taken in already.
    page.choose("choose", &[&sample("cat.jpg")]).await;
    page.photos_are(1).await;
    seen(page, "waking with a photo", look).await;
    page.mend();
    page.photo_answer().await;

    page.break_file(ENGINE, Fault::Missing);
    page.open("/photo.html?device=cpu").await;
    page.notice("failed").await;
    seen(page, "no engine", look).await;
    page.mend();
    page.click("start-again").await;
    page.comes("resnet").await;
    // Nobody asked for the CPU: it is said that there is no GPU.
    page.open_ready("/photo.html").await;
    page.notice("cpu").await;
    page.comes("resnet").await;
    seen(page, "no GPU", look).await;

    page.choose("choose", &[&sample("cat.jpg")]).await;
    page.photo_answer().await;
    page.eval("triptych.crash()").await;
    page.notice("failed").await;
    seen(page, "engine stopped", look).await;
}

/// When nobody can say what there is to load.
async fn unlisted(page: &Page, look: Look) {
    page.offer_photo_weights(&[bundled()]);
    page.break_file("/weights/manifest.json", Fault::Missing);
    page.open_ready("/photo.html?device=cpu").await;
    for net in ["alexnet", "resnet"] {
        let choices = format!("document.querySelector('[data-testid=choices-{net}]')?.innerText");
        page.until("it is told", &format!("{choices}.includes('manifest.json')")).await;
    }
    seen(page, "no list", look).await;
    page.mend();
    page.click("list-resnet").await;
    page.comes("resnet").await;
    assert!(page.text("list-alexnet").await.is_none(), "both are listed");
}

/// While weights come, and when they do not.
async fn networks(page: &Page, look: Look) {
    let host = Host::start().await;
    page.allow(&host.origin);
    let (bytes, _) = weights::resnet18();
    let mut slow = Served::well(&bytes);
    slow.pause = Duration::from_millis(40);
    host.serve(FILE, slow);
    let far = downloads::entry(&format!("{}{FILE}", host.origin));
    page.serve("/weights/alexnet.safetensors", weights::alexnet().0.to_vec());
    page.open_photo(&[bundled_alexnet(), far]).await;
    page.comes("alexnet").await;
    seen(page, "one network", look).await;
    page.click("example-coffee").await;
    page.click(&format!("take-{ENTRY}")).await;
    let figures =
        "document.querySelector('[data-testid=loading-resnet]')?.innerText.includes('/s')";
    page.until("the download has figures", figures).await;
    seen(page, "a download", look).await;
    page.click("cancel-resnet").await;
    let told = page.notice("failed-resnet").await;
    assert!(told.contains("Stopped") && told.contains("Resume"), "{told}");
    seen(page, "stopped", look).await;

    page.is_online(false).await;
    // The page alone is cut off, not its worker, so the site has to fail it.
    let mut silent = Served::well(&bytes);
    silent.cors = false;
    host.serve(FILE, silent);
    page.click("again-resnet").await;
    let offline =
        "document.querySelector('[data-kind=failed-resnet]')?.innerText.includes('offline')";
    page.until("it says that the machine is offline", offline).await;
    seen(page, "offline", look).await;
    page.is_online(true).await;
    host.serve(FILE, Served::well(&bytes));
    page.click("again-resnet").await;
    page.comes("resnet").await;
    page.photo_answer().await;
    seen(page, "answered", look).await;
    page.choose("choose", &[&sample("CREDITS.txt")]).await;
    page.notice("mishap").await;
    seen(page, "no photo", look).await;
}

#[test]
fn states_light() {
    session(Browser::NoGpu, Look::Light, async |page| engine(page, Look::Light).await);
    session(Browser::NoGpu, Look::Light, async |page| unlisted(page, Look::Light).await);
    session(Browser::NoGpu, Look::Light, async |page| networks(page, Look::Light).await);
}

#[test]
fn states_dark() {
    session(Browser::NoGpu, Look::Dark, async |page| engine(page, Look::Dark).await);
    session(Browser::NoGpu, Look::Dark, async |page| unlisted(page, Look::Dark).await);
    session(Browser::NoGpu, Look::Dark, async |page| networks(page, Look::Dark).await);
}

#[test]
fn states_phone() {
    session(Browser::NoGpu, Look::Phone, async |page| engine(page, Look::Phone).await);
    session(Browser::NoGpu, Look::Phone, async |page| unlisted(page, Look::Phone).await);
    session(Browser::NoGpu, Look::Phone, async |page| networks(page, Look::Phone).await);
}
