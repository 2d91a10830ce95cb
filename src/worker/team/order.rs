//! What the leader tells its helpers.

use crate::protocol::encode;
use js_sys::{Array, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

/// An order. What it attaches is memory that both see.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Order {
    /// Be this member of the team that shares the attached memory.
    Join { member: usize },
    /// Take this network, for inputs of this side, with the weights in the attached memory. Answered by
    /// the number, or by -1.
    Take { number: u32, network: String, side: usize },
    /// Compute this run of a network, on so many values.
    Run { number: u32, run: i32, members: usize, values: usize },
    /// Give this network up.
    Forget { number: u32 },
}

impl Order {
    /// As a message with what it attaches.
    pub(super) fn message(&self, attachment: Option<&JsValue>) -> JsValue {
        let bytes = Uint8Array::from(encode(self).as_slice()).buffer();
        match attachment {
            Some(attachment) => Array::of2(&bytes, attachment).into(),
            None => bytes.into(),
        }
    }
}
