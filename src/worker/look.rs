//! Looking into networks: the runs that are kept, and what is done with each request.

use super::cancel::{Cancel, Stopped};
use super::photos::Photos;
use super::post::{post, scope};
use super::script::Slice;
use crate::bench::layer_times;
use crate::classify::{Reader, known_input, known_logits};
use crate::clock::milliseconds;
use crate::digit;
use crate::error::Error;
use crate::look::{Inside, check};
use crate::network::Model;
use crate::photo::Photographer;
use crate::protocol::look::{Finding, Look, LookEvent, LookRequest, Subject, Which};
use crate::protocol::{DeviceInfo, Event};
use crate::weights::bundled;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use web_time::Instant;

/// Stops the question that is being answered. A handle: copies mean the same one.
#[derive(Clone, Default)]
pub(super) struct Brake(Rc<RefCell<Cancel>>);

impl Brake {
    pub(super) fn pull(&self) {
        self.0.borrow().pull();
    }

    /// A new one, which nobody has pulled.
    fn begin(&self) -> Cancel {
        let cancel = Cancel::new();
        *self.0.borrow_mut() = cancel.clone();
        cancel
    }
}

/// The last run of a network.
struct Kept {
    subject: Subject,
    /// The network for photographs; the one for digits says when it goes.
    network: Weak<Photographer>,
    inside: Inside,
}

/// The runs that are kept, one a network.
#[derive(Default)]
pub(super) struct Looker {
    kept: HashMap<Which, Kept>,
    brake: Brake,
}

/// What there is to look into.
pub(super) struct Rooms<'a> {
    pub(super) reader: Result<&'a Reader, Error>,
    pub(super) photos: &'a Photos,
    pub(super) device: Result<&'a DeviceInfo, Error>,
}

/// A network that is asked.
enum Asked<'a> {
    Digit(&'a Reader),
    Photo(Rc<Photographer>),
}

impl Asked<'_> {
    fn model(&self) -> &Model {
        match self {
            Self::Digit(reader) => reader.model(),
            Self::Photo(network) => network.model(),
        }
    }

    /// How a kept run knows it again.
    fn network(&self) -> Weak<Photographer> {
        match self {
            Self::Digit(_) => Weak::new(),
            Self::Photo(network) => Rc::downgrade(network),
        }
    }
}

impl<'a> Rooms<'a> {
    fn find(&self, which: Which) -> Result<Asked<'a>, Error> {
        match which {
            Which::Digit => self.reader.clone().map(Asked::Digit),
            Which::Photo(slot) => {
                let found = self.photos.network(slot).ok_or_else(|| Error::WrongInput {
                    expected: "a network that is loaded".into(),
                    found: format!("{slot:?}, which is not"),
                });
                found.map(Asked::Photo)
            }
        }
    }

    /// A subject as its network's input.
    fn input(&self, asked: &Asked<'_>, subject: &Subject) -> Result<Vec<f32>, Error> {
        match (subject, asked) {
            (Subject::Photo { picture, crop, .. }, Asked::Photo(network)) => {
                Ok(network.input(self.photos.picture(*picture)?, *crop))
            }
            (Subject::Digit(values), _) => Ok(digit::normalise(values)),
            (Subject::Photo { .. }, Asked::Digit(_)) => {
                Err(Error::WrongInput { expected: "a digit".into(), found: "a photograph".into() })
            }
        }
    }
}

fn tell(event: LookEvent) {
    post(&Event::Look(event));
}

impl Looker {
    /// Who stops it.
    pub(super) fn brake(&self) -> &Brake {
        &self.brake
    }

    /// Gives up the run of the network for digits, which is not the same any more.
    pub(super) fn forget_digits(&mut self) {
        self.kept.remove(&Which::Digit);
    }

