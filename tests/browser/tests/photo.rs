//! The page for photos, by file, by drop and by paste, with one network of made-up weights: what
//! it says means nothing, but what it does is what a visitor gets.

use browser_tests::downloads::{self, ENTRY, FILE};
use browser_tests::host::{Host, Served};
use browser_tests::photos::sample;
use browser_tests::{Browser, Look, Page, Scratch, session, weights};
use std::path::Path;

const VEIL: &str = "!document.querySelector('[data-testid=veil]').hidden";

#[test]
fn a_photo_is_answered_by_file_by_drop_and_by_paste() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_photo_bundled().await;
        page.choose("choose", &[&sample("cat.jpg")]).await;
        let cat = page.photo_answer().await;
        let spoken = "document.querySelector('[data-testid=live]').innerText.includes('%')";
        page.until("the answer is spoken", spoken).await;

        page.drag_photo("dragenter", "coffee.jpg").await;
        page.until("the page says where to drop", VEIL).await;
        page.drag_photo("drop", "coffee.jpg").await;
        page.photos_are(2).await;
        assert_eq!(page.eval(&format!("return {VEIL}")).await, false);
        let coffee = page.photo_answer().await;
        assert_ne!(cat, coffee);

        page.paste_photo("coffee.jpg").await;
        page.photos_are(3).await;
        assert_eq!(page.photo_answer().await, coffee, "the same picture has the same answer");

        // The first one again, whose answer is still there; then all go.
        page.click("thumb-1").await;
        assert_eq!(page.photo_answer().await, cat);
        page.click("remove-1").await;
        assert_eq!(page.photo_count().await, 2);
        page.click("remove-all").await;
        assert_eq!(page.photo_count().await, 0);
        page.is_civil().await;
    });
}

#[test]
fn the_crop_moves_by_keys_and_the_answer_follows() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_photo_bundled().await;
        page.click("example-temple").await;
        let before = page.photo_answer().await;
        let frame = "return document.querySelector('[data-testid=crop]').style.cssText";
        let place = page.eval(frame).await;
        page.tab_to("crop").await;
        page.keys("RR").await;
        assert_ne!(page.eval(frame).await, place, "the frame moves");
        page.until(
            "the answer follows",
            &format!(
                "document.querySelector('[data-testid=resnet-0]').dataset.value !== '{}'",
                before[0]
            ),
        )
        .await;
        assert_ne!(page.photo_answer().await, before);
        page.click("reset-crop").await;
        assert_eq!(page.eval(frame).await, place, "and back");
        let back = page.photo_answer().await;
        assert_eq!(back, before);
        let text = page.text("all").await.unwrap_or_default();
        assert!(text.contains("temple.jpg") && text.contains('%'), "{text}");
    });
}

#[test]
fn eight_photos_are_one_batch() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_photo_bundled().await;
        let names =
            ["cat", "coffee", "rocket", "temple", "flower", "camera", "cat-small", "coffee-small"];
        let files = names.map(|name| sample(&format!("{name}.jpg")));
        let files: Vec<&Path> = files.iter().map(AsRef::as_ref).collect();
        page.choose("choose", &files).await;
        page.photo_answer().await;
        let rows = "[...document.querySelectorAll('[data-testid^=row-]')]";
        page.until(
            "every photo has its line",
            &format!("{rows}.filter(row => row.innerText.includes('%')).length === 8"),
        )
        .await;
        let table = page.text("versus").await.unwrap_or_default();
        assert!(table.contains("of 8 as one batch"), "{table}");
        page.click("thumb-5").await;
        page.photo_answer().await;
    });
}

