//! The widest vectors that this processor has.

use pulp::{Simd, WithSimd};

/// Runs `work` compiled for the best instruction set at hand. In wasm that is the 128-bit one, which Burn's own CPU
/// backend takes for granted too: a browser without it cannot compile the engine, and is told so (`www/engine.js`).
pub(super) fn vectorised<W: WithSimd>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(simd) = pulp::x86::V4::try_new() {
            return Simd::vectorize(simd, work);
        }
        if let Some(simd) = pulp::x86::V3::try_new() {
            return Simd::vectorize(simd, work);
        }
        if let Some(simd) = pulp::x86::V2::try_new() {
            return Simd::vectorize(simd, work);
        }
    }
    #[cfg(target_arch = "aarch64")]
    if let Some(simd) = pulp::aarch64::Neon::try_new() {
        return Simd::vectorize(simd, work);
    }
    #[cfg(target_arch = "wasm32")]
    {
        pulp::wasm::enable_simd128();
        if let Some(simd) = pulp::wasm::Simd128::try_new() {
            return Simd::vectorize(simd, work);
        }
    }
    Simd::vectorize(pulp::Scalar, work)
}
