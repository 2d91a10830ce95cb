//! The browsers that tests are run in: Chromium with and without WebGPU, light, dark, narrow.

use crate::settings;
use serde_json::{Map, Value, json};

/// A name for this machine that browsers do not take for it.
pub(crate) const INSECURE: &str = "triptych.test";

/// Which device the browser offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// WebGPU, by SwiftShader: the same on every machine, if slow.
    Gpu,
    /// No adapter, as on most machines without a driver.
    NoGpu,
}

/// How the page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A desktop's window, light.
    Light,
    /// A desktop's window, dark.
    Dark,
    /// A phone, 360 pixels wide, light.
    Phone,
}

impl Look {
    /// For file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Phone => "phone",
        }
    }
}

impl Browser {
    /// What a WebDriver session is asked for. ChromeDriver gives each session a new profile.
    pub fn capabilities(self, look: Look) -> Map<String, Value> {
        let scheme = if look == Look::Dark { 0 } else { 1 };
        let mut arguments: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--window-size=1280,1100",
            // A hidden window is not slowed down.
            "--disable-renderer-backgrounding",
            "--disable-background-timer-throttling",
            "--disable-backgrounding-occluded-windows",
            // A camera that shows a moving picture, and a visitor who allows it.
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
        ]
        .map(str::to_owned)
        .into();
        arguments.push(format!("--blink-settings=preferredColorScheme={scheme}"));
        arguments.push(format!("--host-resolver-rules=MAP {INSECURE} 127.0.0.1"));
        if self == Self::Gpu {
            arguments.push("--enable-unsafe-webgpu".into());
            arguments.push("--use-webgpu-adapter=swiftshader".into());
        }
        let mut options = json!({ "binary": settings::chromium(), "args": arguments });
        if look == Look::Phone {
            options["mobileEmulation"] = json!({
                "deviceMetrics": { "width": 360, "height": 800, "pixelRatio": 2.0, "touch": true, "mobile": true }
            });
        }
        let capabilities = json!({
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "script": 900_000, "pageLoad": 60_000 },
        });
        capabilities.as_object().cloned().unwrap_or_default()
    }
}
