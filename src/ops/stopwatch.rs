//! How long a GPU worked, by its own clock.

use burn::backend::wgpu::CubeBackend;
use burn::tensor::Tensor;
use cubecl::client::Client;
use cubecl::profile::{ProfileDuration, TimingMethod};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Whether what Burn says of clocks is true. In a browser it is told that every GPU has one
/// (`www/engine.js`).
static TRUE: AtomicBool = AtomicBool::new(!cfg!(target_arch = "wasm32"));

/// The clock of a GPU that has one (WebGPU's feature `timestamp-query`).
pub struct Stopwatch(Client);

/// By how much a GPU's clock may say more than ours, ms: browsers round both.
const ROUNDED_MS: f64 = 1.0;

/// What a [`Stopwatch`] has measured, for whoever waits for the GPU.
pub struct Lap(ProfileDuration);

impl Stopwatch {
    /// From now on GPUs have a clock or not, as whoever opened one says who asked the device itself.
    pub fn know(there_is_one: bool) {
        TRUE.store(there_is_one, Relaxed);
    }

    /// That of the device which holds `tensor`; nothing if it has none.
    pub fn of(tensor: &Tensor<4>) -> Option<Self> {
        let client = tensor.clone().try_into_primitive::<CubeBackend>().ok()?.client;
        let has_clock = client.properties().timing_method == TimingMethod::Device;
        (has_clock && TRUE.load(Relaxed)).then_some(Self(client))
    }

    /// What `work` gives, and the time from when the GPU begins what it launches until it has ended;
    /// nothing if the device refuses.
    pub fn time<T>(&self, work: impl FnOnce() -> T) -> (T, Option<Lap>) {
        let begun = self.0.profile_start();
        let made = work();
        let ended = begun.and_then(|window| self.0.profile_end(window));
        (made, ended.ok().map(Lap))
    }
}

impl Lap {
    /// Milliseconds of a lap, if there is one; nothing where the GPU wrote no two times, one after the
    /// other, or says more than the `passed` ms (and a little) from before the work until its output was
    /// read: drivers' clocks are not all to be trusted.
    ///
    /// To be asked for when the output was read: on a device that was lost meanwhile, Burn panics.
    pub async fn milliseconds(lap: Option<Self>, passed: f64) -> Option<f64> {
        let ticks = lap?.0.resolve().await?;
        Some(ticks.duration().as_secs_f64() * 1e3).filter(|told| *told <= passed + ROUNDED_MS)
    }
}
