//! The processor's roof, with all its cores at work.

use crate::error::Error;
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;
use std::hint::black_box;

/// Sums that do not wait for each other: more than a processor starts before the first is done,
/// and few enough for sixteen registers.
const CHAINS: usize = 12;
/// Steps in a portion.
const STEPS: u32 = 100_000;
/// Numbers that are copied: 64 MiB, more than the caches of most machines.
const COPIED: usize = 16 * 1024 * 1024;

/// Does portions of multiply-adds; says how many operations they were.
pub(super) fn multiply_adds() -> impl AsyncFnMut(u32) -> Result<f64, Error> {
    async |portions| {
        let done = rayon::broadcast(|_| {
            Arch::new().dispatch(Chains { steps: u64::from(portions) * u64::from(STEPS) })
        });
        Ok(done.into_iter().sum())
    }
}

struct Chains {
    steps: u64,
}

impl WithSimd for Chains {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f64 {
        let [factor, term] = black_box([0.75, 0.25]).map(|value| simd.splat_f32s(value));
        let mut sums = [simd.splat_f32s(0.5); CHAINS];
        for _ in 0..self.steps {
            for sum in &mut sums {
                *sum = simd.mul_add_e_f32s(*sum, factor, term);
            }
        }
        black_box(sums.map(|sum| simd.reduce_sum_f32s(sum)));
        2.0 * self.steps as f64 * (CHAINS * S::F32_LANES) as f64
    }
}

/// Does portions of copying; says how many bytes were read and written.
pub(super) fn copies() -> impl AsyncFnMut(u32) -> Result<f64, Error> {
    let (from, mut to) = (vec![1.0_f32; COPIED], vec![0.0_f32; COPIED]);
    async move |portions| {
        let part = COPIED.div_ceil(rayon::current_num_threads());
        for _ in 0..portions {
            to.par_chunks_mut(part)
                .zip(from.par_chunks(part))
                .for_each(|(to, from)| to.copy_from_slice(from));
            black_box(&mut to);
        }
        Ok(f64::from(portions) * (2 * size_of_val(&from[..])) as f64)
    }
}
