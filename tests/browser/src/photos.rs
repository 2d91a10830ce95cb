//! The page for photos, as a visitor uses it.

use crate::page::Page;
use crate::{downloads, settings, weights};
use fantoccini::Locator;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The entry of made-up weights that come with the page.
pub const BUNDLED: &str = "bundled";

/// The path of a sample photo that comes with the page.
pub fn sample(name: &str) -> PathBuf {
    settings::dist().join("samples/photos").join(name)
}

/// The manifest's entry for made-up weights that come with the page.
pub fn bundled() -> Value {
    let mut entry = downloads::entry("");
    entry["id"] = BUNDLED.into();
    entry["title"] = "Bundled ResNet-18".into();
    entry["file"] = "bundled.safetensors".into();
    if let Some(entry) = entry.as_object_mut() {
        entry.remove("url");
    }
    entry
}

impl Page {
    /// Opens the page on the CPU with these weights in its manifest.
    pub async fn open_photo(&self, entries: &[Value]) {
        self.serve("/weights/manifest.json", json!({ "photos": entries }).to_string().into());
        self.serve("/weights/bundled.safetensors", weights::resnet18().0.to_vec());
        self.open_ready("/photo.html?device=cpu").await;
    }

    /// Opens it with the bundled weights and waits until they are loaded.
    pub async fn open_photo_bundled(&self) {
        self.open_photo(&[bundled()]).await;
        self.network_comes().await;
    }

    /// Waits for a ResNet.
    pub async fn network_comes(&self) {
        let label_set = "document.querySelector('[data-testid=label-set-resnet]')?.innerText";
        self.until_within("a ResNet is loaded", label_set, self.waking()).await;
    }

    /// Chooses files by the file field with this `data-testid`.
    pub async fn choose(&self, id: &str, files: &[&Path]) {
        let field = self.client.find(Locator::Css(&format!("[data-testid=\"{id}\"]"))).await;
        let field = field.unwrap_or_else(|error| panic!("{id} is not on the page: {error}"));
        let paths: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let chosen = field.send_keys(&paths.join("\n")).await;
        chosen.unwrap_or_else(|error| panic!("{id} takes no files: {error}"));
    }

    /// Waits until the photo looked at is answered by the ResNet, and gives its five shares.
    pub async fn photo_answer(&self) -> Vec<f64> {
        let current =
            "document.querySelector('[data-testid=said-resnet]')?.dataset.current === 'true'";
        self.until_within("the photo is answered", current, self.waking()).await;
        let shares = self
            .eval("return [...document.querySelectorAll('[data-testid^=resnet-]')].map(bar => Number(bar.dataset.value))")
            .await;
        let shares: Vec<f64> =
            shares.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        let sorted = shares.windows(2).all(|pair| pair[0] >= pair[1]);
        assert!(shares.len() == 5 && sorted, "five sorted bars: {shares:?}");
        let sum: f64 = shares.iter().sum();
        assert!((sum - 1.0).abs() < 1e-3, "all of the five classes, so they add up to 1: {sum}");
        shares
    }

    /// How many photos the strip has.
    pub async fn photo_count(&self) -> u64 {
        let count = self.eval("return document.querySelectorAll('.thumb').length").await;
        count.as_u64().unwrap_or_default()
    }
}
