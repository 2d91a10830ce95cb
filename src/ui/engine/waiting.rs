//! Who waits for which event of the worker.

use super::reply::{Reply, Sender, reply};
use crate::{error::Error, protocol::Event};

/// What an asker waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// [`Event::Ready`].
    Ready,
    /// [`Event::Classes`] of this number.
    Classes(u32),
    /// [`Event::Benched`].
    Benched,
    /// [`Event::Checked`].
    Checked,
    /// The end of the [`Event::Look`]s of this number.
    Look(u32),
}

impl Awaited {
    fn is(self, event: &Event) -> bool {
        match event {
            Event::Ready { .. } => self == Self::Ready,
            Event::Classes { id, .. } => self == Self::Classes(*id),
            Event::Benched(_) => self == Self::Benched,
            Event::Checked(_) => self == Self::Checked,
            Event::Look(event) => event.ends().is_some_and(|id| self == Self::Look(id)),
            _ => false,
        }
    }
}

/// An event, or why it will not come.
pub type Outcome = Result<Event, Error>;

/// The askers, first come first.
#[derive(Default)]
pub struct Waiting(Vec<(Awaited, Sender<Outcome>)>);

impl Waiting {
    /// One more asker.
    pub fn add(&mut self, awaited: Awaited) -> Reply<Outcome> {
        let (sender, answer) = reply();
        self.0.push((awaited, sender));
        answer
    }

    /// Whether somebody waits for this.
    pub fn has(&self, awaited: Awaited) -> bool {
        self.0.iter().any(|(other, _)| *other == awaited)
    }

    /// The first asker for this event.
    pub fn take(&mut self, event: &Event) -> Option<Sender<Outcome>> {
        self.take_by(|awaited| awaited.is(event))
    }

    /// The asker whom a failure concerns: the one with its number, or without a number the first.
    pub fn take_failed(&mut self, id: Option<u32>) -> Option<Sender<Outcome>> {
        self.take_by(|awaited| id.is_none_or(|id| awaited == Awaited::Classes(id)))
    }

    /// Everybody.
    pub fn take_all(&mut self) -> Vec<Sender<Outcome>> {
        self.0.drain(..).map(|(_, sender)| sender).collect()
    }

    fn take_by(&mut self, fits: impl Fn(Awaited) -> bool) -> Option<Sender<Outcome>> {
        let place = self.0.iter().position(|(awaited, _)| fits(*awaited))?;
        Some(self.0.remove(place).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_finds_its_asker() {
        let mut waiting = Waiting::default();
        for awaited in [Awaited::Classes(1), Awaited::Checked, Awaited::Classes(2)] {
            drop(waiting.add(awaited));
        }
        assert!(waiting.take(&Event::Classes { id: 2, classes: vec![] }).is_some());
        assert!(waiting.take(&Event::Classes { id: 3, classes: vec![] }).is_none());
        assert!(waiting.take(&Event::Started { protocol: String::new() }).is_none());
        assert!(waiting.take_failed(Some(9)).is_none());
        assert!(waiting.take_failed(None).is_some());
        assert!(!waiting.has(Awaited::Classes(1)) && waiting.has(Awaited::Checked));
        assert_eq!(waiting.take_all().len(), 1);
    }
}
