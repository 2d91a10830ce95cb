//! How far the engine is, and how that is put into words.

use crate::{
    error::Error,
    protocol::{DeviceInfo, Step, WhyCpu},
    ui::words,
};

/// What the engine is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Its program is on its way: bytes that have come, and of how many where that is known.
    Fetching(u64, Option<u64>),
    /// Its program starts, and opens a device.
    Opening,
    /// A network is being loaded: how much of a step is done, out of how much.
    Loading(Step, u64, u64),
    /// It waits for something to do.
    Ready,
    /// It stopped, or never came up.
    Failed(Error),
}

impl Phase {
    /// `waking`, `ready` or `failed`: the page's `data-engine`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Fetching(..) | Self::Opening | Self::Loading(..) => "waking",
            Self::Ready => "ready",
            Self::Failed(_) => "failed",
        }
    }

    /// How much of the waking is done, 0 to 1; nothing where it cannot be known.
    pub fn share(&self) -> Option<f64> {
        let part = |done: u64, total: u64| done as f64 / total.max(1) as f64;
        match self {
            Self::Fetching(0, _) => Some(0.0),
            Self::Fetching(done, total) => total.map(|total| 0.7 * part(*done, total)),
            Self::Opening => Some(0.72),
            Self::Loading(Step::Weights, done, total) => Some(0.75 + 0.1 * part(*done, *total)),
            Self::Loading(_, done, total) => Some(0.85 + 0.15 * part(*done, *total)),
            Self::Ready | Self::Failed(_) => Some(1.0),
        }
    }

    /// The step that is under way, with its figures.
    pub fn words(&self) -> String {
        match self {
            Self::Fetching(0, _) => "Asking for the engine.".into(),
            Self::Fetching(done, None) => format!("{} of the engine so far.", words::bytes(*done)),
            Self::Fetching(done, Some(total)) => {
                format!("{:.1} of {} of the engine.", *done as f64 / 1e6, words::bytes(*total))
            }
            Self::Opening => "Opening the device.".into(),
            Self::Loading(step, done, total) => progress(*step, *done, *total),
            Self::Ready => "Ready.".into(),
            Self::Failed(error) => words::sentence(&error.to_string()),
        }
    }
}

/// How much of a step is done, out of how much, in words.
pub fn progress(step: Step, done: u64, total: u64) -> String {
    match (step, total) {
        (Step::Weights, 0) => format!("Weights: {}.", words::bytes(done)),
        (Step::Weights, _) => {
            format!("Weights: {} of {}.", words::bytes(done), words::bytes(total))
        }
        (Step::Shaders, 0) => "Getting ready.".into(),
        (Step::Shaders, _) => format!("{done} of {total} shaders."),
        (Step::Runs, _) => format!("{done} of {total} runs."),
        (Step::Layers, _) => format!("{done} of {total} layers."),
    }
}

/// Something a visitor should know although the page works, or will again.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The GPU went away, for this reason; the engine starts again.
    Lost(String),
    /// It went away twice within a minute; the CPU took over.
    LostTwice(String),
    /// That happened on a visit not long ago; the CPU does the work from the start.
    LostLately,
    /// It gave other numbers than it must; the CPU took over.
    Wrong,
}

/// Heading and text about a CPU that works because no GPU could.
pub fn why_cpu(device: &DeviceInfo) -> Option<(&'static str, &'static str)> {
    let secure = || web_sys::window().is_none_or(|window| window.is_secure_context());
    Some(match device.why_cpu? {
        WhyCpu::NoGpu if !secure() => (
            "No HTTPS here",
            "Browsers have WebGPU only for pages that came over HTTPS, or from this very machine. So the CPU \
             does the work: same answers.",
        ),
        WhyCpu::NoGpu => (
            "No WebGPU here",
            "This browser offers no GPU, so the CPU does the work: same answers. Chrome and Edge from \
             version 113, Safari 26 on macOS 26 and iOS 26, and Firefox from 141 on Windows and 147 on \
             Macs have WebGPU on most machines.",
        ),
        WhyCpu::SoftwareAdapter => (
            "Only a software GPU here",
            "The one adapter that this browser offers is software, slower than our own code on the CPU. \
             So the CPU does the work: same answers.",
        ),
        WhyCpu::OpenFailed => (
            "The GPU did not open",
            "This browser offers a GPU, but opening it failed. So the CPU does the work: same answers.",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_never_goes_back() {
        let phases = [
            Phase::Fetching(0, None),
            Phase::Fetching(100, Some(200)),
            Phase::Fetching(200, Some(200)),
            Phase::Opening,
            Phase::Loading(Step::Weights, 0, 9),
            Phase::Loading(Step::Weights, 9, 9),
            Phase::Loading(Step::Shaders, 1, 7),
            Phase::Ready,
        ];
        let shares: Vec<_> = phases.iter().filter_map(Phase::share).collect();
        assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]), "{shares:?}");
        assert_eq!(Phase::Fetching(5, None).share(), None);
    }

    #[test]
    fn every_phase_is_a_sentence() {
        assert_eq!(
            Phase::Fetching(1_900_000, Some(8_800_000)).words(),
            "1.9 of 8.8 MB of the engine."
        );
        assert_eq!(Phase::Loading(Step::Shaders, 3, 7).words(), "3 of 7 shaders.");
        let failed = Phase::Failed(Error::Checksum { what: "lenet5.safetensors".into() });
        assert!(failed.words().ends_with("differs.") && failed.name() == "failed");
    }
}
