//! What our kernels offer to Burn tensors: a backend extension with WGSL for Burn's wgpu backend
//! and loops over vectors for its CPU backend, and plain functions over [`Tensor`] on top.
//!
//! Everything here is laid out `[N, H, W, C]`.

mod ahead;
mod cpu;
mod gpu;
mod kernel;
mod packed;
mod recording;
mod stopwatch;
pub mod team;
mod weight;

use crate::arch::{Activation, LocalResponseNorm, Window};
pub use crate::kernels::{Choice, PANEL, Way};
pub use ahead::{begin_to_compile, compile, is_gpu, placeholder, programs_of};
use burn::backend::{Backend, Dispatch, ExtensionType, backend_extension, tensor::FloatTensor};
use burn::tensor::Tensor;
pub use kernel::Output;
pub use packed::{PackedOptions, PackedWeight, Packing, linear_packed};
pub use recording::Recording;
pub use stopwatch::{Lap, Stopwatch};
pub use weight::{Conv2dWeight, LinearWeight};

/// Something to add before a convolution's activation.
#[derive(ExtensionType)]
pub enum Residual<B: Backend> {
    /// Nothing.
    None,
    /// A tensor of the output's shape.
    Add(FloatTensor<B>),
}

/// How a convolution's kernels move over its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sliding {
    /// Kernel, stride and zero padding.
    pub window: Window,
    /// Groups of channels that do not see each other.
    pub groups: usize,
    /// Height and width of the input to be expected: a device may arrange the weight for it. Others
    /// work too.
    pub input: [usize; 2],
}

/// How a convolution slides and ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conv2dOptions {
    /// As for [`Conv2dWeight::new`].
    pub sliding: Sliding,
    /// What is applied last.
    pub activation: Activation,
    /// Bits of a weight: fewer than 32 only on a GPU, where the bias then has scales after it.
    pub bits: usize,
    /// One of a GPU's ways to compute it; the usual one where there is nothing.
    pub way: Option<Way>,
}

/// How a fully connected layer ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinearOptions {
    /// What is applied last.
    pub activation: Activation,
    /// One of a GPU's ways to compute it; the usual one where there is nothing.
    pub way: Option<Way>,
}

/// The operations that the networks are made of, on a backend's own tensors.
///
/// The functions below this trait say what each takes and gives.
#[backend_extension(Cube, Flex)]
pub trait Ops: Backend {
    /// See [`Conv2dWeight::new`].
    fn arrange_conv2d(weight: FloatTensor<Self>, sliding: Sliding) -> FloatTensor<Self>;

    /// See [`LinearWeight::new`].
    fn arrange_linear(weight: FloatTensor<Self>) -> FloatTensor<Self>;

    /// See [`Conv2dWeight::kernel`].
    fn conv2d_kernel(weight: FloatTensor<Self>, output: Output) -> FloatTensor<Self>;

    /// See [`LinearWeight::kernel`].
    fn linear_kernel(weight: FloatTensor<Self>, output: Output) -> FloatTensor<Self>;

    /// See [`conv2d`].
    fn conv2d_fused(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        #[extension_type] residual: Residual<Self>,
        options: Conv2dOptions,
    ) -> FloatTensor<Self>;

    /// See [`max_pool2d`].
    fn max_pool2d_nhwc(input: FloatTensor<Self>, window: Window) -> FloatTensor<Self>;

    /// See [`avg_pool2d`].
    fn avg_pool2d_nhwc(input: FloatTensor<Self>, window: Window) -> FloatTensor<Self>;

    /// See [`adaptive_avg_pool2d`].
    fn adaptive_avg_pool2d_nhwc(input: FloatTensor<Self>, side: usize) -> FloatTensor<Self>;

    /// See [`linear`].
    fn linear_fused(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        options: LinearOptions,
    ) -> FloatTensor<Self>;

    /// See [`channels_first`].
    fn channels_first(input: FloatTensor<Self>) -> FloatTensor<Self>;

