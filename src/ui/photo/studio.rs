//! What the whole page shares: the photos, the networks, what they say, and the engine.

use super::{
    album::{Album, Asked},
    lasting::Lasting,
    ledger::Ledger,
    networks::Networks,
    views::views,
};
use crate::{
    error::Error,
    image::{Crop, Preprocessing},
    protocol::{
        Request,
        photo::{PhotoEvent, PhotoRequest, Slot, Storage},
    },
    ui::{
        engine::{Engine, Phase},
        live::Live,
        settings::Settings,
        words,
    },
};
use leptos::prelude::*;
use std::collections::HashMap;
use wasm_bindgen::JsValue;
use web_sys::Blob;

/// A handle: copies mean the same studio.
#[derive(Clone, Copy)]
pub struct Studio {
    /// The photos.
    pub album: RwSignal<Album>,
    /// What the networks say about them.
    pub ledger: RwSignal<Ledger>,
    /// The networks.
    pub networks: RwSignal<Networks>,
    /// What the browser keeps, once the engine said so.
    pub storage: RwSignal<Storage>,
    /// Whether that stays until it is deleted, once the browser said so.
    pub lasts: RwSignal<Option<bool>>,
    /// Why the last question was not answered.
    pub unanswered: RwSignal<Option<Error>>,
    /// The sites that are being asked for pictures.
    pub fetching: RwSignal<Vec<String>>,
    /// Something that came to nothing before it was a file: a link, the camera, the clipboard.
    pub mishap: RwSignal<Option<String>>,
    /// The engine.
    pub engine: Engine,
    /// The screen reader's voice.
    pub live: Live,
    pub(super) keep: StoredValue<Keep, LocalStorage>,
}

/// What is not for showing.
#[derive(Default)]
pub(super) struct Keep {
    /// The photos' files by number: an engine that starts again needs them again.
    pub(super) photos: HashMap<u32, Blob>,
    /// The visitor's own weights files.
    pub(super) weights: HashMap<u32, Blob>,
    /// What is being answered: the request's number and the photos asked about.
    pub(super) on_its_way: Option<(u32, Vec<Asked>)>,
    pub(super) scheduled: bool,
    pub(super) changes: u32,
    pub(super) lasting: Lasting,
    /// Whether this engine has been here before.
    pub(super) known: bool,
    /// Which networks the page was opened for.
    pub(super) settings: Settings,
}

impl Studio {
    /// A studio without photos that works with this engine.
    pub fn new(engine: Engine, live: Live, settings: Settings) -> Self {
        let studio = Self {
            album: RwSignal::new(Album::default()),
            ledger: RwSignal::new(Ledger::default()),
            networks: RwSignal::new(Networks::default()),
            storage: RwSignal::new(Storage::default()),
            lasts: RwSignal::new(None),
            unanswered: RwSignal::new(None),
            fetching: RwSignal::new(Vec::new()),
            mishap: RwSignal::new(None),
            engine,
            live,
            keep: StoredValue::new_local(Keep { settings, ..Keep::default() }),
        };
        engine.on_photo(move |event| studio.take(event));
        // A new engine knows nothing: it is told everything again.
        Effect::new(move |before: Option<bool>| {
            let phase = engine.phase.get();
            let ready = phase == Phase::Ready;
            match before == Some(true) {
                false if ready => studio.welcome(),
                true if !ready => studio.part(&phase),
                _ => {}
            }
            ready
        });
        // What was under way may be what ended it: the next one is not given that unasked.
        Effect::new(move |_| {
            if let Phase::Failed(error) = engine.phase.get() {
                studio.networks.update(|networks| networks.refused(Some(error), 0));
            }
        });
        studio
    }

    /// What the frame stands for: how the ResNet looks at photos, or else AlexNet.
    pub fn preprocessing(self) -> Preprocessing {
        self.networks.with(preprocessing)
    }

    /// Says that something came to nothing, in a sentence that says what to do.
    pub fn miss(self, sentence: String) {
        self.live.say(sentence.clone());
        self.mishap.set(Some(sentence));
    }

