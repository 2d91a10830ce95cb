//! Screenshots, kept as artefacts.

use crate::{browser::Look, page::Page, say, settings};
use serde_json::json;

impl Page {
    /// Writes what the window shows into the folder of artefacts.
    pub async fn picture(&self, name: &str) {
        let picture = self
            .client
            .screenshot()
            .await
            .unwrap_or_else(|error| panic!("no screenshot {name}: {error}"));
        let path = settings::artefacts().join(format!("{name}.png"));
        std::fs::write(&path, picture)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        say(&format!("screenshot: {}", path.display()));
    }

    /// Gives the window another size; narrow ones are a phone's.
    pub async fn window(&self, width: u64, height: u64, ratio: f64) {
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": width < 500,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// As [`Self::picture`], with the window as high as the page.
    pub async fn whole_picture(&self, name: &str, look: Look) {
        let (width, ratio) = if look == Look::Phone { (360, 2.0) } else { (1280, 1.0) };
        let height =
            self.eval("scrollTo(0, 0); return document.documentElement.scrollHeight").await;
        self.window(width, height.as_u64().unwrap_or(800), ratio).await;
        // Canvases follow the new size in the next frames.
        self.eval("for (let i = 0; i < 5; i++) await new Promise(requestAnimationFrame)").await;
        self.picture(name).await;
    }
}
