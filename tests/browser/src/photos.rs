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

/// The manifest's entry for a made-up AlexNet that comes with the page. It looks at more of a picture
/// than the ResNet.
pub fn bundled_alexnet() -> Value {
    let (bytes, sha256) = weights::alexnet();
    json!({
        "id": "bundled-alexnet", "network": "alexnet_tv", "title": "Bundled AlexNet",
        "file": "alexnet.safetensors", "bytes": bytes.len(), "sha256": sha256, "licence": "CC0-1.0",
        "preprocessing": { "resize": 66, "side": 64, "filter": "bilinear",
            "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225] },
    })
}

/// The manifest's entry for a made-up AlexNet as the paper prints it, which looks at 227 pixels.
pub fn bundled_alexnet_paper() -> Value {
    let (bytes, sha256) = weights::alexnet_paper();
    let mut entry = bundled_alexnet();
    entry["network"] = "alexnet".into();
    entry["title"] = "Bundled AlexNet as printed".into();
    entry["bytes"] = bytes.len().into();
    entry["sha256"] = sha256.into();
    (entry["preprocessing"]["resize"], entry["preprocessing"]["side"]) = (256.into(), 227.into());
    entry
}

impl Page {
    /// Opens the page on the CPU with both networks and waits until they are loaded.
    pub async fn open_photo_pair(&self) {
        self.open_photo_pair_on("cpu").await;
    }

    /// As [`Self::open_photo_pair`], on another device.
    pub async fn open_photo_pair_on(&self, device: &str) {
        self.serve("/weights/alexnet.safetensors", weights::alexnet().0.to_vec());
        self.offer_photo_weights(&[bundled_alexnet(), bundled()]);
        self.open_photo_page(device).await;
    }

    /// Opens the page on a device with what its manifest has, and waits until both networks are
    /// loaded.
    pub async fn open_photo_page(&self, device: &str) {
        self.open_ready(&format!("/photo.html?device={device}")).await;
        self.comes("alexnet").await;
        self.comes("resnet").await;
    }

    /// Opens the page on the CPU with AlexNet as the paper prints it, alone, and waits for it.
    pub async fn open_photo_alexnet_paper(&self) {
        self.serve("/weights/alexnet.safetensors", weights::alexnet_paper().0.to_vec());
        self.open_photo(&[bundled_alexnet_paper()]).await;
        self.comes("alexnet").await;
    }

    /// Opens the page on the CPU with these weights in its manifest.
    pub async fn open_photo(&self, entries: &[Value]) {
        self.offer_photo_weights(entries);
        self.open_ready("/photo.html?device=cpu").await;
    }

    /// Puts these weights into the manifest, from the next question on.
    pub fn offer_photo_weights(&self, entries: &[Value]) {
        self.serve("/weights/manifest.json", json!({ "photos": entries }).to_string().into());
        self.serve("/weights/bundled.safetensors", weights::resnet18().0.to_vec());
    }

    /// Opens it with the bundled weights and waits until they are loaded.
    pub async fn open_photo_bundled(&self) {
        self.open_photo(&[bundled()]).await;
        self.comes("resnet").await;
    }

    /// Waits for a network: `alexnet` or `resnet`.
    pub async fn comes(&self, net: &str) {
        let label_set =
            format!("document.querySelector('[data-testid=label-set-{net}]')?.innerText");
        self.until_within(&format!("{net} is loaded"), &label_set, self.waking()).await;
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
        self.photo_answer_of("resnet").await
    }

    /// As [`Self::photo_answer`], of both networks, AlexNet first.
    pub async fn photo_answers(&self) -> [Vec<f64>; 2] {
        [self.photo_answer_of("alexnet").await, self.photo_answer_of("resnet").await]
    }

    /// Waits until the photo looked at is answered by a network: `alexnet` or `resnet`.
    pub async fn photo_is_answered(&self, net: &str) {
        let current = format!(
            "document.querySelector('[data-testid=said-{net}]')?.dataset.current === 'true'"
        );
        self.until_within(&format!("{net} answers"), &current, self.waking()).await;
    }

    async fn photo_answer_of(&self, net: &str) -> Vec<f64> {
        self.photo_is_answered(net).await;
        let bars = format!(
            "return [...document.querySelectorAll('[data-testid^={net}-]')].map(bar => Number(bar.dataset.value))"
        );
        let shares = self.eval(&bars).await;
        let shares: Vec<f64> =
            shares.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        let sorted = shares.windows(2).all(|pair| pair[0] >= pair[1]);
        assert!(shares.len() == 5 && sorted, "five sorted bars: {shares:?}");
        let sum: f64 = shares.iter().sum();
        assert!((sum - 1.0).abs() < 1e-3, "all of the five classes, so they add up to 1: {sum}");
        shares
    }

    /// An event of this kind that drags a sample over the page: `dragenter`, `drop`.
    pub async fn drag_photo(&self, kind: &str, name: &str) {
        let event =
            format!("new DragEvent('{kind}', {{ dataTransfer: data, bubbles, cancelable }})");
        self.hand_over(name, &event).await;
    }

    /// Pastes a sample, as the keyboard does.
    pub async fn paste_photo(&self, name: &str) {
        let event = "new ClipboardEvent('paste', { clipboardData: data, bubbles, cancelable })";
        self.hand_over(name, event).await;
    }

    async fn hand_over(&self, name: &str, event: &str) {
        let script = format!(
            "const blob = await (await fetch('samples/photos/{name}')).blob();
             const data = new DataTransfer();
             data.items.add(new File([blob], '{name}', {{ type: 'image/jpeg' }}));
             const bubbles = true, cancelable = true;
             document.body.dispatchEvent({event});"
        );
        self.eval(&script).await;
    }

    /// Waits until the strip has so many photos.
    pub async fn photos_are(&self, count: usize) {
        let there = format!("document.querySelectorAll('.thumb').length === {count}");
        self.until(&format!("there are {count} photos"), &there).await;
    }

    /// How many photos the strip has.
    pub async fn photo_count(&self) -> u64 {
        let count = self.eval("return document.querySelectorAll('.thumb').length").await;
        count.as_u64().unwrap_or_default()
    }
}
