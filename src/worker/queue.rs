//! Requests that wait. A drawing that is overtaken by a newer one need not be answered, nor a crop
//! of a photo.

use crate::protocol::Request;
use crate::protocol::photo::PhotoRequest;
use std::collections::VecDeque;
use std::mem::{Discriminant, discriminant};
use wasm_bindgen::JsValue;

#[derive(Default)]
pub(super) struct Queue(VecDeque<(Request, Option<JsValue>)>);

impl Queue {
    /// Puts a request at the end, with what came beside it.
    pub(super) fn push(&mut self, request: Request, attachment: Option<JsValue>) {
        if let Some(kind) = overtakes(&request) {
            self.0.retain(|(waiting, _)| overtakes(waiting) != Some(kind));
        }
        self.0.push_back((request, attachment));
    }

    /// The oldest.
    pub(super) fn pop(&mut self) -> Option<(Request, Option<JsValue>)> {
        self.0.pop_front()
    }

    /// Takes out the loads of networks for photographs. Gives their entries.
    pub(super) fn take_loads(&mut self) -> Vec<Option<String>> {
        let mut entries = Vec::new();
        self.0.retain(|(request, _)| match request {
            Request::Photo(PhotoRequest::Load(source)) => {
                entries.push(source.entry().map(str::to_owned));
                false
            }
            _ => true,
        });
        entries
    }
}

/// For requests of which only the newest counts: what they have in common.
fn overtakes(request: &Request) -> Option<Discriminant<Request>> {
    matches!(request, Request::Classify { .. } | Request::Photo(PhotoRequest::Classify { .. }))
        .then(|| discriminant(request))
}
