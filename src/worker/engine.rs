//! The device and the network, and what each request does with them.

use super::photos::{Loader, Photos};
use super::{fetch::fetch, post::post};
use crate::device::{self, Opened};
use crate::error::Error;
use crate::network::Model;
use crate::protocol::{Bench, DeviceChoice, Drawing, Event, Request, Step, WeightsInfo};
use crate::weights::{Bundled, Weights, bundled, verify};
use crate::{arch, bench, check, classify, digit};
use wasm_bindgen::JsValue;
use web_time::Instant;

pub(super) struct Engine {
    device: Option<Opened>,
    model: Option<Model>,
    photos: Photos,
}

impl Engine {
    /// Without a device.
    pub(super) fn new() -> Self {
        Self { device: None, model: None, photos: Photos::new() }
    }

    /// Who loads networks for photographs.
    pub(super) fn loader(&self) -> &Loader {
        self.photos.loader()
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
            Request::Open { device } => {
                // A GPU opens once in a worker's life; asked again, the open one serves.
                if let Some(Opened { info, .. }) = &self.device
                    && info.gpu
                    && device != DeviceChoice::Cpu
                {
                    return Ok(Some(Event::Device(info.clone())));
                }
                let opened = device::open(device, |reason| post(&Event::Lost { reason })).await?;
                let info = opened.info.clone();
                self.model = None;
                self.photos.forget_networks();
                self.device = Some(opened);
                Event::Device(info)
            }
            Request::Load { network } => self.load(&network).await?,
            Request::Classify { id, drawing, maps } => {
                Event::Answer(classify::classify(self.model()?, id, &drawing, maps).await?)
            }
            Request::ClassifyBatch { id, images } => {
                let classes = classify::classify_batch(self.model()?, &images).await?;
                Event::Classes { id, classes }
            }
            Request::Photo(request) => {
                let device = self.device().map(|opened| opened.device.clone());
                self.photos.handle(request, attachment, device).await?;
                return Ok(None);
            }
            Request::Bench(wanted) => {
                // What is loaded meanwhile would be timed too.
                self.loader().rest().await;
                let start = Instant::now();
                let bytes = self.weights(&wanted).await?;
                let fetch_ms = start.elapsed().as_secs_f64() * 1e3;
                let device = &self.device()?.device;
                Event::Benched(bench::run(&wanted, bytes, fetch_ms, device).await?)
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
        let shaders = network.rows.len() as u64;
        post(&Event::Progress { step: Step::Shaders, done: 0, total: shaders });
        let model = Model::new(network, &weights, &self.device()?.device)?;
        // The first run compiles every shader; the visitor's first stroke should not wait for it.
        let blank = Drawing::Picture(vec![0; digit::SIDE * digit::SIDE]);
        classify::classify(&model, 0, &blank, true).await?;
        post(&Event::Progress { step: Step::Shaders, done: shaders, total: shaders });
        self.model = Some(model);
        let weights = WeightsInfo { accuracy: entry.accuracy, bytes: entry.bytes };
        Ok(Event::Ready { network: name.into(), weights })
    }

    /// The weights for a timing.
    async fn weights(&mut self, wanted: &Bench) -> Result<Vec<u8>, Error> {
        arch::find(&wanted.network)?; // before hundreds of megabytes are fetched for it
        if let Some(address) = &wanted.weights_url {
            return fetch(address, 0).await;
        }
        match bundled(&wanted.network) {
            Ok(entry) => file(&entry).await,
            Err(error) => match self.photos.bundled(&wanted.network).await? {
                Some(bytes) => Ok(bytes),
                None => Err(error),
            },
        }
    }

    fn device(&self) -> Result<&Opened, Error> {
        self.device.as_ref().ok_or_else(|| not_ready("no device is open"))
    }

    fn model(&self) -> Result<&Model, Error> {
        self.model.as_ref().ok_or_else(|| not_ready("no network is loaded"))
    }
}

fn not_ready(reason: &str) -> Error {
    Error::Engine { reason: reason.into() }
}

/// A bundled weights file, fetched and verified.
async fn file(entry: &Bundled) -> Result<Vec<u8>, Error> {
    let bytes = fetch(&format!("weights/{}", entry.file), entry.bytes).await?;
    verify(entry, &bytes)?;
    Ok(bytes)
}
