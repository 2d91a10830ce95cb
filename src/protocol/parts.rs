//! What messages are made of.

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
    /// Why the CPU does the work although nobody asked for it.
    pub why_cpu: Option<WhyCpu>,
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

/// What [`Event::Progress`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Reading weights, in bytes.
    Weights,
    /// Compiling shaders, in numbers of them.
    Shaders,
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
    /// Ten probabilities, by digit. They add up to 1.
    pub probabilities: Vec<f32>,
    /// The network's input before normalisation, `[H, W]`: paper 0, ink 1.
    pub input: Vec<f32>,
    /// Every layer's output, in order; empty unless asked for.
    pub maps: Vec<FeatureMaps>,
    /// How long it took.
    pub times: Times,
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

/// A timing run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bench {
    /// A name of [`crate::arch::find`].
    pub network: String,
    /// The address of a safetensors file, absolute; the bundled one where there is none. The
    /// worker fetches it: hundreds of megabytes do not go through messages.
    pub weights_url: Option<String>,
    /// `[1, C, H, W]` values; a fixed pattern where empty.
    pub input: Vec<f32>,
    /// How many timed runs, after a first one.
    pub runs: u32,
    /// Stop after this many milliseconds, but not before two runs.
    pub budget_ms: f64,
}

/// What [`Bench`] measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BenchResult {
    /// Fetching the weights, ms.
    pub fetch_ms: f64,
    /// Reading the weights and laying them out on the device, ms.
    pub create_ms: f64,
    /// The first run, ms, with the compilation of shaders.
    pub first_ms: f64,
    /// The other runs, ms, reading the logits back included.
    pub times: Vec<f64>,
    /// The last run's logits.
    pub output: Vec<f32>,
    /// Each layer alone, ms, by name: the mean of several launches in a row.
    pub layers: Vec<(String, f64)>,
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
