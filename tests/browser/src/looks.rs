//! Looks of the page: accessible, and no wider than the window.

use crate::{browser::Look, page::Page};

impl Page {
    /// Fails if axe-core finds any violation in this state, or if the page is wider than the window.
    pub async fn looks_well(&self, state: &str, look: Look) {
        self.is_accessible(&format!("{state}, {}", look.name())).await;
        self.fits_the_width(state).await;
    }

    /// Fails if the page is wider than the window. A phone's `innerWidth` grows with the page.
    pub async fn fits_the_width(&self, state: &str) {
        let over = "const { scrollWidth, clientWidth } = document.documentElement;
            return scrollWidth - clientWidth";
        assert_eq!(self.eval(over).await, 0, "{state}: so many px wider than the window");
    }
}