#[test]
fn what_is_no_photo_is_named_with_its_fault() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_photo_bundled().await;
        page.choose("choose", &[&sample("cat.jpg"), &sample("CREDITS.txt")]).await;
        // A text is taken for labels, which are of no use alone.
        assert!(page.notice("mishap").await.contains("CREDITS.txt"));
        let folder = Scratch::new();
        let cut = folder.path().join("cut.jpg");
        let whole = std::fs::read(sample("cat.jpg")).expect("a sample photo");
        std::fs::write(&cut, &whole[..300]).expect("a folder for a file");
        page.choose("choose", &[&cut]).await;
        let told = page.notice("bad-file").await;
        assert!(told.contains("cut.jpg") && told.contains("Use another file"), "{told}");
        assert_eq!(page.photo_count().await, 1, "the good one is still there");
        page.click_css("[data-kind=bad-file] .close").await;
        page.until("the notice is closed", "!document.querySelector('[data-kind=bad-file]')").await;
        let many: Vec<_> = (0..33).map(|_| sample("cat-small.jpg")).collect();
        let many: Vec<&Path> = many.iter().map(AsRef::as_ref).collect();
        page.choose("choose", &many).await;
        let told = page.notice("too-many").await;
        assert!(told.contains("The last 2 were left out"), "{told}");
        page.photo_answer().await;
        page.is_civil().await;
    });
}

#[test]
fn weights_are_chosen_downloaded_kept_and_deleted() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        let host = Host::start().await;
        page.allow(&host.origin);
        let (bytes, _) = weights::resnet18();
        let mut served = Served::well(&bytes);
        served.breaks_at = Some(bytes.len() / 2);
        host.serve(FILE, served);
        page.open_photo(&[downloads::entry(&format!("{}{FILE}", host.origin))]).await;
        let refuses = "globalThis.asked = 0;
            navigator.storage.persist = async () => { asked++; return false; };
            navigator.storage.persisted = async () => false";
        page.eval(refuses).await;
        page.click("example-cat").await;

        // Nothing comes unasked: an invitation, with the size before the download.
        let card = "document.querySelector('[data-testid=card-resnet]').innerText.includes('MB')";
        page.until("the card invites", card).await;
        assert!(host.asked().is_empty(), "nothing was asked for");
        page.click(&format!("take-{ENTRY}")).await;
        let told = page.notice("failed-resnet").await;
        assert!(told.contains("Resume"), "what had come is kept: {told}");
        host.serve(FILE, Served::well(&bytes));
        page.click("again-resnet").await;
        page.comes("resnet").await;
        page.photo_answer().await;
        let address = page.eval("return location.search").await;
        assert_eq!(address, format!("?device=cpu&resnet={ENTRY}"));

        page.until(
            "it is kept",
            "document.querySelector('[data-testid=kept-file][data-whole=true]')?.innerText",
        )
        .await;
        page.until("it may go", "!!document.querySelector('[data-testid=kept-may-go]')").await;
        assert_eq!(page.eval("return asked").await, 1, "the browser is asked to keep it, once");
        // The next time it is simply there.
        host.asked();
        page.open_ready(&format!("/photo.html?device=cpu&resnet={ENTRY}")).await;
        page.comes("resnet").await;
        assert!(host.asked().is_empty(), "it comes from the storage");
        page.click_css("[data-testid=kept-file] button").await;
        page.until("it is deleted", "!document.querySelector('[data-testid=kept-file]')").await;
        let said = "document.querySelector('[data-testid=live]').innerText.startsWith('Deleted ')";
        page.until("it is said", said).await;
        page.until("the focus has a place", "document.activeElement.id === 'kept'").await;
    });
}

#[test]
fn a_page_whose_engine_starts_again_has_everything_back() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_photo_bundled().await;
        page.choose("choose", &[&sample("cat.jpg"), &sample("flower.jpg")]).await;
        let before = page.photo_answer().await;
        page.open_layer_room().await;
        page.eval("triptych.crash()").await;
        let told = page.notice("failed").await;
        assert!(told.contains("Your photos are safe"), "{told}");
        page.click("start-again").await;
        page.ready().await;
        assert_eq!(page.photo_answer().await, before);
        assert_eq!(page.photo_count().await, 2);
        page.layer_read().await;
        page.verdict_is_current().await;
        let failed = page.text("look-failed").await;
        assert_eq!(failed, None, "a tool waits for its network");
    });
}
