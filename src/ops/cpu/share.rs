//! Work shared among the processor's cores: natively by threads, in the browser by a team.

use crate::ops::team;
#[cfg(feature = "native")]
use rayon::prelude::*;

/// How many share the work.
pub(super) fn cores() -> usize {
    #[cfg(feature = "native")]
    let threads = rayon::current_num_threads();
    #[cfg(not(feature = "native"))]
    let threads = 1;
    team::members().unwrap_or(threads)
}

/// Calls `work` with the number of each `size` of `output`, and with those numbers. It is about so many
/// multiply-adds in all.
pub(super) fn for_each_block(
    output: &mut [f32],
    size: usize,
    products: usize,
    work: impl Fn(usize, &mut [f32]) + Sync,
) {
    if let Some(team) = team::current(products) {
        return team.share(output, size, &work);
    }
    #[cfg(feature = "native")]
    let blocks = output.par_chunks_mut(size.max(1));
    #[cfg(not(feature = "native"))]
    let blocks = output.chunks_mut(size.max(1));
    blocks.enumerate().for_each(|(block, output)| work(block, output));
}
