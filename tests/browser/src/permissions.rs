//! What the visitor allows, where the files go that they save, and whether they are online.

use crate::page::Page;
use serde_json::json;
use std::path::Path;

impl Page {
    /// Allows or forbids something: `camera`, `clipboard-read`, as the Permissions API names them.
    pub async fn allows(&self, what: &str, allowed: bool) {
        let setting = if allowed { "granted" } else { "denied" };
        let change = json!({ "permission": { "name": what }, "setting": setting });
        self.devtools("Browser.setPermission", change).await;
    }

    /// Saves files into this folder, unasked.
    pub async fn saves_to(&self, folder: &Path) {
        let behaviour = json!({ "behavior": "allow", "downloadPath": folder });
        self.devtools("Browser.setDownloadBehavior", behaviour).await;
    }

    /// Takes the network away, or gives it back.
    pub async fn is_online(&self, online: bool) {
        let conditions = json!({
            "offline": !online, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.emulateNetworkConditions", conditions).await;
    }
}
