//! Loads run one after the other, beside everything else that the worker does.

use super::catalogue::Catalogue;
use super::loading::{Wish, load};
use super::networks::Networks;
use super::tell;
use crate::error::Error;
use crate::protocol::Event;
use crate::protocol::photo::PhotoEvent;
use crate::worker::calm::Calm;
use crate::worker::cancel::{Cancel, Stopped};
use crate::worker::post::post;
use crate::worker::team::Team;
use crate::worker::tuning::Tuning;
use js_sys::Promise;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// Who loads. A handle: copies mean the same one.
#[derive(Clone)]
pub(in crate::worker) struct Loader(Rc<State>);

struct State {
    networks: Networks,
    catalogue: Catalogue,
    tuning: Tuning,
    team: Team,
    calm: Calm,
    waiting: RefCell<VecDeque<Wish>>,
    /// The brake of the load that is under way, or was the last one.
    brake: RefCell<Option<Cancel>>,
    /// Kept when the last load has ended; nothing while there is none.
    work: RefCell<Option<Promise>>,
}

impl Loader {
    /// Loads what `catalogue` knows into `networks`.
    pub(super) fn new(
        networks: Networks,
        catalogue: Catalogue,
        tuning: Tuning,
        team: Team,
        calm: Calm,
    ) -> Self {
        Self(Rc::new(State {
            networks,
            catalogue,
            tuning,
            team,
            calm,
            waiting: RefCell::default(),
            brake: RefCell::default(),
            work: RefCell::default(),
        }))
    }

    /// Loads this when all loads before it have ended.
    pub(super) fn want(&self, wish: Wish) {
        self.0.waiting.borrow_mut().push_back(wish);
        if self.0.work.borrow().is_none() {
            let loader = self.clone();
            let work = future_to_promise(async move {
                while let Some(wish) = loader.next() {
                    loader.load(wish).await;
                }
                *loader.0.work.borrow_mut() = None;
                Ok(JsValue::UNDEFINED)
            });
            *self.0.work.borrow_mut() = Some(work);
        }
    }

    /// Stops the load that is under way, and takes back those that wait.
    pub(in crate::worker) fn cancel(&self) {
        if let Some(brake) = &*self.0.brake.borrow() {
            brake.pull();
        }
        let waiting = std::mem::take(&mut *self.0.waiting.borrow_mut());
        for wish in waiting {
            tell(PhotoEvent::NotLoaded { entry: wish.entry(), error: None, kept: 0 });
        }
    }

    /// Waits until no load is under way and none waits.
    pub(in crate::worker) async fn rest(&self) {
        let work = self.0.work.borrow().clone();
        if let Some(work) = work {
            // It cannot fail: it tells of failures itself.
            let _ = JsFuture::from(work).await;
        }
    }

    fn next(&self) -> Option<Wish> {
        self.0.waiting.borrow_mut().pop_front()
    }

    /// Loads a network and tells what came of it.
    async fn load(&self, wish: Wish) {
        let _work = self.0.calm.work();
        let cancel = Cancel::new();
        *self.0.brake.borrow_mut() = Some(cancel.clone());
        let entry = wish.entry();
        let not_loaded = async |error| {
            let kept = match &entry {
                Some(id) => self.0.catalogue.kept(id).await,
                None => 0,
            };
            tell(PhotoEvent::NotLoaded { entry, error, kept });
        };
        let State { networks, catalogue, tuning, team, .. } = &*self.0;
        match load(wish, catalogue, networks, tuning, team, &cancel).await {
            Ok((network, improves, about)) => {
                let held = networks.put(network);
                tell(PhotoEvent::Loaded(Box::new(about)));
                if improves {
                    let networks = networks.clone();
                    let take = move |old: &Rc<_>, model| networks.replace(old, model);
                    tuning.improve(held.model().twin(), &held, take);
                }
            }
            Err(Stopped::Cancelled) => not_loaded(None).await,
            // These start the engine again, and the page asks for all networks again.
            Err(Stopped::Failed(Error::DeviceLost { reason })) => post(&Event::Lost { reason }),
            Err(Stopped::Failed(error @ Error::WrongNumbers { .. })) => {
                post(&Event::Failed { id: None, error });
            }
            Err(Stopped::Failed(error)) => not_loaded(Some(error)).await,
        }
    }
}
