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
use super::script::{is_small, member, pause};
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
const WORTH: u64 = 10_000_000;
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

    /// Whether there are helpers, or are to be.
    pub(super) fn is_there(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Gives the helpers `model`'s network too, from the file that it was made from. It is computed
    /// together as soon as they have it.
    pub(super) fn enlist(&self, model: &mut Model, bytes: &[u8]) {
        let Some(leader) = self.0.borrow().clone() else { return };
        let network = model.network();
        if network.macs() < WORTH {
            return;
        }
        // A helper's memory does not shrink when it has laid the file out.
        let each = bytes.len() + model.weight_bytes();
        if let Some(number) = leader.give(network, bytes, each) {
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

/// Whether the browser lets this page's workers share memory.
fn is_isolated() -> bool {
    member(&js_sys::global(), "crossOriginIsolated").is_truthy()
}

/// How many threads are good on this machine: where there are more than two, one is left to the page.
/// Each more takes as much memory as the engine, and a phone ends a page that takes much.
fn usual() -> usize {
    let most = if is_small() { 2 } else { MOST_THREADS };
    match scope().navigator().hardware_concurrency() as usize {
        cores @ 3.. => most.min(cores - 1),
        cores => cores.max(1),
    }
}