    /// See [`linear_packed`].
    fn linear_packed(
        input: FloatTensor<Self>,
        words: FloatTensor<Self>,
        scales: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        options: PackedOptions,
    ) -> FloatTensor<Self>;

    /// See [`PackedWeight::kernel`].
    fn unpack_unit(
        words: FloatTensor<Self>,
        scales: FloatTensor<Self>,
        packing: Packing,
        unit: usize,
    ) -> FloatTensor<Self>;

    /// See [`local_response_norm`].
    fn local_response_norm(
        input: FloatTensor<Self>,
        options: LocalResponseNorm,
    ) -> FloatTensor<Self>;

    /// See [`softmax`].
    fn softmax_rows(input: FloatTensor<Self>) -> FloatTensor<Self>;

    /// See [`numbers`]. There are as many.
    fn numbers_of(input: FloatTensor<Self>, first: usize, count: usize) -> FloatTensor<Self>;
}

/// `activation(conv2d(input, weight) + bias + residual)`: input `[N, H, W, C]`, residual and result
/// `[N, OH, OW, O]`.
pub fn conv2d(
    input: Tensor<4>,
    weight: &Conv2dWeight,
    residual: Option<Tensor<4>>,
    activation: Activation,
) -> Tensor<4> {
    let Conv2dWeight { weight, bias, sliding, bits, way, .. } = weight.clone();
    let residual = residual.map_or(Residual::None, |tensor| Residual::Add(tensor.into_dispatch()));
    Tensor::from_dispatch(Dispatch::conv2d_fused(
        input.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
        residual,
        Conv2dOptions { sliding, activation, bits, way },
    ))
}

/// The largest value of each window: `[N, H, W, C]` to `[N, OH, OW, C]`. Padding never wins.
pub fn max_pool2d(input: Tensor<4>, window: Window) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::max_pool2d_nhwc(input.into_dispatch(), window))
}

/// The mean of each window: `[N, H, W, C]` to `[N, OH, OW, C]`. Padding counts as zeros.
pub fn avg_pool2d(input: Tensor<4>, window: Window) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::avg_pool2d_nhwc(input.into_dispatch(), window))
}

/// The mean of `side` x `side` parts of each map, as even as they can be: `[N, H, W, C]` to
/// `[N, side, side, C]`. With side 1, of the whole map.
pub fn adaptive_avg_pool2d(input: Tensor<4>, side: usize) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::adaptive_avg_pool2d_nhwc(input.into_dispatch(), side))
}

/// `activation(input x weight + bias)`: input `[N, I]`, result `[N, O]`.
pub fn linear(input: Tensor<2>, weight: &LinearWeight, activation: Activation) -> Tensor<2> {
    let LinearWeight { weight, bias, way, .. } = weight.clone();
    Tensor::from_dispatch(Dispatch::linear_fused(
        input.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
        LinearOptions { activation, way },
    ))
}

/// Rows with one map after the other: `[N, H, W, C]` to `[N, C * H * W]`.
pub fn channels_first(input: Tensor<4>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::channels_first(input.into_dispatch()))
}

/// `v / (k + alpha * sum of squares of size neighbouring channels)^beta`: `[N, H, W, C]` to the same
/// (Krizhevsky et al. 2012, section 3.3).
pub fn local_response_norm(input: Tensor<4>, options: LocalResponseNorm) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::local_response_norm(input.into_dispatch(), options))
}

/// Softmax along each row of `[N, C]`: probabilities that add up to 1.
pub fn softmax(input: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::softmax_rows(input.into_dispatch()))
}

/// `count` numbers of `[N, H, W, C]` from the `first` on, or as many as there are, as `[1, 1, 1, count]`.
/// When they are read, all of it has been computed.
pub fn numbers(input: Tensor<4>, first: usize, count: usize) -> Tensor<4> {
    let all: usize = input.dims().iter().product();
    let first = first.min(all);
    let count = count.min(all - first);
    Tensor::from_dispatch(Dispatch::numbers_of(input.into_dispatch(), first, count))
}
