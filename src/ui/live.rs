//! The live region: what a screen reader says by itself, at most one sentence a second.

use super::dom::now;
use leptos::prelude::*;
use std::time::Duration;

/// A sentence has this long to be heard, ms.
const PAUSE: f64 = 1000.0;

/// Says sentences. A handle: copies mean the same voice.
#[derive(Clone, Copy)]
pub struct Live {
    text: RwSignal<String>,
    waiting: StoredValue<Waiting>,
    last: StoredValue<f64>,
}

impl Live {
    /// A voice that has said nothing.
    pub fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            waiting: StoredValue::new(Waiting::default()),
            last: StoredValue::new(-PAUSE),
        }
    }

    /// Says this, now or when the last sentence has had its second.
    pub fn say(self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        self.wait(|waiting| waiting.say(sentence));
    }

    /// Says this as well as what comes after it, which waits: for what nothing else tells.
    pub fn insist(self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        self.wait(|waiting| waiting.insist(sentence));
    }

    /// Says this if it is not what was said last: for what is told again and again.
    pub fn tell(self, sentence: String) {
        let same = self.text.with_untracked(|text| text.trim_end() == sentence);
        if !same || !self.waiting.with_value(Waiting::is_empty) {
            self.say(sentence);
        }
    }

    fn wait(self, change: impl FnOnce(&mut Waiting)) {
        // What waits has a timer.
        let timed = !self.waiting.with_value(Waiting::is_empty);
        self.waiting.update_value(change);
        if !timed {
            self.speak_later();
        }
    }

    fn speak_later(self) {
        let wait = (self.last.get_value() + PAUSE - now()).max(0.0);
        set_timeout(move || self.speak(), Duration::from_millis(wait as u64));
    }

    fn speak(self) {
        let next = self.waiting.try_update_value(Waiting::take).flatten();
        if let Some(sentence) = next {
            self.text.update(|text| *text = after(text, sentence));
            self.last.set_value(now());
            if !self.waiting.with_value(Waiting::is_empty) {
                self.speak_later();
            }
        }
    }
}

/// What is to be said next: two sentences at most, so that the voice does not fall behind.
#[derive(Default)]
struct Waiting {
    /// Has its turn whatever comes after it.
    first: Option<String>,
    /// The newest wins.
    newest: Option<String>,
}

impl Waiting {
    fn say(&mut self, sentence: String) {
        self.newest = Some(sentence);
    }

    /// What waited until now is older news.
    fn insist(&mut self, sentence: String) {
        *self = Self { first: Some(sentence), newest: None };
    }

    fn take(&mut self) -> Option<String> {
        self.first.take().or_else(|| self.newest.take())
    }

    fn is_empty(&self) -> bool {
        self.first.is_none() && self.newest.is_none()
    }
}

/// A sentence as the text that follows `before`. Screen readers hear changes only: what is said twice in a row
/// gets an end that is not seen.
fn after(before: &str, sentence: String) -> String {
    if before == sentence { sentence + "\u{a0}" } else { sentence }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

/// The element that a screen reader listens to.
#[component]
pub fn LiveRegion(
    /// The voice.
    live: Live,
) -> impl IntoView {
    view! { <p class="unseen" aria-live="polite" data-testid="live">{move || live.text.get()}</p> }
}

#[cfg(test)]
mod tests {
    use super::{Waiting, after};

    #[test]
    fn what_is_said_again_is_another_text() {
        let mut text = String::new();
        for sentence in ["Removed.", "Removed.", "Removed.", "2 photos.", "Removed."] {
            let next = after(&text, sentence.into());
            assert_ne!(next, text);
            assert_eq!(next.trim_end(), sentence);
            text = next;
        }
        assert_eq!(text, "Removed.");
    }

    #[test]
    fn the_newest_is_said_after_what_is_insisted_on() {
        let mut waiting = Waiting::default();
        waiting.say("Column 2, row 1, pen up".into());
        waiting.insist("Column 2, row 1, pen down".into());
        waiting.say("Column 3, row 1, pen down".into());
        waiting.say("1, 97 %.".into());
        assert_eq!(waiting.take().as_deref(), Some("Column 2, row 1, pen down"));
        assert_eq!(waiting.take().as_deref(), Some("1, 97 %."));
        assert!(waiting.is_empty() && waiting.take().is_none());
        for pen in ["up", "down"] {
            waiting.insist(format!("Column 3, row 1, pen {pen}"));
        }
        assert_eq!(waiting.take().as_deref(), Some("Column 3, row 1, pen down"));
        assert!(waiting.is_empty());
    }
}
