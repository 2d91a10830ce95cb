//! Arrow keys between the boxes of a drawing: one of them is in the order of the Tab key.

use crate::ui::dom;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::KeyboardEvent;

/// A line of boxes by their keys, which are also their `data-box`.
#[derive(Clone)]
pub struct Keys {
    order: Arc<[String]>,
    at: RwSignal<usize>,
}

impl Keys {
    /// These boxes; the first one has the Tab key.
    pub fn new(order: Vec<String>) -> Self {
        Self { order: order.into(), at: RwSignal::new(0) }
    }

    /// `0` for the box that the Tab key reaches, `-1` for the others.
    pub fn tab_index(&self, key: &str) -> &'static str {
        let at = self.at.get();
        if self.order.get(at).is_some_and(|order| order == key) { "0" } else { "-1" }
    }

    /// The Tab key finds this box from now on.
    pub fn stay(&self, key: &str) {
        if let Some(place) = self.order.iter().position(|order| order == key) {
            self.at.set(place);
        }
    }

    /// What a key that is pressed on a box does.
    pub fn press(&self, event: &KeyboardEvent) {
        if dom::is_shortcut(event) {
            return;
        }
        let next = next(&event.key(), self.at.get_untracked(), self.order.len());
        if let Some((next, key)) = next.and_then(|next| Some((next, self.order.get(next)?))) {
            event.prevent_default();
            // Another press may come before the focus has followed.
            self.at.set(next);
            dom::focus(format!("[data-box=\"{key}\"]"));
        }
    }
}

/// The place that a key leads to from a place of so many.
fn next(key: &str, at: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowRight" | "ArrowDown" => Some((at + 1).min(last)),
        "ArrowLeft" | "ArrowUp" => Some(at.saturating_sub(1)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn keys_lead_from_box_to_box_and_stay_at_the_ends() {
        assert_eq!((next("ArrowRight", 0, 7), next("ArrowDown", 6, 7)), (Some(1), Some(6)));
        assert_eq!((next("ArrowLeft", 0, 7), next("ArrowUp", 3, 7)), (Some(0), Some(2)));
        assert_eq!((next("Home", 5, 7), next("End", 0, 7)), (Some(0), Some(6)));
        assert_eq!((next("a", 0, 7), next("End", 0, 0)), (None, None));
    }
}
