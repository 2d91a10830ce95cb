//! A GPU's roof.

use crate::device::read;
use crate::error::Error;
use crate::kernels::{Program, launch_into};
use burn::backend::wgpu::{CubeBackend, CubeTensor};
use burn::tensor::{Device, Tensor};

const MULTIPLY_ADD: &str = include_str!("multiply_add.wgsl");
const COPY: &str = include_str!("copy.wgsl");
#[cfg(test)]
pub(super) const SOURCES: [&str; 2] = [MULTIPLY_ADD, COPY];

/// Threads in a portion of multiply-adds, and what each does: its steps, eight chains of vectors of
/// four, a multiplication and an addition.
const THREADS: usize = 64 * 64;
const STEPS: usize = 256;
const OPERATIONS: f64 = (THREADS * STEPS * 8 * 4 * 2) as f64;
/// Portions in one launch: enough threads for any GPU, in one dimension of workgroups.
const LAUNCHED: u32 = 512;
/// Numbers that are copied: 64 MiB, half of what WebGPU's baseline lets a shader see.
const COPIED: usize = 16 * 1024 * 1024;

/// Does portions of multiply-adds; says how many operations they were.
pub(super) fn multiply_adds(
    device: &Device,
) -> Result<impl AsyncFnMut(u32) -> Result<f64, Error>, Error> {
    let output = Tensor::<1>::zeros([64], device);
    let target = primitive(output.clone())?;
    let program = move |portions: u32| {
        let threads = THREADS * portions as usize;
        Program::new("multiply_add", MULTIPLY_ADD, threads, vec![("STEPS", STEPS.into())])
    };
    Ok(async move |portions: u32| {
        let mut left = portions;
        while left > 0 {
            let now = left.min(LAUNCHED);
            launch_into(program(now), Vec::new(), &target);
            left -= now;
        }
        read(output.clone()).await?;
        Ok(f64::from(portions) * OPERATIONS)
    })
}

/// Does portions of copying; says how many bytes were read and written.
pub(super) fn copies(device: &Device) -> Result<impl AsyncFnMut(u32) -> Result<f64, Error>, Error> {
    let from = primitive(Tensor::<1>::ones([COPIED], device))?;
    let to = Tensor::<1>::zeros([COPIED], device);
    let target = primitive(to.clone())?;
    let quads = COPIED / 4;
    Ok(async move |portions: u32| {
        for _ in 0..portions {
            let program = Program::new("copy", COPY, quads, vec![("QUADS", quads.into())]);
            launch_into(program, vec![from.clone()], &target);
        }
        read(to.clone().narrow(0, 0, 4)).await?;
        Ok(f64::from(portions) * (2 * COPIED * size_of::<f32>()) as f64)
    })
}

fn primitive(tensor: Tensor<1>) -> Result<CubeTensor, Error> {
    tensor
        .try_into_primitive::<CubeBackend>()
        .map_err(|_| Error::NoGpu { reason: "this is the roof of a GPU".into() })
}
