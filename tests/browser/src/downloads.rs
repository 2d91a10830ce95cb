//! A page whose manifest points at other sites, and what its worker makes of that.

use crate::host::{Host, Served};
use crate::page::Page;
use crate::weights;
use serde_json::{Value, json};
use std::sync::Arc;

/// The entry's name.
pub const ENTRY: &str = "made-up";
/// What it is called in the browser's storage.
pub const STORED: &str = "made-up.safetensors";
/// Where the site has the file.
pub const FILE: &str = "/models/made-up/resolve/main/model.safetensors";

/// A page with one entry in its manifest.
pub struct Downloads<'a> {
    /// The page.
    pub page: &'a Page,
    /// The site with the weights.
    pub host: Host,
    /// Another one, to which it may send.
    pub store: Host,
    /// The file as it should be.
    pub bytes: Arc<Vec<u8>>,
}

/// The manifest's entry for the made-up weights at an address.
pub fn entry(url: &str) -> Value {
    let (bytes, sha256) = weights::resnet18();
    json!({
        "id": ENTRY, "network": "resnet18", "title": "Made-up ResNet-18", "url": url,
        "bytes": bytes.len(), "sha256": sha256, "licence": "CC0-1.0",
        "preprocessing": { "resize": 73, "side": 64, "filter": "bilinear",
            "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225] },
    })
}

impl<'a> Downloads<'a> {
    /// What the loaded networks say about a small picture.
    pub async fn answers(&self) -> Value {
        let script = "const { picture } = await triptych.photo.open('/models/image/grey.jpg');
            return triptych.photo.classify([picture])";
        self.page.eval(script).await
    }

    /// Opens the page, on the CPU, with a manifest of that one entry.
    pub async fn open(page: &'a Page) -> Self {
        let (host, store) = (Host::start().await, Host::start().await);
        page.allow(&host.origin);
        page.allow(&store.origin);
        let (bytes, _) = weights::resnet18();
        host.serve(FILE, Served::well(&bytes));
        let it = Self { page, host, store, bytes };
        it.manifest(&json!({ "photos": [entry(&format!("{}{FILE}", it.host.origin))] }));
        page.open_ready("/bench.html?device=cpu").await;
        it
    }

    /// Another manifest, from the next question on.
    pub fn manifest(&self, manifest: &Value) {
        self.page.serve("/weights/manifest.json", manifest.to_string().into());
    }

    /// Gives the file as hubs do, from now on: one host sends to another, and only that one has the
    /// bytes, and gives them in this way.
    pub fn redirect(&self, change: impl FnOnce(&mut Served)) {
        let mut served = Served::well(&self.bytes);
        change(&mut served);
        self.store.serve("/blob", served);
        let place = format!("{}/blob?signature=x", self.store.origin);
        self.misserve(|served| served.redirect = Some(place));
    }

    /// Gives the file in another way from now on.
    pub fn misserve(&self, change: impl FnOnce(&mut Served)) {
        let mut served = Served::well(&self.bytes);
        change(&mut served);
        self.host.serve(FILE, served);
    }

    /// Loads the entry. What the page was told, or why it failed.
    pub async fn load(&self) -> Result<Value, String> {
        self.page.script("return triptych.photo.load(arguments[0])", vec![json!(ENTRY)]).await
    }

    /// Loads the entry, which must work.
    pub async fn loads(&self) -> Value {
        let loaded = self.load().await.unwrap_or_else(|error| panic!("it does not load: {error}"));
        assert_eq!(loaded["network"], "resnet18", "{loaded}");
        loaded
    }

    /// Loads the entry, which must fail with these words.
    pub async fn fails(&self, what: &str, words: &[&str]) {
        let error = self.load().await.expect_err(what);
        for word in words {
            assert!(error.contains(word), "{what}: it should say \"{word}\": {error}");
        }
    }

    /// Tells a script that runs before the worker something, by its `BroadcastChannel`.
    pub async fn tells(&self, channel: &str, what: u32) {
        let tell = format!(
            "new BroadcastChannel('{channel}').postMessage({what});
             await new Promise(go => setTimeout(go, 200))"
        );
        self.page.eval(&tell).await;
    }

    /// The files in the browser's storage: name, bytes, whole.
    pub async fn stored(&self) -> Vec<(String, u64, bool)> {
        let storage = self.page.eval("return triptych.photo.stored()").await;
        assert_eq!(storage["available"], true, "{storage}");
        let files = storage["files"].as_array().cloned().unwrap_or_default();
        let file = |file: &Value| {
            let name = file["name"].as_str().unwrap_or_default().to_owned();
            (name, file["bytes"].as_u64().unwrap_or_default(), file["whole"] == true)
        };
        files.iter().map(file).collect()
    }

    /// Where the ranges began that the site was asked for since last time; 0 for the whole file.
    pub fn ranges(&self) -> Vec<u64> {
        let from = |range: &str| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok();
        let asked = self.host.asked();
        asked.iter().map(|it| it.header("range").and_then(from).unwrap_or(0)).collect()
    }

    /// The steps of loading that the page was told of, in order, each with its last event.
    pub async fn steps(&self) -> Vec<(String, Value)> {
        let log = self.page.eval("return triptych.photo.log()").await;
        let mut steps: Vec<(String, Value)> = Vec::new();
        for event in log.as_array().into_iter().flatten() {
            let Some(step) = event["Loading"]["step"].as_str() else { continue };
            if steps.last().is_none_or(|(last, _)| last != step) {
                steps.push((step.to_owned(), Value::Null));
            }
            if let Some(last) = steps.last_mut() {
                last.1 = event["Loading"].clone();
            }
        }
        steps
    }
}
