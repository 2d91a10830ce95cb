//! Photographs: the pictures that are open, the networks that are loaded, and what each request
//! does with them.

mod browser_decoder;
mod catalogue;
mod loading;
mod opening;

use super::cancel::Cancel;
use super::post::post;
use super::script::warn;
use super::storage::Store;
use crate::error::Error;
use crate::image::{Crop, Picture};
use crate::photo::Photographer;
use crate::protocol::Event;
use crate::protocol::photo::{PhotoEvent, PhotoRequest, Slot};
use crate::weights::PhotoWeights;
use std::collections::HashMap;
use wasm_bindgen::JsValue;

/// What the worker holds for photographs.
pub(super) struct Photos {
    pictures: HashMap<u32, Picture>,
    networks: Vec<Photographer>,
    /// The manifest's entries, once they were asked for.
    entries: Option<Vec<PhotoWeights>>,
    store: Option<Store>,
    cancel: Cancel,
}

/// Tells the page.
fn tell(event: PhotoEvent) {
    post(&Event::Photo(event));
}

impl Photos {
    /// Nothing yet; `cancel` stops its loads.
    pub(super) fn new(cancel: Cancel) -> Self {
        Self { pictures: HashMap::new(), networks: Vec::new(), entries: None, store: None, cancel }
    }

    /// Gives all networks up: their device is not the one any more.
    pub(super) fn forget_networks(&mut self) {
        self.networks.clear();
    }

    /// Does what `request` asks for and tells what came of it.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`], after which nothing here works any more. Others are told in the
    /// request's own way.
    pub(super) async fn handle(
        &mut self,
        request: PhotoRequest,
        attachment: Option<JsValue>,
        device: Result<&crate::device::Opened, Error>,
    ) -> Result<(), Error> {
        match request {
            PhotoRequest::Catalogue => {
                self.entries = None; // the site may have others by now
                let entries = self.listed().await;
                tell(PhotoEvent::Catalogue(entries));
            }
            PhotoRequest::Load(source) => return self.load(source, attachment, device).await,
            PhotoRequest::Cancel => {} // has not waited its turn
            PhotoRequest::Unload(slot) => self.unload(slot),
            PhotoRequest::Open { picture, name } => {
                let opened = opening::open(&name, attachment).await;
                self.keep(picture, opened);
            }
            PhotoRequest::OpenPixels { picture, name, width, height } => {
                let opened = opening::open_pixels(&name, attachment, width, height);
                self.keep(picture, opened);
            }
            PhotoRequest::Close { picture } => {
                self.pictures.remove(&picture);
            }
            PhotoRequest::Classify { id, pictures } => match self.classify(id, &pictures).await {
                Ok(()) => tell(PhotoEvent::Classified { id }),
                Err(error) => {
                    let lost = matches!(error, Error::DeviceLost { .. });
                    tell(PhotoEvent::NotClassified { id, error: error.clone() });
                    if lost {
                        return Err(error);
                    }
                }
            },
            PhotoRequest::Stored => self.tell_stored().await,
            PhotoRequest::Delete { name } => {
                self.delete(&name).await;
                self.tell_stored().await;
            }
        }
        Ok(())
    }

    fn unload(&mut self, slot: Slot) {
        self.networks.retain(|network| network.slot() != slot);
    }

    fn keep(&mut self, number: u32, opened: Result<Picture, Error>) {
        match opened {
            Ok(picture) => {
                tell(PhotoEvent::Opened(opening::describe(number, &picture)));
                self.pictures.insert(number, picture);
            }
            Err(error) => tell(PhotoEvent::NotOpened { picture: number, error }),
        }
    }

    async fn classify(&self, id: u32, pictures: &[(u32, Crop)]) -> Result<(), Error> {
        let find = |&(number, crop): &(u32, Crop)| {
            let picture = self.pictures.get(&number);
            picture.map(|picture| (picture, crop)).ok_or_else(|| Error::WrongInput {
                expected: "pictures that are open".into(),
                found: format!("picture {number}, which is not"),
            })
        };
        let pictures = pictures.iter().map(find).collect::<Result<Vec<_>, _>>()?;
        for network in &self.networks {
            tell(PhotoEvent::Answers(network.classify(id, &pictures).await?));
        }
        Ok(())
    }

    /// Where files are kept.
    async fn store(&mut self) -> Store {
        match &self.store {
            Some(store) => store.clone(),
            None => {
                let store = Store::open().await;
                if matches!(store, Store::Nowhere) {
                    warn("this browser keeps no files for this page; downloads will not last");
                }
                self.store.insert(store).clone()
            }
        }
    }
}