    /// Gives up the runs whose photograph or network is not there any more: every layer's output. Says
    /// whether there was one whose network is not.
    pub(super) fn tidy(&mut self, photos: &Photos) -> bool {
        let mut gone = false;
        self.kept.retain(|_, kept| match kept.subject {
            Subject::Photo { picture, .. } => {
                let there = kept.network.strong_count() > 0;
                gone |= !there;
                there && photos.picture(picture).is_ok()
            }
            Subject::Digit(_) => true,
        });
        gone
    }

    /// Gives up all of them.
    pub(super) fn forget(&mut self) {
        self.kept.clear();
    }

    /// Does what `request` asks for and tells what came of it.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`], after which nothing here works any more. Others are told in the
    /// request's own way.
    pub(super) async fn handle(
        &mut self,
        request: LookRequest,
        rooms: Rooms<'_>,
    ) -> Result<(), Error> {
        let start = Instant::now();
        let (id, found) = match request {
            LookRequest::Stop => return Ok(()), // has not waited its turn
            LookRequest::Ask(look) => (look.id, self.ask(*look, &rooms).await),
            LookRequest::Check { id, which } => {
                (id, run_check(which, &rooms).await.map_err(Stopped::Failed))
            }
            LookRequest::Time { id, which } => {
                (id, time_layers(which, &rooms).await.map_err(Stopped::Failed))
            }
        };
        match found {
            Ok(finding) => {
                let finding = Box::new(finding);
                tell(LookEvent::Found { id, finding, ms: milliseconds(start) });
            }
            Err(Stopped::Cancelled) => tell(LookEvent::Stopped { id }),
            Err(Stopped::Failed(error)) => {
                tell(LookEvent::Failed { id, error: error.clone() });
                if matches!(error, Error::DeviceLost { .. }) {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    async fn ask(&mut self, look: Look, rooms: &Rooms<'_>) -> Result<Finding, Stopped> {
        let Look { id, subject, edits, question } = look;
        let cancel = self.brake.begin();
        let asked = rooms.find(subject.which())?;
        let kept = self.run(subject, &asked, rooms)?;
        let computed = kept.inside.edit(asked.model(), &edits).await?;
        let mut slice = Slice::begin();
        let step = async |done: usize, total: usize| {
            tell(LookEvent::Progress { id, done: done as u32, total: total as u32 });
            slice.end().await;
            cancel.check()
        };
        kept.inside.answer(asked.model(), &question, computed, step).await
    }

    /// The kept run of this network on this subject, or a new one in its place.
    fn run(
        &mut self,
        subject: Subject,
        asked: &Asked<'_>,
        rooms: &Rooms<'_>,
    ) -> Result<&mut Kept, Error> {
        let (which, network) = (subject.which(), asked.network());
        let same = |kept: &Kept| kept.subject == subject && kept.network.ptr_eq(&network);
        let kept = match self.kept.remove(&which).filter(same) {
            Some(kept) => kept,
            // The memory of the one before is free by now.
            None => {
                let values = rooms.input(asked, &subject)?;
                Kept { inside: Inside::new(asked.model(), values)?, subject, network }
            }
        };
        Ok(self.kept.entry(which).insert_entry(kept).into_mut())
    }
}

/// Checks a network with what is known of its weights.
async fn run_check(which: Which, rooms: &Rooms<'_>) -> Result<Finding, Error> {
    let asked = rooms.find(which)?;
    let sha256 = match &asked {
        Asked::Digit(reader) => bundled(reader.model().network().name).ok().map(|it| it.sha256),
        Asked::Photo(network) => rooms.photos.sha256(network).await,
    };
    let known = sha256.as_deref().and_then(known_logits);
    let browser = scope().navigator().user_agent().unwrap_or_default();
    let device = rooms.device.clone()?;
    Ok(Finding::Checked(check(asked.model(), known.as_deref(), device, &browser).await?))
}

/// Times each layer of a network that is loaded, on its known input.
async fn time_layers(which: Which, rooms: &Rooms<'_>) -> Result<Finding, Error> {
    let asked = rooms.find(which)?;
    let model = asked.model();
    let input = model.input(known_input(model.network().input))?;
    Ok(Finding::Times(layer_times(model, input, |_| ()).await?))
}
