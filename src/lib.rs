//! Triptych: three classic convolutional networks on the visitor's own GPU.
//!
//! LeNet-5 (1998), AlexNet (2012) and ResNet (2015), in Rust and hand-written WGSL on [Burn], in a
//! web page and natively. A ten-minute tour, in the order in which things depend on each other:
//!
//! 1. [`arch`]: the networks as tables, as their papers print them. Everything else reads these. Beside it
//!    what stands on nothing: [`error`], every error with what to do; [`figures`], numbers for people;
//!    `home`, where tools and data are kept.
//! 2. `kernels`: one WGSL shader each, with a plain-loop reference and cases to try.
//! 3. `ops`: what the kernels offer to Burn's tensors, and the same in loops over vectors on the CPU.
//!    `device` chooses between them.
//! 4. `weights` and `network`: a table and a safetensors file become something that runs.
//! 5. [`digit`]: from pen strokes to the picture that LeNet-5 was trained on.
//! 6. `classify`: from a drawing to probabilities, feature maps and times. [`image`], `photo` and
//!    `labels` do the same from photographs.
//! 7. `look`: questions about the inside of a network; `bench`, `check` and `measure`: how fast, whether right,
//!    and how often.
//! 8. [`protocol`] and `worker`: the engine in a Web Worker, and how the page talks to it.
//! 9. `ui`: the page. `train` and `convert`: how the weights came to be.
//!
//! Features: `native` (the default: command line and training), `page` and `worker` (the two wasm
//! programs). `engine` is what `native` and `worker` share.
//!
//! [Burn]: https://burn.dev

#![deny(unsafe_code)] // two exceptions, in the worker's start and in recordings, say why

pub mod arch;
pub mod digit;
pub mod error;
pub mod figures;
pub mod image;
pub mod protocol;

#[cfg(feature = "engine")]
pub mod bench;
#[cfg(feature = "engine")]
pub mod check;
#[cfg(feature = "engine")]
pub mod classify;
#[cfg(feature = "engine")]
mod clock;
#[cfg(feature = "engine")]
pub mod device;
#[cfg(feature = "engine")]
pub mod kernels;
#[cfg(feature = "engine")]
pub mod labels;
#[cfg(feature = "engine")]
pub mod look;
#[cfg(feature = "engine")]
pub mod network;
#[cfg(feature = "engine")]
pub mod ops;
#[cfg(feature = "engine")]
pub mod photo;
#[cfg(feature = "engine")]
pub mod weights;

#[cfg(feature = "native")]
pub mod convert;
#[cfg(feature = "native")]
pub mod home;
#[cfg(feature = "native")]
pub mod measure;
#[cfg(feature = "native")]
pub mod train;
#[cfg(feature = "page")]
pub mod ui;
#[cfg(all(feature = "worker", target_family = "wasm"))]
pub mod worker;

pub use error::Error;
