//! `triptych.photo`: loading networks and asking them about photographs, for tests and the curious.
//!
//! Every function but `cancel`, `unload`, `close` and `log` gives a promise. What it gives is what
//! the worker says, as JSON: see [`crate::protocol::photo`]. `log` has what was said since the first call of
//! any of them.

use super::{put, script_value};
use crate::{
    error::Error,
    image::Crop,
    protocol::{
        Request,
        photo::{PhotoEvent, PhotoRequest, Slot, Source},
    },
    ui::engine::{Engine, Phase, not_running},
};
use js_sys::{Array, Function, JSON, Object, Promise, Uint8Array};
use leptos::prelude::*;
use serde_json::{Value, json};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ImageData, Response};

/// The page's own pictures have lower numbers.
const FIRST_PICTURE: u32 = 1_000_000_000;
/// The most events that are remembered.
const MOST_LOG: usize = 2000;

/// Whether an event settles a promise, and how.
type Wants = Box<dyn FnMut(&PhotoEvent) -> Option<Result<Value, Error>>>;

#[derive(Default)]
struct State {
    asked: Vec<(Wants, Function, Function)>,
    /// From the first call on: visitors without scripts need none.
    log: Option<Vec<Value>>,
    pictures: u32,
}

/// A handle: copies mean the same one.
#[derive(Clone)]
struct Photo {
    engine: Engine,
    state: Rc<RefCell<State>>,
}

/// The object with the functions.
pub fn object(engine: Engine) -> Object {
    let photo = Photo { engine, state: Rc::default() };
    let listener = photo.clone();
    engine.on_photo(move |event| listener.hear(&event));
    let listener = photo.clone();
    Effect::new(move |before: Option<bool>| {
        let open = engine.device.with(Option::is_some);
        match engine.phase.get() {
            Phase::Failed(error) => listener.fail(&error),
            // It starts again by itself, and knows of no request.
            _ if before == Some(true) && !open => listener.fail(&not_running()),
            _ => {}
        }
        open
    });
    let object = Object::new();
    let offer = |name: &str, function: fn(&Photo, [JsValue; 3]) -> JsValue| {
        let photo = photo.clone();
        let function = Closure::<dyn Fn(JsValue, JsValue, JsValue) -> JsValue>::new(
            move |a: JsValue, b: JsValue, c: JsValue| {
                photo.state.borrow_mut().log.get_or_insert_default();
                function(&photo, [a, b, c])
            },
        );
        put(&object, name, function.into_js_value()); // as long as the page lives
    };
    offer("catalogue", |photo, _| {
        photo.ask(&PhotoRequest::Catalogue, None, |event| match event {
            PhotoEvent::Catalogue(entries) => Some(Ok(json!(entries))),
            PhotoEvent::NotListed(error) => Some(Err(error.clone())),
            _ => None,
        })
    });
    offer("load", |photo, [id, ..]| {
        photo.load(Source::Listed(id.as_string().unwrap_or_default()), None)
    });
    offer("loadFile", |photo, [file, name, labels]| {
        let labels = labels
            .dyn_ref::<Array>()
            .map(|labels| labels.iter().filter_map(|label| label.as_string()).collect());
        let name = name.as_string().unwrap_or_else(|| "file".into());
        photo.load(Source::File { name, labels }, Some(file))
    });
    offer("cancel", |photo, _| photo.send(PhotoRequest::Cancel));
    offer("unload", |photo, [slot, ..]| {
        let alexnet = slot.as_string().is_some_and(|slot| slot == "AlexNet");
        photo.send(PhotoRequest::Unload(if alexnet { Slot::AlexNet } else { Slot::ResNet }))
    });
    offer("stored", |photo, _| photo.ask(&PhotoRequest::Stored, None, stored));
    offer("delete", |photo, [name, ..]| {
        let name = name.as_string().unwrap_or_default();
        photo.ask(&PhotoRequest::Delete { name }, None, stored)
    });
    offer("open", |photo, [source, name, _]| photo.open(source, name.as_string()));
    offer("close", |photo, [number, ..]| {
        let picture = number.as_f64().unwrap_or_default() as u32;
        photo.send(PhotoRequest::Close { picture })
    });
    offer("classify", |photo, [numbers, crop, _]| photo.classify(&numbers, &crop));
    offer("log", |photo, _| script_value(&json!(photo.state.borrow().log)));
    object
}

fn stored(event: &PhotoEvent) -> Option<Result<Value, Error>> {
    match event {
        PhotoEvent::Stored(storage) => Some(Ok(json!(storage))),
        _ => None,
    }
}

impl Photo {
    fn send(&self, request: PhotoRequest) -> JsValue {
        self.engine.send(&Request::Photo(request)).into()
    }

