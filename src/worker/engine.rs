//! The device and the network, and what each request does with them.

use super::calm::Calm;
use super::look::{Brake, Looker, Rooms};
use super::photos::{Loader, Photos};
use super::{fetch::fetch, post::post, rest, script::know_small, team::Team, tuning::Tuning};
use crate::classify::{Reader, classify_batch};
use crate::device::{self, Opened};
use crate::error::Error;
use crate::network::Model;
use crate::ops::Stopwatch;
use crate::protocol::look::LookRequest;
use crate::protocol::{Bench, DeviceChoice, Drawing, Event, Request, Step, WeightsInfo};
use crate::weights::{Bundled, Weights, bundled, verify};
use crate::{arch, bench, check, digit};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::RequestCache;
use web_time::Instant;

/// A number may have so many digits without anybody waiting for what it needs to be compiled.
const EXPECTED_DIGITS: [usize; 2] = [2, 4];

/// The network for digits that is loaded, which a tuned one may take the place of.
type Readers = Rc<RefCell<Option<Rc<Reader>>>>;

pub(super) struct Engine {
    device: Option<Opened>,
    reader: Readers,
    photos: Photos,
    looker: Looker,
    tuning: Tuning,
    team: Team,
    calm: Calm,
}

impl Engine {
    /// Without a device. What nobody waits for is done when it is `calm`.
    pub(super) fn new(calm: &Calm) -> Self {
        let (tuning, team) = (Tuning::new(calm.clone()), Team::default());
        let photos = Photos::new(tuning.clone(), team.clone(), calm.clone());
        let (looker, reader) = (Looker::default(), Readers::default());
        Self { device: None, reader, photos, looker, tuning, team, calm: calm.clone() }
    }

    /// Who loads networks for photographs.
    pub(super) fn loader(&self) -> &Loader {
        self.photos.loader()
    }

    /// Who stops looking into networks.
    pub(super) fn brake(&self) -> &Brake {
        self.looker.brake()
    }

    /// Does what `request` asks for and posts the answer, or what went wrong.
    pub(super) async fn handle(&mut self, request: Request, attachment: Option<JsValue>) {
        let id = match &request {
            Request::Classify { id, .. } | Request::ClassifyBatch { id, .. } => Some(*id),
            _ => None,
        };
        match self.answer(request, attachment).await {
            Ok(Some(event)) => post(&event),
            Ok(None) => {}
            Err(Error::DeviceLost { reason }) => post(&Event::Lost { reason }),
            Err(error) => post(&Event::Failed { id, error }),
        }
    }

    async fn answer(
        &mut self,
        request: Request,
        attachment: Option<JsValue>,
    ) -> Result<Option<Event>, Error> {
        let event = match request {
            Request::Open { device, choices, measure, threads, small } => {
                know_small(small);
                // A GPU opens once in a worker's life; asked again, the open one serves.
                if let Some(Opened { info, .. }) = &self.device
                    && info.gpu
                    && device != DeviceChoice::Cpu
                {
                    return Ok(Some(Event::Device(info.clone())));
                }
                let lost = |reason| post(&Event::Lost { reason });
                let mut opened = device::open(device, lost).await?;
                Stopwatch::know(opened.has_clock());
                self.reader.replace(None);
                self.looker.forget();
                self.photos.forget_networks();
                opened.info.threads = self.team.open(&opened.info, threads);
                let info = opened.info.clone();
                self.tuning.open(&opened, choices.as_deref(), measure);
                self.device = Some(opened);
                Event::Device(info)
            }
            Request::Load { network } => self.load(&network).await?,
            Request::Classify { id, drawing, digit, maps } => {
                Event::Answer(self.reader()?.read(id, &drawing, digit, maps).await?)
            }
            Request::ClassifyBatch { id, images } => {
                let classes = classify_batch(self.reader()?.model(), &images).await?;
                Event::Classes { id, classes }
            }
            Request::Photo(request) => {
                let device = self.device().map(|opened| opened.device.clone());
                self.photos.handle(request, attachment, device).await?;
                // What was kept of a network outlived the network, and the memory given back for it.
                if self.looker.tidy(&self.photos) {
                    self.device()?.device.memory_cleanup();
                }
                return Ok(None);
            }
            Request::Look(request) => {
                if matches!(request, LookRequest::Time { .. }) {
                    self.loader().rest().await; // as before a timing
                }
                let none = || not_ready("no network is loaded");
                let info = self.device.as_ref().map(|opened| &opened.info).ok_or_else(none);
                let reader = self.reader();
                let reader = reader.as_deref().map_err(|_| none());
                let rooms = Rooms { reader, photos: &self.photos, device: info };
                self.looker.handle(request, rooms).await?;
                return Ok(None);
            }
            Request::Bench(wanted) => {
                // What is loaded meanwhile would be timed too.
                self.loader().rest().await;
                let start = Instant::now();
                let bytes = self.weights(&wanted).await?;
                let fetch_ms = start.elapsed().as_secs_f64() * 1e3;
                let device = &self.device()?.device;
                let ready = async |model: &mut Model, bytes: &[u8]| {
                    self.team.enlist(model, bytes);
                    self.tuning.tune(model).await?;
                    self.team.gathered().await;
                    Ok(())
                };
                let told = |step, done, total| post(&Event::Progress { step, done, total });
                Event::Benched(bench::run(&wanted, bytes, fetch_ms, device, ready, told).await?)
            }
            Request::CheckKernels => {
                Event::Checked(check::check_kernels(&self.device()?.device).await?)
            }
            Request::LoseDevice => {
                self.device()?.lose();
                return Ok(None);
            }
            #[expect(clippy::panic, reason = "to see what a visitor would see")]
            Request::Crash => panic!("asked to crash"),
        };
        Ok(Some(event))
    }

