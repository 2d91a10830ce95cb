//! Weights from another site: what is loaded, what is refused, what goes on where it stopped.

use browser_tests::downloads::{Downloads, FILE, STORED, entry};
use browser_tests::host::Served;
use browser_tests::worker::before_the_worker;
use browser_tests::{Browser, Look, Page, say, session, weights};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn with_downloads(test: impl AsyncFn(&Downloads)) {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        test(&Downloads::open(page).await).await;
    });
}

#[test]
fn weights_come_over_a_redirect_and_answer_about_a_photo() {
    with_downloads(async |it| {
        it.redirect(|_| ());
        let listed = it.page.eval("return triptych.photo.catalogue()").await;
        assert_eq!(listed[0]["host"], it.host.origin.trim_start_matches("http://"), "{listed}");
        assert_eq!((&listed[0]["stored"], &listed[0]["slot"]), (&json!(false), &json!("ResNet")));
        let began = Instant::now();
        let loaded = it.loads().await;
        say(&format!(
            "{:.1} MB loaded in {:.1} s, {:.0} ms of it without the download",
            it.bytes.len() as f64 / 1e6,
            began.elapsed().as_secs_f64(),
            loaded["load_ms"].as_f64().unwrap_or(f64::NAN)
        ));
        // The engine itself takes some tens of megabytes, and the CPU's tensors are there too, in F32.
        let peak = loaded["peak_bytes"].as_u64().unwrap_or_default() as f64;
        say(&format!("the engine's program has taken {:.0} MB of memory at most", peak / 1e6));
        let most = 5.0 * it.bytes.len() as f64 + 60e6;
        assert!(peak > 0.0 && peak < most, "{peak} bytes of memory; {most} should do");
        assert_eq!(loaded["labels"].as_array().map(Vec::len), Some(weights::CLASSES));
        assert_eq!((&loaded["entry"], &loaded["stored"]), (&json!("made-up"), &json!(true)));
        assert_eq!(loaded["bytes"], it.bytes.len());
        assert_eq!((it.ranges(), it.store.asked().len()), (vec![0], 1), "one request to each");
        let steps = it.steps().await;
        let names: Vec<&str> = steps.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Download", "Layers", "Shaders"]);
        for (name, last) in &steps {
            assert_eq!(last["done"], last["total"], "{name}: it was told to its end: {last}");
        }
        assert!(steps[0].1["per_second"].as_f64() > Some(0.0), "{:?}", steps[0]);
        let answers = it
            .page
            .eval(
                "const { photo } = triptych;
                 const { picture } = await photo.open('/models/image/size-60x45.png', 'a.png');
                 const two = await photo.open('/models/image/exif6.jpg', 'b.jpg');
                 return photo.classify([picture, two.picture], null)",
            )
            .await;
        let ranked = answers[0]["ranked"].as_array().cloned().unwrap_or_default();
        assert_eq!(ranked.len(), 2, "two pictures, two rankings: {answers}");
        for ranking in &ranked {
            let all = ranking.as_array().cloned().unwrap_or_default();
            let sum: f64 = all.iter().filter_map(|one| one["probability"].as_f64()).sum();
            assert!(all.len() == weights::CLASSES && (sum - 1.0).abs() < 1e-3, "{ranking}");
        }
    });
}

#[test]
fn what_broke_off_goes_on_where_it_stopped() {
    with_downloads(async |it| {
        let half = it.bytes.len() / 2;
        // A site that lets others send and see everything, one that does not, one without ranges;
        // and behind a redirect.
        for (generous, ranges, redirect) in [
            (true, true, false),
            (false, true, false),
            (true, false, false),
            (true, true, true),
            (false, true, true),
        ] {
            let how = format!("generous {generous}, ranges {ranges}, redirect {redirect}");
            let serve = |breaks_at| {
                let change = |served: &mut Served| {
                    (served.generous, served.ranges) = (generous, ranges);
                    served.breaks_at = breaks_at;
                };
                if redirect { it.redirect(change) } else { it.misserve(change) }
            };
            serve(Some(half));
            it.fails(&how, &["broke off", "had come", "goes on where it stopped"]).await;
            let files = it.stored().await;
            let [(name, kept, whole)] = &files[..] else { panic!("{how}: there are {files:?}") };
            assert_eq!((name.as_str(), *whole), ("made-up.safetensors.part", false), "{how}");
            assert!((1..=half as u64).contains(kept), "{how}: {kept} of {half} bytes are kept");
            it.ranges();
            serve(None);
            let loaded = it.loads().await;
            assert_eq!(loaded["stored"], true, "{how}: {loaded}");
            assert_eq!(it.ranges().last(), Some(kept), "{how}: it asks for the rest");
            assert_eq!(it.stored().await, [(STORED.into(), it.bytes.len() as u64, true)], "{how}");
            it.page.eval("return triptych.photo.delete('made-up.safetensors')").await;
        }
    });
}

#[test]
fn a_part_of_another_version_does_not_count() {
    with_downloads(async |it| {
        it.loads().await;
        let right = it.answers().await[0]["ranked"].clone();
        // Finite numbers of the first layer, which are laid out before the checksum is known.
        let head = it.bytes.first_chunk().map_or(0, |head| u64::from_le_bytes(*head)) as usize + 8;
        let mut other = it.bytes.to_vec();
        other[head..head + 256].iter_mut().skip(1).step_by(2).for_each(|byte| *byte ^= 4);
        let other = Arc::new(other);
        // The tag tells; and where there is none, the checksum.
        for (etag, asked) in [(Some("\"old\""), 1), (None, 2)] {
            it.page.eval("return triptych.photo.delete('made-up.safetensors')").await;
            it.host.serve(
                FILE,
                Served { etag, breaks_at: Some(other.len() / 2), ..Served::well(&other) },
            );
            it.fails("half of another file", &["broke off"]).await;
            it.ranges();
            it.misserve(|served| served.etag = etag.and(Some("\"new\"")));
            it.loads().await;
            assert_eq!(it.ranges().len(), asked, "{etag:?}");
            assert_eq!(it.answers().await[0]["ranked"], right, "{etag:?}: of the right bytes");
        }
    });
}

