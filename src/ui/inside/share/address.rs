//! The page's address says what the view shows, so that a link to it can be sent on.

use super::{super::lab::Lab, view::View};
use crate::ui::settings::Settings;
use leptos::prelude::*;

/// Keeps the address up to date from now on. While a link's own view waits for its network, the
/// address stays as it is, unless the visitor goes elsewhere.
pub fn keep_address(lab: Lab) {
    Effect::new(move |before: Option<View>| {
        let (view, tour) = (View::of(lab), lab.tour.get());
        // The network may change by the wish itself.
        let done = View { of: None, ..view.clone() };
        if before.is_some_and(|before| before != done) {
            lab.wish.set(None);
        }
        if lab.wish.with(Option::is_none) {
            Settings::keep(|settings| {
                // A step of the tour says all of the view.
                settings.inside = if tour.is_some() { View::default() } else { view.clone() };
                settings.tour = tour;
            });
        }
        done
    });
}
