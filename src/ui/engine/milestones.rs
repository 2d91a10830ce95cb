//! Moments of a visit as marks on the browser's own time line, where developer tools and tests find
//! them: `performance.getEntriesByType("mark")`. Times count from the navigation.

use crate::{
    protocol::{
        Event, Request,
        photo::{PhotoEvent, PhotoRequest},
    },
    ui::dom,
};

/// Which moments have come.
#[derive(Default)]
pub struct Milestones {
    answered: bool,
    photo_waits: bool,
}

impl Milestones {
    /// The page asks for something.
    pub fn asked(&mut self, request: &Request) {
        let given = matches!(
            request,
            Request::Photo(PhotoRequest::Open { .. } | PhotoRequest::OpenPixels { .. })
        );
        if given && !self.photo_waits {
            self.photo_waits = true;
            dom::mark("triptych:photo-given");
        }
    }

    /// The engine says something.
    pub fn heard(&mut self, event: &Event) {
        match event {
            Event::Device(_) => dom::mark("triptych:device-open"),
            Event::Ready { .. } => dom::mark("triptych:network-ready"),
            Event::Tuned { over: true, .. } => dom::mark("triptych:tuned"),
            Event::Answer(_) if !self.answered => {
                self.answered = true;
                dom::mark("triptych:first-answer");
            }
            Event::Photo(PhotoEvent::Answers(_)) if self.photo_waits => {
                self.photo_waits = false;
                dom::mark("triptych:photo-answer");
            }
            _ => {}
        }
    }
}
