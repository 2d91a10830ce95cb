//! What the functions do. It comes with the rest of the page: few visitors need it.

use super::{Call, Photo, Wants, thrown};
use crate::{
    error::Error,
    image::Crop,
    protocol::{
        Request,
        photo::{PhotoEvent, PhotoRequest, Slot, Source},
    },
    ui::{apart::apart, engine::not_running, script::script_value},
};
use js_sys::{Array, JSON, Promise, Uint8Array};
use leptos::prelude::window;
use serde::Serialize;
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ImageData, Response};

/// The page's own pictures have lower numbers.
const FIRST_PICTURE: u32 = 1_000_000_000;

apart! {
    /// A promise of what a function gives.
    pub(super) fn asked(photo: Photo, call: Call, arguments: [JsValue; 3]) -> Promise {
        let [a, b, c] = arguments;
        match call {
            Call::Catalogue => photo.ask(&PhotoRequest::Catalogue, None, |event| match event {
                PhotoEvent::Catalogue(entries) => Some(Ok(json_of(entries))),
                PhotoEvent::NotListed(error) => Some(Err(error.clone())),
                _ => None,
            }),
            Call::Load => photo.load(Source::Listed(a.as_string().unwrap_or_default()), None),
            Call::LoadFile => {
                let labels = c
                    .dyn_ref::<Array>()
                    .map(|labels| labels.iter().filter_map(|label| label.as_string()).collect());
                let name = b.as_string().unwrap_or_else(|| "file".into());
                photo.load(Source::File { name, labels }, Some(a))
            }
            Call::Cancel => photo.send(PhotoRequest::Cancel),
            Call::Unload => {
                let found = a.as_string().unwrap_or_default();
                match Slot::ALL.into_iter().find(|slot| slot.family().title() == found) {
                    Some(slot) => photo.send(PhotoRequest::Unload(slot)),
                    None => {
                        let names = Slot::ALL.map(|slot| slot.family().title()).join(" or ");
                        Promise::reject(&js_sys::Error::new(&format!("unload takes {names}")))
                    }
                }
            }
            Call::Stored => photo.ask(&PhotoRequest::Stored, None, stored),
            Call::Delete => {
                let name = a.as_string().unwrap_or_default();
                photo.ask(&PhotoRequest::Delete { name }, None, stored)
            }
            Call::Open => photo.open(a, b.as_string()),
            Call::Close => {
                let picture = a.as_f64().unwrap_or_default() as u32;
                photo.send(PhotoRequest::Close { picture })
            }
            Call::Classify => photo.classify(&a, &b),
            Call::Log => Promise::resolve(&json_of(&photo.state.borrow().log)),
        }
    }
}

fn json_of(value: &impl Serialize) -> JsValue {
    script_value(&json!(value))
}

fn stored(event: &PhotoEvent) -> Option<Result<JsValue, Error>> {
    match event {
        PhotoEvent::Stored(storage) => Some(Ok(json_of(storage))),
        _ => None,
    }
}

impl Photo {
    fn send(&self, request: PhotoRequest) -> Promise {
        Promise::resolve(&JsValue::from(self.engine.send(&Request::Photo(request))))
    }

    /// Sends a request. The promise is settled by the first event that `wants` takes, or at once where nobody
    /// hears the request.
    fn ask(
        &self,
        request: &PhotoRequest,
        attachment: Option<&JsValue>,
        wants: impl FnMut(&PhotoEvent) -> Option<Result<JsValue, Error>> + 'static,
    ) -> Promise {
        if !self.engine.send_with(&Request::Photo(request.clone()), attachment) {
            return Promise::reject(&thrown(&not_running()));
        }
        let mut wants: Option<Wants> = Some(Box::new(wants));
        Promise::new(&mut |resolve, reject| {
            if let Some(wants) = wants.take() {
                self.state.borrow_mut().asked.push((wants, resolve, reject));
            }
        })
    }

    fn load(&self, source: Source, file: Option<JsValue>) -> Promise {
        self.ask(&PhotoRequest::Load(source), file.as_ref(), |event| match event {
            PhotoEvent::Loaded(network) => Some(Ok(json_of(network))),
            PhotoEvent::NotLoaded { error: Some(error), .. } => Some(Err(error.clone())),
            PhotoEvent::NotLoaded { error: None, .. } => {
                Some(Ok(script_value(&json!({ "cancelled": true }))))
            }
            _ => None,
        })
    }

    /// Opens a `Blob`, an `ImageData`, or what is at an address.
    fn open(&self, source: JsValue, name: Option<String>) -> Promise {
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
                PhotoEvent::Opened(opened) if opened.picture == picture => {
                    Some(Ok(script_value(&json!({
                        "picture": picture,
                        "width": opened.width,
                        "height": opened.height,
                        "preview": [opened.preview.0, opened.preview.1],
                    }))))
                }
                PhotoEvent::NotOpened { picture: number, error } if *number == picture => {
                    Some(Err(error.clone()))
                }
                _ => None,
            });
            JsFuture::from(promise).await
        })
    }

    fn classify(&self, numbers: &JsValue, crop: &JsValue) -> Promise {
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
            PhotoEvent::Classified { id: other } if *other == id => Some(Ok(json_of(&answers))),
            PhotoEvent::NotClassified { id: other, error } if *other == id => {
                Some(Err(error.clone()))
            }
            _ => None,
        })
    }
}