    /// Sends a request. The promise is settled by the first event that `wants` takes, or at once where nobody
    /// hears the request.
    fn ask(
        &self,
        request: &PhotoRequest,
        attachment: Option<&JsValue>,
        wants: impl FnMut(&PhotoEvent) -> Option<Result<Value, Error>> + 'static,
    ) -> JsValue {
        if !self.engine.send_with(&Request::Photo(request.clone()), attachment) {
            return Promise::reject(&thrown(&not_running())).into();
        }
        let mut wants: Option<Wants> = Some(Box::new(wants));
        let promise = Promise::new(&mut |resolve, reject| {
            if let Some(wants) = wants.take() {
                self.state.borrow_mut().asked.push((wants, resolve, reject));
            }
        });
        promise.into()
    }

    fn load(&self, source: Source, file: Option<JsValue>) -> JsValue {
        self.ask(&PhotoRequest::Load(source), file.as_ref(), |event| match event {
            PhotoEvent::Loaded(network) => Some(Ok(json!(network))),
            PhotoEvent::NotLoaded { error: Some(error), .. } => Some(Err(error.clone())),
            PhotoEvent::NotLoaded { error: None, .. } => Some(Ok(json!({ "cancelled": true }))),
            _ => None,
        })
    }

    /// Opens a `Blob`, an `ImageData`, or what is at an address.
    fn open(&self, source: JsValue, name: Option<String>) -> JsValue {
        let picture = {
            let mut state = self.state.borrow_mut();
            state.pictures += 1;
            FIRST_PICTURE + state.pictures
        };
        let photo = self.clone();
        wasm_bindgen_futures::future_to_promise(async move {
            let file = match source.as_string() {
                Some(address) => {
                    let response = JsFuture::from(window().fetch_with_str(&address)).await?;
                    JsFuture::from(response.unchecked_into::<Response>().blob()?).await?
                }
                None => source,
            };
            let name = name.unwrap_or_else(|| "picture".into());
            let (request, file) = match file.dyn_into::<ImageData>() {
                Ok(pixels) => {
                    let (width, height) = (pixels.width(), pixels.height());
                    let copy = Uint8Array::from(&pixels.data().0[..]).buffer();
                    (PhotoRequest::OpenPixels { picture, name, width, height }, copy.into())
                }
                Err(file) => (PhotoRequest::Open { picture, name }, file),
            };
            let promise = photo.ask(&request, Some(&file), move |event| match event {
                PhotoEvent::Opened(opened) if opened.picture == picture => Some(Ok(json!({
                    "picture": picture,
                    "width": opened.width,
                    "height": opened.height,
                    "preview": [opened.preview.0, opened.preview.1],
                }))),
                PhotoEvent::NotOpened { picture: number, error } if *number == picture => {
                    Some(Err(error.clone()))
                }
                _ => None,
            });
            JsFuture::from(promise.unchecked_into::<Promise>()).await
        })
        .into()
    }

    fn classify(&self, numbers: &JsValue, crop: &JsValue) -> JsValue {
        let crop = JSON::stringify(crop).ok().and_then(|text| text.as_string());
        let crop: Crop = crop.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let numbers = Array::from(numbers);
        let pictures = numbers.iter().filter_map(|number| number.as_f64());
        let pictures = pictures.map(|number| (number as u32, crop)).collect();
        let id = self.engine.next_id();
        let mut answers = Vec::new();
        self.ask(&PhotoRequest::Classify { id, pictures }, None, move |event| match event {
            PhotoEvent::Answers(answer) if answer.id == id => {
                answers.push(json!(answer));
                None
            }
            PhotoEvent::Classified { id: other } if *other == id => {
                Some(Ok(json!(std::mem::take(&mut answers))))
            }
            PhotoEvent::NotClassified { id: other, error } if *other == id => {
                Some(Err(error.clone()))
            }
            _ => None,
        })
    }

    fn hear(&self, event: &PhotoEvent) {
        let mut settled = Vec::new();
        {
            let mut state = self.state.borrow_mut();
            if let Some(log) = state.log.as_mut().filter(|log| log.len() < MOST_LOG)
                && !matches!(event, PhotoEvent::Opened(_))
            {
                log.push(json!(event));
            }
            let first = state
                .asked
                .iter_mut()
                .enumerate()
                .find_map(|(index, (wants, ..))| wants(event).map(|outcome| (index, outcome)));
            if let Some((index, outcome)) = first {
                let (_, resolve, reject) = state.asked.remove(index);
                settled.push((outcome, resolve, reject));
            }
        }
        for (outcome, resolve, reject) in settled {
            // Nobody hears it where a script has replaced its promises.
            let _ = match outcome {
                Ok(value) => resolve.call1(&JsValue::UNDEFINED, &script_value(&value)),
                Err(error) => reject.call1(&JsValue::UNDEFINED, &thrown(&error)),
            };
        }
    }

    /// The engine has stopped: nothing that was asked of it will come.
    fn fail(&self, error: &Error) {
        let asked = std::mem::take(&mut self.state.borrow_mut().asked);
        for (_, _, reject) in asked {
            let _ = reject.call1(&JsValue::UNDEFINED, &thrown(error));
        }
    }
}

fn thrown(error: &Error) -> JsValue {
    js_sys::Error::new(&format!("{error}. {}", error.advice())).into()
}
