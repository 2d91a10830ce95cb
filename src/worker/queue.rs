//! Requests that wait. A drawing that is overtaken by a newer one need not be answered, nor a crop
//! of a photo.

use crate::protocol::Request;
use crate::protocol::look::LookRequest;
use crate::protocol::photo::PhotoRequest;
use std::collections::VecDeque;
use wasm_bindgen::JsValue;

#[derive(Default)]
pub(super) struct Queue(VecDeque<(Request, Option<JsValue>)>);

impl Queue {
    /// Puts a request at the end, with what came beside it.
    pub(super) fn push(&mut self, request: Request, attachment: Option<JsValue>) {
        if let Some(kind) = overtakes(&request) {
            self.0.retain(|(waiting, _)| overtakes(waiting).as_ref() != Some(&kind));
        }
        self.0.push_back((request, attachment));
    }

    /// The oldest.
    pub(super) fn pop(&mut self) -> Option<(Request, Option<JsValue>)> {
        self.0.pop_front()
    }

    /// Takes out the questions about networks' insides. Gives their numbers.
    pub(super) fn take_looks(&mut self) -> Vec<u32> {
        let mut numbers = Vec::new();
        self.0.retain(|(request, _)| match request {
            Request::Look(LookRequest::Ask(look)) => {
                numbers.push(look.id);
                false
            }
            _ => true,
        });
        numbers
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

/// What requests have in common of which only the newest counts. Questions about networks' insides are
/// not among them: several parts of the page ask the same kind, and each has but one on its way.
#[derive(PartialEq)]
enum Kind {
    Drawing,
    Photos,
}

fn overtakes(request: &Request) -> Option<Kind> {
    match request {
        Request::Classify { .. } => Some(Kind::Drawing),
        Request::Photo(PhotoRequest::Classify { .. }) => Some(Kind::Photos),
        _ => None,
    }
}
