//! Requests that wait. A drawing that is overtaken by a newer one need not be answered.

use crate::protocol::Request;
use std::collections::VecDeque;

#[derive(Default)]
pub(super) struct Queue(VecDeque<Request>);

impl Queue {
    pub(super) fn push(&mut self, request: Request) {
        if matches!(request, Request::Classify { .. }) {
            self.0.retain(|waiting| !matches!(waiting, Request::Classify { .. }));
        }
        self.0.push_back(request);
    }

    pub(super) fn pop(&mut self) -> Option<Request> {
        self.0.pop_front()
    }
}
