//! Reads the drawing while it is being drawn: at most one request is on its way, always of the newest
//! state. Browsers report a pointer's moves once a frame, so that none needs to be waited for.

use super::{reading::Reading, sheet::Sheet};
use crate::{
    protocol::Answer,
    ui::{dom::now, engine::Engine, engine::Phase, live::Live},
};
use leptos::prelude::*;
use std::{collections::VecDeque, time::Duration};

/// As many of the last times as the shown ones are the median of.
const TIMES: usize = 15;
/// The answer is spoken when the drawing has rested for so long.
const REST: Duration = Duration::from_millis(600);

/// A handle: copies mean the same reader.
#[derive(Clone, Copy)]
pub struct Reader {
    /// The drawing.
    pub sheet: RwSignal<Sheet>,
    /// What the network says about it, or said about its last state; nothing if it is empty.
    pub reading: RwSignal<Option<Reading>>,
    /// Whether nothing has changed for a moment.
    pub rests: RwSignal<bool>,
    /// Whether [`Self::reading`] is of the drawing as it is now.
    pub is_read: RwSignal<bool>,
    engine: Engine,
    live: Live,
    course: StoredValue<Course>,
}

#[derive(Default)]
struct Course {
    /// When the drawing changed without an answer yet.
    changed: Option<f64>,
    on_its_way: Option<(u32, f64)>,
    times: VecDeque<(f64, f64)>,
    changes: u32,
    /// Which digit of a number bars and maps show, from the left, if not the one drawn last.
    chosen: Option<u32>,
}

impl Reader {
    /// A reader of an empty sheet that asks this engine.
    pub fn new(engine: Engine, live: Live) -> Self {
        let reader = Self {
            sheet: RwSignal::new(Sheet::default()),
            reading: RwSignal::new(None),
            rests: RwSignal::new(true),
            is_read: RwSignal::new(true),
            engine,
            live,
            course: StoredValue::new(Course::default()),
        };
        engine.on_answer(move |answer| reader.take(answer));
        // When the engine becomes ready, or another network is: read what is there.
        Effect::new(move |_| {
            let ready = engine.phase.with(|phase| *phase == Phase::Ready);
            if ready {
                reader.course.update_value(|course| {
                    course.on_its_way = None;
                    course.times.clear();
                });
                reader.read_again();
            }
        });
        reader
    }

    /// Changes the drawing. What is drawn last is shown again.
    pub fn change(self, change: impl FnOnce(&mut Sheet)) {
        self.sheet.update(change);
        self.course.update_value(|course| course.chosen = None);
        self.read_again();
    }

    /// Shows this digit of a number, from the left.
    pub fn show(self, digit: u32) {
        self.course.update_value(|course| {
            course.chosen = Some(digit);
            course.changed.get_or_insert_with(now);
        });
        self.is_read.set(false);
        self.ask();
    }

    /// Takes the pen up, which changes nothing that could be seen or read.
    pub fn lift(self) {
        self.sheet.write_untracked().lift();
    }

    fn read_again(self) {
        if self.sheet.with_untracked(Sheet::is_empty) {
            self.course.update_value(|course| (course.changed, course.on_its_way) = (None, None));
            self.is_read.set(true);
            if self.reading.with_untracked(Option::is_some) {
                self.reading.set(None);
                self.live.say("The board is empty.");
            }
            return;
        }
        let changes = self.course.try_update_value(|course| {
            course.changed.get_or_insert_with(now);
            course.changes = course.changes.wrapping_add(1);
            course.changes
        });
        for settled in [self.rests, self.is_read] {
            if settled.get_untracked() {
                settled.set(false);
            }
        }
        set_timeout(move || self.rest(changes), REST);
        self.ask();
    }

    fn ask(self) {
        let waits = self
            .course
            .with_value(|course| course.on_its_way.is_some() || course.changed.is_none());
        // A long drawing is not copied where it is not sent.
        if !waits
            && self.engine.phase.with_untracked(|phase| *phase == Phase::Ready)
            && let Some(drawing) = self.sheet.with_untracked(Sheet::drawing)
            && let Some(id) =
                self.engine.classify(drawing, self.course.with_value(|course| course.chosen))
        {
            self.course.update_value(|course| {
                course.on_its_way = course.changed.take().map(|changed| (id, changed));
            });
        }
    }

    fn take(self, answer: Answer) {
        let times = self.course.try_update_value(|course| {
            let (id, changed) = course.on_its_way?;
            if id != answer.id {
                return None;
            }
            course.on_its_way = None;
            course.times.push_back((answer.times.device, now() - changed));
            if course.times.len() > TIMES {
                course.times.pop_front();
            }
            Some(course.medians())
        });
        let Some((device_ms, whole_ms)) = times.flatten() else { return self.ask() };
        self.reading.set(Some(Reading { answer, device_ms, whole_ms }));
        self.ask();
        if !self.is_behind() {
            self.is_read.set(true);
        }
        if self.rests.get_untracked() {
            self.speak();
        }
    }

    /// Whether the answer to the newest state is still to come.
    fn is_behind(self) -> bool {
        self.course.with_value(|course| course.on_its_way.is_some() || course.changed.is_some())
    }

    /// Speaks the answer if nothing has changed since.
    fn rest(self, changes: Option<u32>) {
        if self.course.with_value(|course| changes != Some(course.changes)) {
            return;
        }
        self.rests.set(true);
        self.speak();
    }

    /// Speaks the answer, unless that to the newest state is still to come: it will be spoken then.
    fn speak(self) {
        if self.is_behind() {
            return;
        }
        self.reading.with_untracked(|reading| {
            if let Some(reading) = reading {
                self.live.tell(reading.words());
            }
        });
    }
}

impl Course {
    fn medians(&self) -> (f64, f64) {
        let median = |mut times: Vec<f64>| {
            times.sort_by(f64::total_cmp);
            times.get(times.len() / 2).copied().unwrap_or_default()
        };
        (
            median(self.times.iter().map(|times| times.0).collect()),
            median(self.times.iter().map(|times| times.1).collect()),
        )
    }
}
