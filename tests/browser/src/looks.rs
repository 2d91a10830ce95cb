//! Looks of the page: accessible, and no wider than the window.

use crate::{browser::Look, page::Page};

impl Page {
    /// Fails if axe-core finds any violation in this state, or if the page is wider than the window.
    pub async fn looks_well(&self, state: &str, look: Look) {
        self.is_accessible(&format!("{state}, {}", look.name())).await;
        let over = self.eval("return document.documentElement.scrollWidth - innerWidth").await;
        assert!(
            over.as_f64().is_some_and(|over| over <= 0.0),
            "{state}: the page is {over} px wider than the window"
        );
    }
}