    /// Moves the crop of the photo that is looked at. Says whether it moved.
    pub fn crop(self, change: impl FnOnce(Crop) -> Crop) -> bool {
        let how = self.networks.with_untracked(preprocessing);
        // Many keys and pointers say the same again; then nobody needs to look.
        let moved = self.album.try_maybe_update(|album| {
            let moved = album.crop(&how, change);
            (moved, moved)
        }) == Some(true);
        if moved {
            self.look_again();
        }
        moved
    }

    /// Sends a request, if there is an engine to hear it.
    pub(super) fn tell(self, request: PhotoRequest) {
        self.tell_with(request, None);
    }

    pub(super) fn tell_with(self, request: PhotoRequest, attachment: Option<&JsValue>) {
        if self.is_ready() {
            self.engine.send_with(&Request::Photo(request), attachment);
        }
    }

    pub(super) fn is_ready(self) -> bool {
        self.engine.phase.with_untracked(|phase| *phase == Phase::Ready)
    }

    /// The engine has gone, and all that it held.
    fn part(self, phase: &Phase) {
        // A photo that was being opened may be what ended it, as weights may.
        if let Phase::Failed(error @ Error::Engine { .. }) = phase
            && let Some(number) = self.album.with_untracked(Album::opening)
        {
            self.refuse(number, error.clone());
        }
        self.album.update(Album::lost);
    }

    fn welcome(self) {
        let again = self.keep.try_update_value(|keep| {
            keep.on_its_way = None;
            std::mem::replace(&mut keep.known, true)
        });
        let photos: Vec<(u32, String)> = self.album.with_untracked(|album| {
            album.photos().iter().map(|photo| (photo.number, photo.name.clone())).collect()
        });
        for (number, name) in photos {
            if let Some(blob) = self.file_of(number) {
                self.open(number, name, &blob);
            }
        }
        self.tell(PhotoRequest::Catalogue);
        self.tell(PhotoRequest::Stored);
        if again == Some(true) {
            self.networks.update(Networks::lost);
            self.load_next();
        }
    }

    fn take(self, event: PhotoEvent) {
        match event {
            PhotoEvent::Catalogue(entries) => self.list(entries),
            PhotoEvent::NotListed(error) => {
                self.live.say(words::sentence(&error.to_string()));
                self.networks.update(|networks| networks.unlisted = Some(error));
            }
            PhotoEvent::Loading(loading) => self.networks.update(|n| n.progress(loading)),
            PhotoEvent::Loaded(network) => self.arrived(*network),
            PhotoEvent::NotLoaded { error, kept, .. } => self.not_loaded(error, kept),
            PhotoEvent::Opened(picture) => self.opened(picture),
            PhotoEvent::NotOpened { picture, error } => self.not_opened(picture, error),
            PhotoEvent::Answers(answers) => self.answers(answers),
            PhotoEvent::Classified { id } => self.classified(id),
            PhotoEvent::NotClassified { id, error } => {
                self.unanswered.set(Some(error));
                self.classified(id);
            }
            PhotoEvent::Stored(storage) => self.storage.set(storage),
        }
    }

    /// The label of a class of the network in a slot.
    pub fn label(self, slot: Slot, class: u32) -> String {
        self.networks.with(|networks| {
            networks.loaded(slot).map_or_else(|| format!("class {class}"), |n| n.label(class))
        })
    }

    /// What the network in a slot is called, or its family while there is none.
    pub fn title(self, slot: Slot) -> String {
        let loaded = self.networks.with(|n| n.loaded(slot).map(|network| network.title.clone()));
        loaded.unwrap_or_else(|| family(slot).into())
    }
}

/// What a slot is for.
pub(super) fn family(slot: Slot) -> &'static str {
    match slot {
        Slot::AlexNet => "AlexNet",
        Slot::ResNet => "ResNet",
    }
}

fn preprocessing(networks: &Networks) -> Preprocessing {
    views(networks).pop().map_or_else(Preprocessing::imagenet, |view| view.how)
}