#[test]
fn wrong_files_are_refused_and_nothing_of_them_is_kept() {
    with_downloads(async |it| {
        let mut changed = it.bytes.to_vec();
        *changed.last_mut().expect("it has bytes") ^= 1;
        let short = it.bytes[..it.bytes.len() - 1].to_vec();
        let long = [&it.bytes[..], b"x"].concat();
        let page = b"<!doctype html><p>Please log in.</p>".to_vec();
        let well = |bytes: Vec<u8>| Served::well(&Arc::new(bytes));
        for (what, served, words) in [
            ("one bit", well(changed), vec!["SHA-256 differs", "Load it again"]),
            ("too short", well(short.clone()), vec!["bytes instead of"]),
            ("too short, unsaid", Served { length: false, ..well(short) }, vec!["instead of"]),
            ("too long", well(long.clone()), vec!["bytes instead of"]),
            ("too long, unsaid", Served { length: false, ..well(long) }, vec!["instead of"]),
            ("a web page", Served { kind: "text/html", ..well(page.clone()) }, vec!["web page"]),
            (
                "not there",
                Served { status: 404, kind: "text/html", ..well(page.clone()) },
                vec!["404", "127.0.0.1"],
            ),
            ("not allowed", Served { status: 403, ..well(page) }, vec!["403"]),
            (
                "other sites may not",
                Served { cors: false, ..well(it.bytes.to_vec()) },
                vec!["127.0.0.1", "does not let other sites", "download the file yourself"],
            ),
        ] {
            it.host.serve(FILE, served);
            it.fails(what, &words).await;
            assert_eq!(it.stored().await, [], "{what}: nothing is kept");
        }
        it.misserve(|_| ());
        it.loads().await;
    });
}

#[test]
fn a_slow_download_can_be_cancelled_and_taken_up_again() {
    with_downloads(async |it| {
        it.misserve(|served| served.pause = Duration::from_millis(40));
        let outcome = it
            .page
            .eval(
                "const { photo } = triptych;
                 const loading = photo.load('made-up');
                 const waiting = photo.load('made-up');
                 const last = async () => (await photo.log()).findLast(event => event.Loading)?.Loading;
                 const fast = event => event?.per_second > 0 && event.done > 1e6;
                 while (!fast(await last())) await new Promise(go => setTimeout(go, 20));
                 await photo.delete('made-up.safetensors.part'); // in vain: it is being written
                 const began = performance.now();
                 photo.cancel();
                 const outcomes = await Promise.all([loading, waiting]);
                 const { kept } = (await photo.log()).findLast(event => event.NotLoaded).NotLoaded;
                 return { outcomes, ms: performance.now() - began, last: await last(), kept }",
            )
            .await;
        let cancelled = json!([{ "cancelled": true }, { "cancelled": true }]);
        assert_eq!(outcome["outcomes"], cancelled, "{outcome}");
        assert!(outcome["ms"].as_f64() < Some(1500.0), "it stops at once: {outcome}");
        // 64 KiB in 40 ms are 1.6 MB a second; a busy machine is slower.
        let speed = outcome["last"]["per_second"].as_f64().unwrap_or(f64::NAN);
        assert!((5e4..1e7).contains(&speed), "the speed is told: {outcome}");
        let files = it.stored().await;
        assert!(files[0].1 > 900_000 && !files[0].2, "what came is kept: {files:?}");
        assert_eq!(outcome["kept"], files[0].1, "and told");
        it.ranges();
        it.misserve(|_| ());
        it.loads().await;
        assert_eq!(it.ranges(), [files[0].1], "it goes on where it was cancelled");
    });
}

#[test]
fn a_manifest_with_faults_still_gives_what_is_sound() {
    with_downloads(async |it| {
        let good = entry(&format!("{}{FILE}", it.host.origin));
        let mut bad = good.clone();
        bad["id"] = json!("strange");
        bad["network"] = json!("vgg16");
        it.manifest(&json!({ "photos": [bad, good, 7] }));
        let listed = it.page.eval("return triptych.photo.catalogue()").await;
        assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
        let lines = it.page.console().await.join("\n");
        assert!(lines.contains("strange") && lines.contains("vgg16"), "the console says: {lines}");
        it.page.serve("/weights/manifest.json", b"<p>no".to_vec());
        let listed = it.page.script("return triptych.photo.catalogue()", Vec::new()).await;
        assert!(listed.is_err_and(|error| error.contains("manifest.json")), "there is no list");
        it.loads().await; // as it was listed before
        it.manifest(&json!({ "photos": [] }));
        it.page.eval("return triptych.photo.catalogue()").await;
        it.fails("an entry that is not there", &["no such entry"]).await;
    });
}

#[test]
fn a_machine_without_a_network_is_told_so() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, "Object.defineProperty(navigator, 'onLine', { value: false })");
        let it = Downloads::open(page).await;
        it.misserve(|served| served.cors = false);
        it.fails("no network", &["offline", "Connect to the network"]).await;
        it.misserve(|served| served.breaks_at = Some(5_000_000));
        it.fails("the network goes", &["broke off", "offline"]).await;
        it.misserve(|_| ());
        it.loads().await;
    });
}
