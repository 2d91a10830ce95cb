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
    /// What is to be said next; the newest wins.
    next: StoredValue<Option<String>>,
    last: StoredValue<f64>,
}

impl Live {
    /// A voice that has said nothing.
    pub fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            next: StoredValue::new(None),
            last: StoredValue::new(-PAUSE),
        }
    }

    /// Says this, now or when the last sentence has had its second.
    pub fn say(self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        let waits = self.next.with_value(Option::is_some);
        self.next.set_value(Some(sentence));
        if waits {
            return;
        }
        let wait = (self.last.get_value() + PAUSE - now()).max(0.0);
        set_timeout(move || self.speak(), Duration::from_millis(wait as u64));
    }

    /// Says this if it is not what was said last: for what is told again and again.
    pub fn tell(self, sentence: String) {
        let same = self.text.with_untracked(|text| text.trim_end() == sentence);
        if !same || self.next.with_value(Option::is_some) {
            self.say(sentence);
        }
    }

    fn speak(self) {
        let next = self.next.try_update_value(Option::take).flatten();
        if let Some(sentence) = next {
            self.text.update(|text| *text = after(text, sentence));
            self.last.set_value(now());
        }
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
    use super::after;

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
}