    async fn load(&mut self, name: &str) -> Result<Event, Error> {
        let network = arch::find(name)?;
        let entry = bundled(name)?;
        let bytes = file(&entry).await?;
        let weights = Weights::read(&network, &bytes)?;
        let ready = |done, total| {
            let (done, total) = (done as u64, total as u64);
            post(&Event::Progress { step: Step::Shaders, done, total });
        };
        ready(0, 0);
        let sure = entry.sure.unwrap_or_default();
        let mut reader = Reader::new(network, &weights, sure, &self.device()?.device)?;
        let improves = self.tuning.verify(reader.model_mut(), &entry.sha256, ready).await?;
        // A stroke's run is recorded the second time, and its maps are read: the visitor's first should not wait
        // for that.
        let blank = Drawing::Picture(vec![0; digit::SIDE * digit::SIDE]);
        reader.read(0, &blank, None, true).await?;
        self.looker.forget_digits();
        let reader = Rc::new(reader);
        self.reader.replace(Some(reader.clone()));
        let (readers, calm, tuning) = (self.reader.clone(), self.calm.clone(), self.tuning.clone());
        let held = Rc::downgrade(&reader);
        spawn_local(async move {
            expect_numbers(&calm, &held).await;
            let Some(reader) = held.upgrade().filter(|_| improves) else { return };
            tuning.improve(reader.model().twin(), &reader, move |old, model| {
                let held = |reader: &&mut Rc<Reader>| Rc::ptr_eq(reader, old);
                if let Some(reader) = readers.borrow_mut().as_mut().filter(held) {
                    *reader = Rc::new(reader.with(model));
                    let tuned = Rc::downgrade(reader);
                    spawn_local(async move { expect_numbers(&calm, &tuned).await });
                }
            });
        });
        rest::fetch_perhaps();
        let weights = WeightsInfo { accuracy: entry.accuracy, bytes: entry.bytes };
        Ok(Event::Ready { network: name.into(), weights })
    }

    /// The weights for a timing, where there are some.
    async fn weights(&mut self, wanted: &Bench) -> Result<Option<Vec<u8>>, Error> {
        arch::find(&wanted.network)?; // before hundreds of megabytes are fetched for it
        if let Some(address) = &wanted.weights_url {
            return fetch(address, 0, RequestCache::Default).await.map(Some);
        }
        match bundled(&wanted.network) {
            Ok(entry) => file(&entry).await.map(Some),
            Err(_) => self.photos.bundled(&wanted.network).await,
        }
    }

    fn device(&self) -> Result<&Opened, Error> {
        self.device.as_ref().ok_or_else(|| not_ready("no device is open"))
    }

    fn reader(&self) -> Result<Rc<Reader>, Error> {
        self.reader.borrow().clone().ok_or_else(|| not_ready("no network is loaded"))
    }
}

/// Has a GPU's shaders for numbers compiled when there is nothing else to do, while there is the `reader`.
async fn expect_numbers(calm: &Calm, reader: &Weak<Reader>) {
    for digits in EXPECTED_DIGITS {
        calm.come().await;
        let Some(reader) = reader.upgrade() else { return };
        reader.compile(digits).await;
    }
}

fn not_ready(reason: &str) -> Error {
    Error::Engine { reason: reason.into() }
}

/// A bundled weights file, fetched and verified.
async fn file(entry: &Bundled) -> Result<Vec<u8>, Error> {
    let address = format!("weights/{}", entry.file);
    let bytes = fetch(&address, entry.bytes, RequestCache::Default).await?;
    if verify(entry, &bytes).is_ok() {
        return Ok(bytes);
    }
    // The browser may have kept that of an earlier page.
    let bytes = fetch(&address, entry.bytes, RequestCache::Reload).await?;
    verify(entry, &bytes)?;
    Ok(bytes)
}
