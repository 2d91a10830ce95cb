//! What the networks said about the photos.

use super::album::Asked;
use crate::{
    image::Crop,
    protocol::photo::{Answers, Ranked, Slot},
};
use std::collections::BTreeMap;

/// The place of a slot in [`Slot::ALL`].
pub fn place(slot: Slot) -> usize {
    match slot {
        Slot::AlexNet => 0,
        Slot::ResNet => 1,
    }
}

/// What one network said about one photo.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The likeliest classes, likeliest first.
    pub ranked: Vec<Ranked>,
    /// The part of the photo that it is about.
    pub crop: Crop,
    /// The photo's revision at that time.
    revision: u32,
}

/// What the last answers of one network took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Times {
    /// To prepare all photos, ms.
    pub prepare: f64,
    /// On the device, ms.
    pub device: f64,
    /// How many photos there were,
    pub photos: usize,
    /// and how many of them ran at once, at most.
    pub at_once: usize,
}

/// The last answers of one network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answered {
    /// By the photo's number.
    pub answers: BTreeMap<u32, Answer>,
    /// What the last of them took.
    pub times: Option<Times>,
}

/// The last answers of both networks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger([Answered; 2]);

impl Ledger {
    /// What one network said.
    pub fn of(&self, slot: Slot) -> &Answered {
        &self.0[place(slot)]
    }

    /// Writes the answers to a request down.
    pub fn take(&mut self, answers: Answers, asked: &[Asked]) {
        let page = &mut self.0[place(answers.slot)];
        page.times = Some(Times {
            prepare: answers.prepare_ms,
            device: answers.device_ms,
            photos: answers.ranked.len(),
            at_once: answers.at_once as usize,
        });
        let answered = asked.iter().zip(answers.ranked);
        page.answers.extend(answered.map(|((number, revision, crop), ranked)| {
            (*number, Answer { ranked, crop: *crop, revision: *revision })
        }));
    }

    /// The revision of a photo at which a network answered last.
    pub fn seen(&self, slot: Slot, number: u32) -> Option<u32> {
        self.of(slot).answers.get(&number).map(|answer| answer.revision)
    }

    /// Another network is in this slot, or none.
    pub fn clear(&mut self, slot: Slot) {
        self.0[place(slot)] = Answered::default();
    }

    /// A photo is gone.
    pub fn forget(&mut self, number: u32) {
        for page in &mut self.0 {
            page.answers.remove(&number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_find_their_photos() {
        let mut ledger = Ledger::default();
        let asked = [(7, 1, Crop::default()), (3, 4, Crop::default())];
        let ranked = |class| vec![Ranked { class, probability: 0.5 }];
        let slot = Slot::ResNet;
        let answers = Answers {
            id: 1,
            slot,
            ranked: vec![ranked(70), ranked(30)],
            at_once: 1,
            prepare_ms: 1.0,
            device_ms: 2.0,
        };
        ledger.take(answers, &asked);
        assert_eq!(ledger.of(slot).answers[&3].ranked, ranked(30));
        let times = Times { prepare: 1.0, device: 2.0, photos: 2, at_once: 1 };
        assert_eq!(ledger.of(slot).times, Some(times));
        assert_eq!((ledger.seen(slot, 3), ledger.seen(Slot::AlexNet, 3)), (Some(4), None));
        ledger.forget(3);
        assert_eq!(ledger.of(slot).answers.keys().collect::<Vec<_>>(), [&7]);
        ledger.clear(slot);
        assert_eq!(ledger, Ledger::default());
    }
}
