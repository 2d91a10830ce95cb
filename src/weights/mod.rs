//! Weights: safetensors files, the names frameworks give the tensors, and the manifest of what
//! comes with Triptych.

mod manifest;
mod names;
mod tensors;

pub use manifest::{Bundled, bundled, verify};
pub use names::framework_names;
pub use tensors::Weights;
