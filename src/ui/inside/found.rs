//! A question to the engine that is asked again whenever what it depends on changes: at most one of
//! it on its way, always about the newest state.

use super::looked::Looked;
use crate::{
    arch::Edit,
    error::Error,
    protocol::{
        Event, Request,
        look::{Finding, Look, LookEvent, LookRequest, Question, Subject},
    },
    ui::engine::{Awaited, Engine},
};
use leptos::prelude::*;

/// All that an answer depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The network.
    pub looked: Looked,
    /// What it looks at.
    pub subject: Subject,
    /// What is changed in it.
    pub edits: Vec<Edit>,
    /// What is asked.
    pub question: Question,
}

impl Key {
    /// Whether the answer takes many runs, so that it pays to stop it.
    fn is_long(&self) -> bool {
        matches!(self.question, Question::Occlusion { .. } | Question::Ranking { .. })
    }
}

/// What was found out. A handle: copies mean the same one.
#[derive(Clone, Copy)]
pub struct Found {
    /// The newest answer; it may be about a state that has passed, see [`Self::is_current`].
    pub finding: RwSignal<Option<Finding>>,
    /// Why there is no answer to the newest question.
    pub error: RwSignal<Option<Error>>,
    /// How long the newest answer took, ms.
    pub ms: RwSignal<f64>,
    engine: Engine,
    /// The number of the question that is on its way.
    asked: RwSignal<Option<u32>>,
    wanted: RwSignal<Option<Key>>,
    answered: RwSignal<Option<Key>>,
}

impl Found {
    /// Nothing yet, of this engine.
    fn new(engine: Engine) -> Self {
        Self {
            finding: RwSignal::new(None),
            error: RwSignal::new(None),
            ms: RwSignal::new(0.0),
            engine,
            asked: RwSignal::new(None),
            wanted: RwSignal::new(None),
            answered: RwSignal::new(None),
        }
    }

    /// Asks what `key` gives, and again when that changes. While it gives nothing, or the engine is not
    /// `ready` for it, nothing is asked and nothing is found.
    pub fn of(engine: Engine, ready: Memo<bool>, key: impl Fn() -> Option<Key> + 'static) -> Self {
        let found = Self::new(engine);
        Effect::new(move |_| {
            let key = key().filter(|_| ready.get());
            untrack(|| found.want(key));
        });
        on_cleanup(move || found.stop());
        found
    }

    /// Whether the answer is to the question as it is now.
    pub fn is_current(self) -> bool {
        self.wanted.with(|wanted| self.answered.with(|answered| wanted == answered))
    }

    /// Whether the answer is at least about the network and the picture that are looked at now. A
    /// digit follows the pen: there the last answer stands until the next, a moment later.
    pub fn is_of_this(self) -> bool {
        let same = |wanted: &Key, answered: &Key| {
            let picture = match (&wanted.subject, &answered.subject) {
                (Subject::Digit(_), Subject::Digit(_)) => true,
                (wanted, answered) => wanted == answered,
            };
            picture && wanted.looked == answered.looked
        };
        self.wanted.with(|wanted| {
            self.answered.with(|answered| match (wanted, answered) {
                (Some(wanted), Some(answered)) => same(wanted, answered),
                _ => false,
            })
        })
    }

    /// The question that the newest answer is to.
    pub fn question(self) -> Option<Question> {
        self.answered.with(|answered| answered.as_ref().map(|key| key.question.clone()))
    }

    /// Whether the newest answer is about the network with these changes in it.
    pub fn is_with(self, edits: &[Edit]) -> bool {
        self.answered.with(|answered| answered.as_ref().is_some_and(|key| key.edits == edits))
    }

    /// The changes that the newest answer is about the network with.
    pub fn edits(self) -> Vec<Edit> {
        self.answered
            .with(|answered| answered.as_ref().map_or_else(Vec::new, |key| key.edits.clone()))
    }

    /// What the newest answer is to, and the answer, if it is to the question as it is now. Nothing
    /// either once what showed it is gone.
    pub fn told(self) -> Option<(Key, Finding)> {
        untrack(|| {
            let finding = self.finding.try_get().flatten()?;
            let key = self.answered.get().filter(|_| self.is_current())?;
            Some((key, finding))
        })
    }

    /// Whether an answer is on its way.
    pub fn is_busy(self) -> bool {
        self.asked.with(Option::is_some)
    }

    /// Runs done and runs in all, of a long answer on its way.
    pub fn progress(self) -> Option<(u32, u32)> {
        let asked = self.asked.get()?;
        self.engine
            .looking
            .get()
            .filter(|(id, ..)| *id == asked)
            .map(|(_, done, total)| (done, total))
    }

    /// Stops what is on its way. The question is not asked again before it changes.
    pub fn stop(self) {
        self.wanted.try_set(None);
        self.brake();
    }

    /// Asks the same once more: after a failure.
    pub fn again(self) {
        self.error.set(None);
        self.answered.set(None);
        if self.asked.get_untracked().is_none() {
            self.ask();
        }
    }

    fn brake(self) {
        if self.asked.try_get_untracked().flatten().is_some() {
            self.engine.send(&Request::Look(LookRequest::Stop));
        }
    }

    fn want(self, key: Option<Key>) {
        if self.wanted.with_untracked(|wanted| *wanted == key) && self.is_current() {
            return;
        }
        self.error.set(None);
        if key.is_none() {
            self.finding.set(None);
            self.answered.set(None);
        }
        let long = self.wanted.with_untracked(|wanted| wanted.as_ref().is_some_and(Key::is_long));
        self.wanted.set(key);
        match self.asked.get_untracked() {
            Some(_) if long => self.brake(),
            Some(_) => {}
            None => self.ask(),
        }
    }

    fn ask(self) {
        let Some(key) = self.wanted.try_get_untracked().flatten() else { return };
        let id = self.engine.next_id();
        self.asked.set(Some(id));
        let Key { subject, edits, question, .. } = key.clone();
        let look = Look { id, subject, edits, question };
        leptos::task::spawn_local(async move {
            let request = Request::Look(LookRequest::Ask(Box::new(look)));
            let outcome = self.engine.ask(request, Awaited::Look(id)).await;
            if self.asked.is_disposed() {
                return; // what showed it is gone
            }
            self.asked.set(None);
            self.take(key, outcome);
        });
    }

    fn take(self, key: Key, outcome: Result<Event, Error>) {
        let newest = self.wanted.with_untracked(|wanted| wanted.as_ref() == Some(&key));
        let wanted = self.wanted.with_untracked(Option::is_some);
        match outcome {
            Ok(Event::Look(LookEvent::Found { finding, ms, .. })) if wanted => {
                self.ms.set(ms);
                self.answered.set(Some(key));
                self.finding.set(Some(*finding));
                self.error.set(None);
            }
            Ok(Event::Look(LookEvent::Failed { error, .. })) if newest => {
                self.finding.set(None);
                self.answered.set(Some(key));
                self.error.set(Some(error));
            }
            // The engine is being started again; then everything is asked again.
            Err(_) => return,
            // Stopped, by somebody else if it is still wanted, or passed.
            _ => {}
        }
        if !(newest && self.is_current()) {
            self.ask();
        }
    }
}
