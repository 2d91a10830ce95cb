//! How fast bytes come, and how often that is told.

use std::collections::VecDeque;

/// The speed is that of the last so many ms.
const WINDOW: f64 = 3000.0;
/// Progress is told at most so often, ms.
const OFTEN: f64 = 100.0;

/// Counts bytes against the clock.
#[derive(Default)]
pub(super) struct Speed {
    /// Moments and the bytes that had come then.
    seen: VecDeque<(f64, u64)>,
    told: f64,
}

impl Speed {
    /// Notes how many bytes have come in all. Gives the bytes a second where it is time to tell.
    pub(super) fn note(&mut self, done: u64) -> Option<f64> {
        let now = js_sys::Date::now();
        self.seen.push_back((now, done));
        while self.seen.len() > 2 && self.seen[1].0 < now - WINDOW {
            self.seen.pop_front();
        }
        if now - self.told < OFTEN {
            return None;
        }
        self.told = now;
        Some(self.rate())
    }

    /// Bytes a second over the last moments; 0 where that is not known.
    pub(super) fn rate(&self) -> f64 {
        let (Some(&(then, before)), Some(&(now, done))) = (self.seen.front(), self.seen.back())
        else {
            return 0.0;
        };
        let seconds = (now - then) / 1000.0;
        if seconds > 0.0 { done.saturating_sub(before) as f64 / seconds } else { 0.0 }
    }
}
