//! Helpers of the engine on the CPU: workers with the same program and the same networks, which
//! compute with it ([`crate::ops::team`]). There are some where the page is isolated from other origins,
//! so that workers may share memory.

mod buffer;
mod helper;
mod leader;
mod link;
mod order;

pub(super) use helper::{HELPER, help};

use super::post::scope;
use super::script::{member, pause};
use crate::arch::{Network, Op};
use crate::network::Model;
use crate::ops::team::{MEMBERS, Shared, set_lead};
use crate::protocol::DeviceInfo;
use leader::Leader;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use web_time::Instant;

/// The most threads unless more are asked for: each more costs memory.
const MOST_THREADS: usize = 4;
/// Multiply-adds of a network that is worth it: LeNet-5 has 0.4 million, AlexNet at 64 pixels 40.
const WORTH: usize = 10_000_000;
/// How long helpers are waited for where it matters that all are there.
const GATHERING: Duration = Duration::from_secs(20);

/// Who leads, if there may be helpers. A handle: copies mean the same.
#[derive(Clone, Default)]
pub(super) struct Team(Rc<RefCell<Option<Rc<Leader>>>>);

impl Team {
    /// Another device is open, and may have so many threads, or as many as are good. Gives how many it
    /// will have.
    pub(super) fn open(&self, info: &DeviceInfo, threads: Option<u32>) -> u32 {
        let threads = match (info.gpu, is_isolated()) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => threads.map_or_else(usual, |asked| (asked as usize).clamp(1, MEMBERS)),
        };
        let leader = (threads > 1).then(|| Leader::new(threads - 1));
        set_lead(leader.clone().map(|leader| leader as _));
        *self.0.borrow_mut() = leader;
        threads as u32
    }

    /// Gives the helpers `model`'s network too, from the file that it was made from. It is computed
    /// together as soon as they have it.
    pub(super) fn enlist(&self, model: &mut Model, bytes: &[u8]) {
        let Some(leader) = self.0.borrow().clone() else { return };
        let network = model.network();
        if network.macs() < WORTH {
            return;
        }
        if let Some(number) = leader.give(network, bytes, bytes_of(network, bytes.len())) {
            model.share(Shared::new(number));
        }
    }

    /// Waits until all helpers have all networks, but not for ever.
    pub(super) async fn gathered(&self) {
        let Some(leader) = self.0.borrow().clone() else { return };
        let start = Instant::now();
        while !leader.is_gathered() && start.elapsed() < GATHERING {
            pause().await;
        }
    }
}

/// What a network takes in a helper's memory: its `file`, and its weights laid out. Convolutions are
/// decoded; fully connected layers stay about as they are.
fn bytes_of(network: &Network, file: usize) -> usize {
    let summary = network.summary();
    let rows = network.rows.iter().zip(&summary);
    let linear = rows.filter(|(row, _)| matches!(row.op, Op::Linear { .. }));
    let linear: usize = linear.map(|(_, summary)| summary.parameters).sum();
    let all = network.parameters().max(1);
    file + (all - linear) * size_of::<f32>() + (file as f64 * linear as f64 / all as f64) as usize
}

/// Whether the browser lets this page's workers share memory.
fn is_isolated() -> bool {
    member(&js_sys::global(), "crossOriginIsolated").is_truthy()
}

/// How many threads are good on this machine: where there are more than two, one is left to the page.
fn usual() -> usize {
    match scope().navigator().hardware_concurrency() as usize {
        cores @ 3.. => MOST_THREADS.min(cores - 1),
        cores => cores.max(1),
    }
}
