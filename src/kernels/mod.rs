//! Hand-written WGSL kernels, one room each.
//!
//! A kernel is `shaders/NAME.wgsl` and `src/kernels/NAME.rs`: the parameters of the operation,
//! its plain-loop reference, cases worth trying, and the implementations to choose from. Three lines
//! here (`mod`, `pub use`, and one in [`registry`]) make validation, correctness tests (native and in
//! the browser) and benchmarks run over it. See `docs/adding-a-kernel.md`.

mod adaptive_avg_pool2d;
mod avg_pool2d;
mod case;
mod channels_first;
mod conv2d;
mod launch;
mod linear;
mod linear_packed;
mod local_response_norm;
mod max_pool2d;
mod operation;
mod packed;
mod pad_rows;
mod pool2d;
mod program;
mod softmax;
mod sum_parts;
mod unpack_unit;
mod unroll;
mod way;

pub use adaptive_avg_pool2d::AdaptiveAvgPool2d;
pub use avg_pool2d::AvgPool2d;
pub use case::{Case, Kernel};
pub use channels_first::ChannelsFirst;
pub use conv2d::Conv2d;
pub use launch::{PLACEHOLDER, launch, launch_as, launch_into, programs_of};
pub use linear::Linear;
pub use linear_packed::LinearPacked;
pub use local_response_norm::LocalResponseNorm;
pub use max_pool2d::MaxPool2d;
pub use operation::{Implementation, Operation};
pub use packed::{PANEL, Packing};
pub use pad_rows::PadRows;
pub use pool2d::Pool2d;
pub use program::{Constant, Key, Program, WORKGROUP};
pub use softmax::Softmax;
pub use sum_parts::SumParts;
pub use unpack_unit::UnpackUnit;
pub use way::{Choice, Way};

/// Every kernel there is.
pub fn registry() -> Vec<Kernel> {
    vec![
        Kernel::of::<Conv2d>(),
        Kernel::of::<SumParts>(),
        Kernel::of::<PadRows>(),
        Kernel::of::<MaxPool2d>(),
        Kernel::of::<AvgPool2d>(),
        Kernel::of::<AdaptiveAvgPool2d>(),
        Kernel::of::<Linear>(),
        Kernel::of::<ChannelsFirst>(),
        Kernel::of::<LinearPacked>(),
        Kernel::of::<UnpackUnit>(),
        Kernel::of::<LocalResponseNorm>(),
        Kernel::of::<Softmax>(),
    ]
}
