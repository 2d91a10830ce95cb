//! What messages are made of.

use crate::digit::Bounds;
use serde::{Deserialize, Serialize};

/// Which device the engine should use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceChoice {
    /// The GPU if there is a real one, else the CPU.
    #[default]
    Auto,
    /// WebGPU, even if only software stands behind it. Fails where there is none.
    Gpu,
    /// The CPU.
    Cpu,
}

impl DeviceChoice {
    /// The choice called `name`: `auto`, `gpu` or `cpu`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "gpu" => Some(Self::Gpu),
            "cpu" => Some(Self::Cpu),
            _ => None,
        }
    }
}

/// The device that does the work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInfo {
    /// What runs: `Apple M2`, `SwiftShader`, `CPU`.
    pub name: String,
    /// How it is reached: `WebGPU`, `Vulkan`, `Burn Flex`.
    pub api: String,
    /// Whether this is a GPU, by [`Self::api`]; software adapters count.
    pub gpu: bool,
    /// How many threads compute at most, where this is the CPU.
    pub threads: u32,
    /// Why the CPU does the work although nobody asked for it.
    pub why_cpu: Option<WhyCpu>,
}

impl DeviceInfo {
    /// In words: `Apple M2, WebGPU`.
    pub fn title(&self) -> String {
        format!("{}, {}", self.name, self.way())
    }

    /// How it is reached, and with how many threads: `Burn Flex, 4 threads`.
    pub fn way(&self) -> String {
        match self.threads {
            0 | 1 => self.api.clone(),
            threads => format!("{}, {threads} threads", self.api),
        }
    }
}

/// Why the CPU does the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyCpu {
    /// The browser or system offers no GPU.
    NoGpu,
    /// The only adapter is software, slower than our own CPU code.
    SoftwareAdapter,
    /// Opening the GPU failed.
    OpenFailed,
}

/// What [`Event::Progress`](super::Event::Progress) is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Reading weights, in bytes.
    Weights,
    /// Compiling shaders, in numbers of them.
    Shaders,
    /// Timing a network, in runs of it.
    Runs,
    /// Timing layers alone, in layers.
    Layers,
}

/// What is known about loaded weights, from the manifest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WeightsInfo {
    /// Accuracy on the test set, 0 to 1, where it was measured.
    pub accuracy: Option<f32>,
    /// Size of the file in bytes.
    pub bytes: u64,
}

/// Something to classify.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Drawing {
    /// Pen strokes: points `[x, y]` in the unit square, y downwards.
    Strokes(Vec<Vec<[f32; 2]>>),
    /// `[28, 28]` grey values as MNIST stores them: paper 0, ink 255.
    Picture(Vec<u8>),
}

/// What the network says about one drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The request's number.
    pub id: u32,
    /// The digits from left to right, at least one.
    pub digits: Vec<ReadDigit>,
    /// Which of them [`Self::input`] and [`Self::maps`] show: the one asked for, or else
    /// the one drawn last.
    pub shown: usize,
    /// Whether the digits, several, hang together as the strokes of one sign do. None is sure then.
    pub one_sign: bool,
    /// The network's input before normalisation, `[H, W]`: paper 0, ink 1.
    pub input: Vec<f32>,
    /// Every layer's output, in order; empty unless asked for.
    pub maps: Vec<FeatureMaps>,
    /// How long it took.
    pub times: Times,
}

impl Answer {
    /// The digit that is shown.
    pub fn shown(&self) -> Option<&ReadDigit> {
        self.digits.get(self.shown)
    }

    /// All digits, from left to right.
    pub fn number(&self) -> String {
        self.digits.iter().map(|one| one.digit.to_string()).collect()
    }

    /// Whether every digit is sure.
    pub fn is_sure(&self) -> bool {
        self.digits.iter().all(|one| one.sure)
    }
}

/// One digit of a drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadDigit {
    /// The likeliest, 0 to 9.
    pub digit: u8,
    /// How likely it is, 0 to 1, with what is no digit counted in.
    pub share: f32,
    /// Whether that is enough, and it is no part of one sign ([`Answer::one_sign`]).
    pub sure: bool,
    /// Ten probabilities, by digit, of what is one. They add up to 1.
    pub probabilities: Vec<f32>,
    /// How likely it is no digit, 0 to 1; nothing from a network that only knows digits.
    pub none: Option<f32>,
    /// Where it lies in the drawing: left and top, right and bottom.
    pub place: Bounds,
    /// What the network says at this and the neighbouring windows, from left to right.
    pub outputs: Vec<Output>,
    /// Which of them is its own: the window with the digit in its middle.
    pub own: usize,
}

impl ReadDigit {
    /// How likely it is this digit, 0 to 9, with what is no digit counted in: all ten and [`Self::none`]
    /// add up to 1. Nothing if there is no such digit.
    pub fn share_of(&self, digit: usize) -> Option<f32> {
        let any = 1.0 - self.none.unwrap_or_default();
        Some(any * self.probabilities.get(digit)?)
    }
}

/// What the network says at one window of a line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Where the window's middle lies in the drawing.
    pub x: f32,
    /// The likeliest digit there.
    pub digit: u8,
    /// How likely it is, 0 to 1, with what is no digit counted in.
    pub share: f32,
}

/// One layer's output for one input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeatureMaps {
    /// The layer's name: `c1`.
    pub layer: String,
    /// `[H, W, C]`.
    pub shape: [usize; 3],
    /// `[H, W, C]` values after the activation.
    pub values: Vec<f32>,
}

/// Milliseconds of one answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Times {
    /// Strokes to input picture.
    pub prepare: f64,
    /// On the device: from handing over the input to the last layer done. Without a reading of
    /// the device's own clock this includes the wait for it.
    pub device: f64,
    /// From the request's arrival to its answer.
    pub total: f64,
}

/// One case of one kernel, run on this device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseResult {
    /// `conv2d`.
    pub kernel: String,
    /// What is special about it.
    pub case: String,
    /// Largest absolute difference from the reference.
    pub error: f32,
    /// What is allowed.
    pub tolerance: f32,
}

impl CaseResult {
    /// Whether the difference is within what is allowed. NaN is not.
    pub fn passed(&self) -> bool {
        self.error <= self.tolerance
    }
}
