//! Looks of the page: accessible, and no wider than the window.

use crate::{browser::Look, page::Page};
use serde_json::json;

impl Page {
    /// Fails if axe-core finds any violation in this state, or if the page is wider than the window; in
    /// the light, where windows are of any width, than that of a small laptop or a tablet.
    pub async fn looks_well(&self, state: &str, look: Look) {
        self.is_accessible(&format!("{state}, {}", look.name())).await;
        self.fits_the_width(state).await;
        if look == Look::Light {
            self.fits_at(&[1024, 800, 768], state).await;
            self.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await;
        }
    }

    /// Fails if the page is wider than a window of one of these widths.
    pub async fn fits_at(&self, widths: &[u64], state: &str) {
        for width in widths {
            let screen =
                json!({ "width": width, "height": 640, "deviceScaleFactor": 1, "mobile": false });
            self.devtools("Emulation.setDeviceMetricsOverride", screen).await;
            self.until("it is that wide", &format!("innerWidth === {width}")).await;
            self.fits_the_width(&format!("{state}, {width} pixels")).await;
        }
    }

    /// Fails if the page is wider than the window. A phone's `innerWidth` grows with the page.
    pub async fn fits_the_width(&self, state: &str) {
        let over = "const { scrollWidth, clientWidth } = document.documentElement;
            return scrollWidth - clientWidth";
        assert_eq!(self.eval(over).await, 0, "{state}: so many px wider than the window");
    }
}
