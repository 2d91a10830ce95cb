//! What all tools share: the network that is looked into, what it looks at, and what is changed.

use super::{
    found::{Found, Key},
    looked::{Looked, Shown},
    room::Room,
};
use crate::{
    arch::{Area, Edit},
    protocol::look::{Finding, Heat, Outcome, Question, Subject},
    ui::{engine::Engine, live::Live},
};
use leptos::prelude::*;

/// A handle: copies mean the same laboratory.
#[derive(Clone, Copy)]
pub struct Lab {
    /// The engine.
    pub engine: Engine,
    /// The screen reader's voice.
    pub live: Live,
    /// The network that is looked into; nothing while none is loaded.
    pub looked: Memo<Option<Looked>>,
    /// What it looks at; nothing while there is nothing.
    pub subject: Memo<Option<Subject>>,
    /// The same as a picture.
    pub shown: Memo<Option<Shown>>,
    /// The tool in use; while there is none, nothing is asked.
    pub room: RwSignal<Option<Room>>,
    /// The row that is open, by name. Always one of the network's.
    pub row: RwSignal<Option<String>>,
    /// What is changed in the network.
    pub edits: RwSignal<Vec<Edit>>,
    /// The class that is asked about; the likeliest while none is chosen.
    pub chosen: RwSignal<Option<u32>>,
    /// Parts of the input to be lit up, in its pixels.
    pub lit: RwSignal<Vec<Area>>,
    /// A place of the input that is pointed at: row and column, in its pixels.
    pub pointed: RwSignal<Option<[usize; 2]>>,
    /// A map to lie over the input.
    pub heat: RwSignal<Option<Heat>>,
    /// How much of the picture the map hides, 0 to 1.
    pub opacity: RwSignal<f32>,
    /// The answer, with the changes and without.
    pub outcome: Found,
}

impl Lab {
    /// A laboratory for what the page has.
    pub fn new(
        engine: Engine,
        live: Live,
        looked: Memo<Option<Looked>>,
        subject: Memo<Option<Subject>>,
        shown: Memo<Option<Shown>>,
    ) -> Self {
        let room = RwSignal::new(None::<Room>);
        let edits = RwSignal::new(Vec::new());
        let outcome = Found::of(engine, move || {
            room.get()?;
            key(looked, subject, edits, Question::Outcome)
        });
        let lab = Self {
            engine,
            live,
            looked,
            subject,
            shown,
            room,
            row: RwSignal::new(None),
            edits,
            chosen: RwSignal::new(None),
            lit: RwSignal::new(Vec::new()),
            pointed: RwSignal::new(None),
            heat: RwSignal::new(None),
            opacity: RwSignal::new(0.6),
            outcome,
        };
        // Another network has other rows and classes.
        Effect::new(move |before: Option<Option<Looked>>| {
            let now = looked.get();
            if before.is_some_and(|before| before != now) {
                lab.forget();
            }
            now
        });
        lab
    }

    /// Asks a question about the newest state, and again whenever that changes. While `question`
    /// gives nothing, nothing is asked.
    pub fn find(self, question: impl Fn() -> Option<Question> + 'static) -> Found {
        let Self { engine, looked, subject, edits, .. } = self;
        Found::of(engine, move || key(looked, subject, edits, question()?))
    }

    /// As [`Self::find`], about the network as it is, without changes.
    pub fn find_plain(self, question: impl Fn() -> Option<Question> + 'static) -> Found {
        let none = RwSignal::new(Vec::new());
        let Self { engine, looked, subject, .. } = self;
        Found::of(engine, move || key(looked, subject, none, question()?))
    }

    /// The answers, once they are there.
    pub fn outcome(self) -> Option<Outcome> {
        self.outcome.finding.with(|finding| match finding {
            Some(Finding::Outcome(outcome)) => Some(outcome.clone()),
            _ => None,
        })
    }

    /// The class that is asked about: the chosen one, or else the likeliest of the network as it is.
    pub fn class(self) -> Option<u32> {
        let likeliest = move || Some(self.outcome()?.plain.first()?.class);
        self.chosen.get().or_else(likeliest)
    }

    /// Opens a row where its maps are shown.
    pub fn open(self, row: &str) {
        self.row.set(Some(row.into()));
        self.room.set(Some(Room::Layer));
    }

    /// The index of the row that is open, in the table.
    pub fn index(self) -> Option<usize> {
        let row = self.row.get()?;
        self.looked.with(|looked| looked.as_ref()?.row(&row))
    }

    /// Changes what is changed.
    pub fn edit(self, change: impl FnOnce(&mut Vec<Edit>)) {
        self.edits.update(change);
    }

    /// Puts a change in, or takes it out.
    pub fn toggle(self, edit: Edit) {
        self.edit(|edits| match edits.iter().position(|other| *other == edit) {
            Some(place) => {
                edits.remove(place);
            }
            None => edits.push(edit),
        });
    }

    /// Whether a change is in force.
    pub fn has(self, edit: &Edit) -> bool {
        self.edits.with(|edits| edits.contains(edit))
    }

    fn forget(self) {
        self.edits.set(Vec::new());
        self.row.set(None);
        self.chosen.set(None);
        self.lit.set(Vec::new());
        self.heat.set(None);
        self.pointed.set(None);
    }
}

fn key(
    looked: Memo<Option<Looked>>,
    subject: Memo<Option<Subject>>,
    edits: RwSignal<Vec<Edit>>,
    question: Question,
) -> Option<Key> {
    let (looked, subject, edits) = (looked.get()?, subject.get()?, edits.get());
    // While one follows the other they may be of two networks.
    (subject.which() == looked.which).then_some(Key { looked, subject, edits, question })
}
