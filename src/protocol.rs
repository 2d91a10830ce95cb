//! What the page and the engine in its Web Worker say to each other.
//!
//! Messages travel as [`postcard`] bytes in transferred buffers: [`encode`] and [`decode`] are the
//! only two ways in and out, and work natively too, so that tests can speak the protocol.

use crate::error::Error;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// From the page to the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Open a device. Answered by [`Event::Device`], or [`Event::Failed`] if the choice allows
    /// no other.
    Open {
        /// Which device to use.
        device: DeviceChoice,
    },
    /// Load a bundled network. Answered by [`Event::Progress`]es, then [`Event::Ready`].
    Load {
        /// A name of [`crate::arch::find`].
        network: String,
    },
    /// Classify a drawing. Answered by [`Event::Answer`]. Of several that wait, only the newest
    /// is answered.
    Classify {
        /// Given back in the answer; counts up.
        id: u32,
        /// What was drawn.
        drawing: Drawing,
        /// Whether to send every layer's feature maps too.
        maps: bool,
    },
    /// Classify many prepared pictures. Answered by [`Event::Classes`].
    ClassifyBatch {
        /// Given back in the answer.
        id: u32,
        /// `[N, 28, 28]` grey values, ink 255, as MNIST stores them.
        images: Vec<u8>,
    },
    /// Time a network with given weights. Answered by [`Event::Benched`].
    Bench(Bench),
    /// Run every kernel's cases on this device against its reference. Answered by
    /// [`Event::Checked`].
    CheckKernels,
    /// Give the device up as if the system had taken it, to try the recovery.
    LoseDevice,
    /// Fail as a defect would, to try the message a visitor gets.
    Crash,
}

/// From the engine to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker runs and listens.
    Started,
    /// A device is open.
    Device(DeviceInfo),
    /// Work is under way.
    Progress {
        /// What is being done.
        step: Step,
        /// How much of it is done; bytes or shaders.
        done: u64,
        /// Out of how much; 0 where that is not known.
        total: u64,
    },
    /// A network is loaded and its shaders are compiled.
    Ready {
        /// Its name.
        network: String,
        /// What the manifest says about its weights.
        weights: WeightsInfo,
    },
    /// The answer to [`Request::Classify`].
    Answer(Answer),
    /// The answer to [`Request::ClassifyBatch`]: the likeliest class of each picture.
    Classes {
        /// The request's number.
        id: u32,
        /// One a picture.
        classes: Vec<u8>,
    },
    /// The answer to [`Request::Bench`].
    Benched(BenchResult),
    /// The answer to [`Request::CheckKernels`].
    Checked(Vec<CaseResult>),
    /// The device is gone; the worker should be started again.
    Lost {
        /// What the system said.
        reason: String,
    },
    /// A request failed, or the engine did.
    Failed {
        /// Which request, where it had a number.
        id: Option<u32>,
        /// What went wrong.
        error: Error,
    },
}

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
    /// A safetensors file; the bundled one where empty.
    pub weights: Vec<u8>,
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
    /// Reading the weights and laying them out on the device, ms.
    pub create_ms: f64,
    /// The first run, ms, with the compilation of shaders.
    pub first_ms: f64,
    /// The other runs, ms, reading the logits back included.
    pub times: Vec<f64>,
    /// The last run's logits.
    pub output: Vec<f32>,
    /// Each layer alone, ms, by name: medians.
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

/// A message as bytes.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_stdvec(message).unwrap_or_default() // a Vec does not run full, and no type here refuses
}

/// The message in `bytes`.
///
/// # Errors
///
/// [`Error::Engine`] if these bytes are no such message: page and worker are of two versions.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    postcard::from_bytes(bytes).map_err(|error| Error::Engine {
        reason: format!("page and engine do not understand each other ({error})"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_survive_the_trip() {
        let request = Request::Classify {
            id: 7,
            drawing: Drawing::Strokes(vec![vec![[0.1, 0.2], [0.3, f32::MIN_POSITIVE]], vec![]]),
            maps: true,
        };
        assert_eq!(decode::<Request>(&encode(&request)), Ok(request));
        let event = Event::Failed { id: None, error: Error::NoGpu { reason: "none".into() } };
        assert_eq!(decode::<Event>(&encode(&event)), Ok(event));
    }

    #[test]
    fn other_bytes_are_an_error() {
        assert!(decode::<Event>(&[250, 1, 2]).is_err());
        assert!(decode::<Request>(&[]).is_err());
        let cut = &encode(&Event::Lost { reason: "a long reason".into() })[..5];
        assert!(decode::<Event>(cut).is_err());
    }

    #[test]
    fn nan_is_no_pass() {
        let case = |error| CaseResult { kernel: "k".into(), case: "c".into(), error, tolerance: 1e-5 };
        assert!(case(1e-6).passed() && !case(1e-4).passed() && !case(f32::NAN).passed());
    }
}
