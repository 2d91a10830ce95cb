//! The helper's side: holds the networks it was given, and computes with its leader.

use super::buffer::Buffer;
use super::order::Order;
use crate::arch::Network;
use crate::device;
use crate::error::Error;
use crate::network::Model;
use crate::ops::team::Team;
use crate::protocol::decode;
use crate::weights::identify;
use crate::worker::post::scope;
use js_sys::Uint8Array;
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The name of a worker that helps.
pub(crate) const HELPER: &str = "triptych-helper";

/// What a helper has.
#[derive(Default)]
struct Helper {
    team: Option<Rc<Team>>,
    networks: HashMap<u32, Model>,
}

/// What hears the leader's orders.
pub(crate) fn help() -> impl FnMut(&[u8], Option<JsValue>) {
    let mut helper = Helper::default();
    move |order, attachment| {
        // Both are of one program, so this is an order. Were it none, its answer would be missed.
        if let Ok(order) = decode(order) {
            helper.obey(order, attachment);
        }
    }
}

impl Helper {
    fn obey(&mut self, order: Order, attachment: Option<JsValue>) {
        match order {
            Order::Join { member } => {
                let memory = attachment.map(|room| Buffer::over(&room));
                self.team = memory.map(|memory| Team::new(Box::new(memory), member));
            }
            Order::Take { number, network, side } => {
                let bytes = attachment.map(|bytes| Uint8Array::new(&bytes).to_vec());
                let model = bytes.map(|bytes| lay_out(&network, side, &bytes));
                let taken = match model {
                    Some(Ok(model)) => {
                        self.networks.insert(number, model);
                        f64::from(number)
                    }
                    _ => -1.0,
                };
                // The leader may be gone.
                let _ = scope().post_message(&taken.into());
            }
            Order::Run { number, run, members, values } => {
                let Some(team) = &self.team else { return };
                let values = team.follow(run, members, values);
                let _together = team.together();
                if let Some(model) = self.networks.get(&number) {
                    // The leader computes the same and sees what goes wrong.
                    let _ = model.logits(values);
                }
            }
            Order::Forget { number } => {
                self.networks.remove(&number);
            }
        }
    }
}

/// The network with its weights, as the leader has it.
fn lay_out(name: &str, side: usize, bytes: &[u8]) -> Result<Model, Error> {
    let (network, weights) = identify(Some(name), bytes)?;
    let network: Network = network.with_side(side);
    Model::new(network, &weights, &device::cpu_device())
}
