//! Weights: safetensors files, the names frameworks give the tensors, and the manifest of what
//! comes with Triptych.

mod about;
pub mod compact;
mod contents;
mod faults;
mod grid;
mod header;
mod manifest;
mod names;
mod packed;
mod tensors;
mod write;

pub use about::{FileAbout, contents, identify};
pub use contents::Contents;
pub use grid::Grid;
pub use header::Header;
pub use manifest::{
    Bundled, Convertible, MOST_BYTES, PhotoWeights, bundled, convertible, hexadecimal,
    photo_weights, verify,
};
pub use packed::Packed;
pub use tensors::Weights;
pub use write::{FileTensor, safetensors};
