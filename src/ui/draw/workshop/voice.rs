//! What the workshop says to those who cannot see it.

use super::{Bench, changes::Changes, curves::said};
use crate::ui::inside::Lab;
use leptos::prelude::*;
use std::time::Duration;

/// The answer is spoken when the sliders have rested for so long.
const REST: Duration = Duration::from_millis(700);

/// Says the answer when nothing has moved for a moment.
pub(super) fn speak(bench: Bench, lab: Lab) {
    // Opening this asks nothing, and what a drawing is read as as it is, is said of the drawing itself.
    let untold = StoredValue::new(false);
    Effect::new(move |before: Option<()>| {
        bench.changes.track();
        bench.knob.track();
        untold.set_value(before.is_some());
    });
    Effect::new(move |before: Option<()>| {
        bench.digit.track();
        let changed = bench.changes.get_untracked() != Changes::default();
        untold.set_value(before.is_some() && changed);
    });
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        // Of both questions, as they are now.
        let answered = bench.here.is_current() && bench.range.is_current();
        bench.shares.track();
        bench.curves.track();
        let Some(mine) = turn.try_update_value(|turn| {
            *turn = turn.wrapping_add(1);
            *turn
        }) else {
            return;
        };
        if !answered {
            return;
        }
        let rest = move || {
            if turn.try_get_value() == Some(mine)
                && let Some(Some(curves)) = bench.curves.try_get_untracked()
                && let Some(Some(shares)) = bench.shares.try_get_untracked()
                && untold.try_update_value(std::mem::take) == Some(true)
            {
                let at = bench.changes.get_untracked().at(curves.knob);
                let place = format!("{} {}", curves.knob.title(), curves.knob.words(at));
                lab.live.say(format!("{place}: {}. {}", said(&shares), curves.words()));
            }
        };
        set_timeout(rest, REST);
    });
}
