//! A drawn digit that is read, and an engine that has measured its GPU.

use crate::hands::Hand;
use crate::{Page, Pointer};
use std::time::Duration;

/// Whether the engine has measured what it had to choose.
pub const TUNED: &str = "performance.getEntriesByName('triptych:tuned').length > 0";

impl Page {
    /// Draws a digit, which is read as such.
    pub async fn reads(&self, hand: Hand, digit: usize) {
        self.draw(Pointer::Mouse, &hand.digit(digit)).await;
        let answer = self.answer().await;
        assert_eq!(answer.digit, digit, "a drawn {digit}, read with {:.0} %", 100.0 * answer.share);
    }

    /// Waits until a network's ways to compute are measured.
    pub async fn is_measured(&self) {
        self.until_within("its ways measured", TUNED, Duration::from_secs(60)).await;
    }
}
