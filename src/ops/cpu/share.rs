//! Work shared among the processor's cores; in the browser there is one.

#[cfg(feature = "native")]
use rayon::prelude::*;

/// Calls `work` with the number of each `size` of `output`, and with those numbers.
pub(super) fn for_each_block(
    output: &mut [f32],
    size: usize,
    work: impl Fn(usize, &mut [f32]) + Sync,
) {
    #[cfg(feature = "native")]
    let blocks = output.par_chunks_mut(size.max(1));
    #[cfg(not(feature = "native"))]
    let blocks = output.chunks_mut(size.max(1));
    blocks.enumerate().for_each(|(block, output)| work(block, output));
}

/// What `work` makes of each number below `count`, in order.
pub(super) fn map<R: Send>(count: usize, work: impl Fn(usize) -> R + Send + Sync) -> Vec<R> {
    #[cfg(feature = "native")]
    let numbers = (0..count).into_par_iter();
    #[cfg(not(feature = "native"))]
    let numbers = 0..count;
    numbers.map(work).collect()
}
