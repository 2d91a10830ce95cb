//! Every kernel's cases on the device at hand, against their references: the same check in native
//! tests, in browser tests and on a visitor's own GPU.

use crate::device::{Trial, read};
use crate::error::Error;
use crate::kernels::{Case, launch_into, registry};
use crate::protocol::CaseResult;
use burn::backend::wgpu::{CubeBackend, CubeTensor};
use burn::tensor::{Device, Shape, Tensor, TensorData};

/// Runs every case of every kernel on `device`, which must be a GPU; those in half precision where it has
/// `shader-f16`.
///
/// # Errors
///
/// [`Error::NoGpu`] if `device` is the CPU, [`Error::DeviceLost`] if it does not answer.
pub async fn check_kernels(device: &Device) -> Result<Vec<CaseResult>, Error> {
    let mut results = Vec::new();
    for kernel in registry() {
        for case in kernel.cases_on(device) {
            results.push(CaseResult {
                kernel: kernel.name.into(),
                error: check_case(&case, device).await?,
                case: case.name,
                tolerance: case.tolerance,
            });
        }
    }
    Ok(results)
}

/// How far a case's output on `device` is from its reference; see [`difference`].
///
/// Outputs start as NaN, so a number that a kernel forgets to write fails its case, and so does a kernel that the
/// GPU refuses.
///
/// # Errors
///
/// As [`check_kernels`].
pub async fn check_case(case: &Case, device: &Device) -> Result<f32, Error> {
    let inputs = case.example();
    match run(case, &inputs, device).await {
        Ok(output) => Ok(difference(&output, &case.reference(&inputs))),
        // A driver could not compile it, unless it is the device that is gone.
        Err(Error::DeviceLost { .. }) => {
            read(Tensor::<1>::from_floats([0.0], device)).await?;
            Ok(f32::NAN)
        }
        Err(error) => Err(error),
    }
}

/// The largest absolute difference of two tensors' numbers, row-major, each with its own of the other; 0 for
/// none. NaN if one has more numbers, or any is no number.
pub fn difference(got: &[f32], expected: &[f32]) -> f32 {
    if got.len() != expected.len() {
        return f32::NAN;
    }
    let differences = got.iter().zip(expected).map(|(a, b)| (a - b).abs());
    // `max` alone would drop a NaN.
    differences.fold(
        0.0,
        |largest: f32, one| if largest.is_nan() || one <= largest { largest } else { one },
    )
}

async fn run(case: &Case, inputs: &[Vec<f32>], device: &Device) -> Result<Vec<f32>, Error> {
    // What is refused is this case's failure, and nobody else's.
    let _trial = Trial::new();
    let inputs = case.inputs.iter().zip(inputs);
    let inputs = inputs
        .map(|(shape, values)| primitive(values.clone(), shape, device))
        .collect::<Result<_, _>>()?;
    let numbers = case.output.iter().product();
    let output = primitive(vec![f32::NAN; numbers], &case.output, device)?;
    launch_into(case.program.clone(), inputs, &output);
    // A browser drops all work that goes out together with what it refuses. With the copy dropped too, what is read
    // could be another way's output for the same case.
    let sent = output.client.flush();
    sent.map_err(|error| Error::DeviceLost { reason: error.to_string() })?;
    let flat = CubeTensor::new_contiguous(
        output.client.clone(),
        output.device.clone(),
        Shape::from([numbers]),
        output.handle.clone(),
        output.dtype,
    );
    read(Tensor::<1>::from_primitive::<CubeBackend>(flat)).await
}

fn primitive(values: Vec<f32>, shape: &[usize], device: &Device) -> Result<CubeTensor, Error> {
    // The kernels see flat memory, so the number of axes does not matter.
    let numbers: usize = shape.iter().product();
    let tensor = Tensor::<1>::from_data(TensorData::new(values, [numbers]), device);
    tensor
        .try_into_primitive::<CubeBackend>()
        .map_err(|_| Error::NoGpu { reason: "kernels run on a GPU only".into() })
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn differences_do_not_hide_missing_numbers() {
        assert_eq!(difference(&[1.0, 2.0], &[1.0, 2.5]), 0.5);
        assert!(difference(&[1.0], &[1.0, 2.0]).is_nan());
        assert!(difference(&[f32::NAN, 1.0], &[0.0, 1.0]).is_nan());
    }
}
