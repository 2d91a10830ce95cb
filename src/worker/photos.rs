//! Photographs: the pictures that are open, the networks that are loaded, and what each request
//! does with them.

mod browser_decoder;
mod bytes;
mod catalogue;
mod loader;
mod loading;
mod networks;
mod opening;

pub(super) use loader::Loader;

use super::arriving::Arriving;
use super::calm::Calm;
use super::cancel::{Cancel, Stopped};
use super::post::post;
use super::rest;
use super::script::is_small;
use super::team::Team;
use super::tuning::Tuning;
use crate::device::Device;
use crate::error::Error;
use crate::image::{Crop, Picture};
use crate::photo::Photographer;
use crate::protocol::Event;
use crate::protocol::photo::{PhotoEvent, PhotoRequest, Slot};
use catalogue::Catalogue;
use js_sys::Promise;
use loading::Wish;
use networks::Networks;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// What all open pictures may take, bytes: 14 of 12 megapixels. Those that come then are kept with fewer
/// pixels, which a network hardly sees.
const MOST_BYTES: usize = 512_000_000;
/// And on a small machine, whose browser ends a page that takes much: 3 of 12 megapixels.
const MOST_BYTES_SMALL: usize = 128_000_000;

/// What the worker holds for photographs.
pub(super) struct Photos {
    pictures: HashMap<u32, Picture>,
    networks: Networks,
    catalogue: Catalogue,
    loader: Loader,
    /// Kept when all that was asked about files is answered.
    listing: Option<Promise>,
}

/// Tells the page.
fn tell(event: PhotoEvent) {
    post(&Event::Photo(event));
}

impl Photos {
    /// Nothing yet. Networks are tuned as they come, and given to `team`.
    pub(super) fn new(tuning: Tuning, team: Team, calm: Calm) -> Self {
        let (networks, catalogue) = (Networks::default(), Catalogue::default());
        let loader = Loader::new(networks.clone(), catalogue.clone(), tuning, team, calm);
        Self { pictures: HashMap::new(), networks, catalogue, loader, listing: None }
    }

    /// Who loads its networks.
    pub(super) fn loader(&self) -> &Loader {
        &self.loader
    }

    /// Gives all networks up, and those that are being loaded: their device is not the one any
    /// more.
    pub(super) fn forget_networks(&self) {
        self.networks.clear();
        self.loader.cancel();
    }

    /// The weights of a network that come with the page, if there are any.
    pub(super) async fn bundled(&self, network: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(entry) = self.catalogue.bundled(network).await? else { return Ok(None) };
        let file = Arriving::default();
        match self.catalogue.bring(&entry, &file, &Cancel::new()).await {
            Ok(_) => Ok(Some(file.take())),
            Err(Stopped::Failed(error)) => Err(error),
            Err(Stopped::Cancelled) => Ok(None),
        }
    }

    /// The network in a slot.
    pub(super) fn network(&self, slot: Slot) -> Option<Rc<Photographer>> {
        self.networks.all().into_iter().find(|network| network.slot() == slot)
    }

    /// An open picture.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] if there is none of this number.
    pub(super) fn picture(&self, number: u32) -> Result<&Picture, Error> {
        self.pictures.get(&number).ok_or_else(|| Error::WrongInput {
            expected: "pictures that are open".into(),
            found: format!("picture {number}, which is not"),
        })
    }

    /// The SHA-256 of a network's weights, if the catalogue has them.
    pub(super) async fn sha256(&self, network: &Photographer) -> Option<String> {
        let id = network.describe().entry?;
        self.catalogue.entry(&id).await.ok().map(|entry| entry.sha256)
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
        device: Result<Device, Error>,
    ) -> Result<(), Error> {
        match request {
            PhotoRequest::Catalogue => {
                // It reads pictures.
                rest::fetch();
                let catalogue = self.catalogue.clone();
                self.beside(async move {
                    let listed = catalogue.listed().await;
                    tell(listed.map_or_else(PhotoEvent::NotListed, PhotoEvent::Catalogue));
                });
            }
            PhotoRequest::Load(source) => self.loader.want(Wish { source, attachment, device }),
            PhotoRequest::Cancel => {} // has not waited its turn
            PhotoRequest::Unload(slot) => self.networks.remove(slot),
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
            PhotoRequest::Stored => self.tell_stored(),
            PhotoRequest::Delete { name } => {
                // At once, since what is loaded next may be the same file.
                self.catalogue.delete(&name).await;
                self.tell_stored();
            }
        }
        Ok(())
    }

    fn tell_stored(&mut self) {
        let catalogue = self.catalogue.clone();
        self.beside(async move { tell(PhotoEvent::Stored(catalogue.stored().await)) });
    }

    /// Lists in order, beside everything else: a server may take its time over the manifest.
    fn beside(&mut self, work: impl Future<Output = ()> + 'static) {
        let before = self.listing.take();
        self.listing = Some(future_to_promise(async move {
            if let Some(before) = before {
                // It cannot fail: it tells of failures itself.
                let _ = JsFuture::from(before).await;
            }
            work.await;
            Ok(JsValue::UNDEFINED)
        }));
    }

    fn keep(&mut self, number: u32, opened: Result<Picture, Error>) {
        match opened {
            Ok(mut picture) => {
                let others: usize = self.pictures.values().map(|one| one.pixels().len()).sum();
                let most = if is_small() { MOST_BYTES_SMALL } else { MOST_BYTES };
                picture.reduce(most.saturating_sub(others));
                tell(PhotoEvent::Opened(opening::describe(number, &picture)));
                self.pictures.insert(number, picture);
            }
            Err(error) => tell(PhotoEvent::NotOpened { picture: number, error }),
        }
    }

    async fn classify(&self, id: u32, pictures: &[(u32, Crop)]) -> Result<(), Error> {
        let find = |&(number, crop): &(u32, Crop)| Ok((self.picture(number)?, crop));
        let pictures = pictures.iter().map(find).collect::<Result<Vec<_>, Error>>()?;
        for network in self.networks.all() {
            let answers = network.classify(id, &pictures).await?;
            // The page would take them for those of the network that came in its place meanwhile.
            if self.networks.holds(&network) {
                tell(PhotoEvent::Answers(answers));
            }
        }
        Ok(())
    }
}
