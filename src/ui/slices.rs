//! Work in slices, so that no task of the page's thread is long.

use super::dom::now;
use leptos::prelude::*;
use std::{rc::Rc, time::Duration};

/// How long a slice may take, ms.
const SLICE: f64 = 10.0;

/// Does pieces of work one after the other. A handle: copies mean the same worker.
#[derive(Clone, Copy)]
pub struct Slices {
    /// Counts what was begun: older work is given up.
    turn: StoredValue<u32>,
}

impl Slices {
    /// One without work.
    pub fn new() -> Self {
        Self { turn: StoredValue::new(0) }
    }

    /// Does `piece` for 0 to `count`, and gives up what was begun before. The first of them at once,
    /// and seen by whatever effect this is called in.
    pub fn run(self, count: usize, piece: impl Fn(usize) + 'static) {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.go(turn, 0, count, Rc::new(piece));
    }

    fn go(self, turn: u32, from: usize, count: usize, piece: Rc<dyn Fn(usize)>) {
        let began = now();
        for index in from..count {
            piece(index);
            if now() - began > SLICE {
                let rest = move || {
                    // Neither overtaken nor gone.
                    if self.turn.try_get_value() == Some(turn) {
                        untrack(|| self.go(turn, index + 1, count, piece));
                    }
                };
                set_timeout(rest, Duration::ZERO);
                return;
            }
        }
    }
}

impl Default for Slices {
    fn default() -> Self {
        Self::new()
    }
}
