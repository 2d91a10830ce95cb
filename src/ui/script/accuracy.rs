//! `triptych.accuracy(imagesUrl, labelsUrl)`: how much of a test set the loaded network reads right.

use super::{Work, apart, idx};
use crate::{
    error::Error,
    protocol::{Event, Request},
    ui::{
        dom::now,
        engine::{Awaited, Engine, bytes},
        samples::SIDE,
    },
};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

/// Pictures in one request.
const BATCH: usize = 500;

apart! {
    /// Fetches two IDX files, pictures and labels, and lets the engine read them all.
    pub fn asked(engine: Engine, images: JsValue, labels: JsValue) -> Work {
        Box::pin(measure(engine, images, labels))
    }
}

async fn measure(engine: Engine, images: JsValue, labels: JsValue) -> Result<Value, Error> {
    let address = |value: JsValue, what: &str| {
        value.as_string().ok_or_else(|| Error::BadFile {
            what: what.into(),
            reason: "its address is not a text".into(),
        })
    };
    let images = bytes(&address(images, "the file of images")?).await?;
    let labels = bytes(&address(labels, "the file of labels")?).await?;
    let images = idx::read("the file of images", &images, 3)?;
    let labels = idx::read("the file of labels", &labels, 1)?;
    if images.shape[1..] != [SIDE, SIDE] || images.shape[0] != labels.values.len() {
        return Err(Error::BadFile {
            what: "the test set".into(),
            reason: format!("{:?} pictures, {} labels", images.shape, labels.values.len()),
        });
    }
    engine.loaded().await?;
    let began = now();
    let (mut correct, mut read) = (0, Vec::with_capacity(labels.values.len()));
    for (pictures, labels) in
        images.values.chunks(BATCH * SIDE * SIDE).zip(labels.values.chunks(BATCH))
    {
        let id = engine.next_id();
        let request = Request::ClassifyBatch { id, images: pictures.to_vec() };
        if let Event::Classes { classes, .. } = engine.ask(request, Awaited::Classes(id)).await? {
            correct += classes.iter().zip(labels).filter(|(class, label)| class == label).count();
            read.extend(classes);
        }
    }
    Ok(
        json!({ "correct": correct, "total": labels.values.len(), "ms": now() - began, "classes": read }),
    )
}
