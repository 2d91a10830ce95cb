//! What all tools share: the network that is looked into, what it looks at, and what is changed.

use super::{
    colours::Scale,
    found::{Found, Key},
    heat::{Laid, Words},
    looked::{Looked, Shown},
    room::Room,
    share::{View, keep_address},
};
use crate::{
    arch::{Area, Edit},
    protocol::look::{Finding, Heat, Outcome, Question, Subject},
    ui::{dom, engine::Engine, live::Live, settings::Settings},
};
use leptos::prelude::*;

/// As long as a step of the tour takes to say, ms.
const HUSH: f64 = 3000.0;

/// A handle: copies mean the same laboratory.
#[derive(Clone, Copy)]
pub struct Lab {
    /// The engine.
    pub engine: Engine,
    /// The screen reader's voice.
    pub live: Live,
    /// Whether the engine that runs now has what is looked into and at.
    pub ready: Memo<bool>,
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
    /// The same map, pixel by pixel of the input.
    pub laid: Memo<Option<Laid>>,
    /// One of its numbers in words, while a tool is open that lays a map.
    pub read: RwSignal<Option<Words>>,
    /// How the map's numbers become colours.
    pub scale: RwSignal<Scale>,
    /// The 256 colours of that.
    pub colours: Memo<Vec<[u8; 3]>>,
    /// How much of the picture the map hides, 0 to 1.
    pub opacity: RwSignal<f32>,
    /// The answer, with the changes and without.
    pub outcome: Found,
    /// What a link or the tour wants to be shown, until the network that it is about is there.
    pub wish: RwSignal<Option<View>>,
    /// The step of the guided tour, from 1, while a visitor is on it.
    pub tour: RwSignal<Option<usize>>,
    /// All that tools have asked.
    found: StoredValue<Vec<Found>>,
    /// Until when tools keep quiet, ms since the page was opened: the tour has just spoken.
    hush: StoredValue<f64>,
}

impl Lab {
    /// A laboratory for what the page has.
    pub fn new(
        engine: Engine,
        live: Live,
        ready: Memo<bool>,
        looked: Memo<Option<Looked>>,
        subject: Memo<Option<Subject>>,
        shown: Memo<Option<Shown>>,
    ) -> Self {
        let room = RwSignal::new(None::<Room>);
        let edits = RwSignal::new(Vec::new());
        let outcome = Found::of(engine, ready, move || {
            room.get()?;
            key(looked.get(), subject.get(), edits.get(), Question::Outcome)
        });
        let heat = RwSignal::new(None::<Heat>);
        let side = move || looked.with(|looked| looked.as_ref().map(Looked::side));
        let laid = Memo::new(move |_| heat.with(|heat| Some(Laid::new(heat.as_ref()?, side()?))));
        let scale = RwSignal::new(Scale::default());
        let net = Memo::new(move |_| looked.with(|looked| looked.as_ref().map(Looked::net)));
        let colours = Memo::new(move |_| scale.get().colours(net.get().unwrap_or("lenet")));
        let Settings { inside, tour, .. } = Settings::parse(&dom::query());
        let linked = (tour.is_none() && inside != View::default()).then_some(inside);
        let lab = Self {
            engine,
            live,
            ready,
            looked,
            subject,
            shown,
            room,
            row: RwSignal::new(None),
            edits,
            chosen: RwSignal::new(None),
            lit: RwSignal::new(Vec::new()),
            pointed: RwSignal::new(None),
            heat,
            laid,
            read: RwSignal::new(None),
            scale,
            colours,
            opacity: RwSignal::new(0.6),
            outcome,
            wish: RwSignal::new(linked),
            tour: RwSignal::new(tour),
            found: StoredValue::new(Vec::new()),
            hush: StoredValue::new(0.0),
        };
        // Another network has other rows and classes.
        Effect::new(move |before: Option<Option<Looked>>| {
            let now = looked.get();
            if before.is_some_and(|before| before != now) {
                lab.forget();
            }
            if let Some(looked) = &now {
                lab.grant(looked);
            }
            now
        });
        keep_address(lab);
        lab
    }

    /// Asks a question about the newest state, and again whenever that changes. While `question`
    /// gives nothing, nothing is asked.
    pub fn find(self, question: impl Fn() -> Option<Question> + 'static) -> Found {
        self.seek(move || self.key(self.edits.get(), question()?))
    }

    /// As [`Self::find`], about the network as it is, without changes.
    pub fn find_plain(self, question: impl Fn() -> Option<Question> + 'static) -> Found {
        self.seek(move || self.key(Vec::new(), question()?))
    }

    /// Asks what `key` gives, and keeps the answer among [`Self::findings`].
    pub fn seek(self, key: impl Fn() -> Option<Key> + 'static) -> Found {
        let found = Found::of(self.engine, self.ready, key);
        self.found.update_value(|all| {
            // Those whose tool was closed are gone.
            all.retain(|other| !other.finding.is_disposed());
            all.push(found);
        });
        found
    }

    /// What the tools that are open have found out, as things are now.
    pub fn findings(self) -> Vec<(Key, Finding)> {
        self.found.with_value(|all| all.iter().filter_map(|found| found.told()).collect())
    }

    /// All that the answer to a question depends on, as it is now; nothing where there is nothing to
    /// look into.
    pub fn key(self, edits: Vec<Edit>, question: Question) -> Option<Key> {
        key(self.looked.get(), self.subject.get(), edits, question)
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

    /// Says what a tool has found by itself, unless the tour speaks.
    pub fn tell(self, words: impl Into<String>) {
        if dom::now() > self.hush.get_value() {
            self.live.say(words);
        }
    }

    /// Says a step of the tour, which sets the tools: they keep quiet meanwhile.
    pub fn announce(self, words: impl Into<String>) {
        self.hush.set_value(dom::now() + HUSH);
        self.live.insist(words);
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

    /// Shows what is wanted, if it is about this network.
    fn grant(self, looked: &Looked) {
        let Some(wish) = self.wish.get().filter(|wish| wish.fits(looked)) else { return };
        let View { room, row, class, edits, .. } = wish.within(looked);
        self.wish.set(None);
        self.room.set(room);
        self.row.set(row);
        self.chosen.set(class);
        self.edits.set(edits);
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
    looked: Option<Looked>,
    subject: Option<Subject>,
    edits: Vec<Edit>,
    question: Question,
) -> Option<Key> {
    let (looked, subject) = (looked?, subject?);
    // While one follows the other they may be of two networks.
    (subject.which() == looked.which).then_some(Key { looked, subject, edits, question })
}
