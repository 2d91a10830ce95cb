//! Other programs' weights made small and ours: PyTorch checkpoints read, batch normalisation folded,
//! numbers quantised, and what that changes measured. Native only.

mod calibration;
pub mod change;
mod checkpoint;
mod compact;
mod told;

pub use calibration::Calibration;
pub use checkpoint::{DType, PthTensor, read_pth};
pub use compact::{Options, Precision, compact, load};
pub use told::Told;
