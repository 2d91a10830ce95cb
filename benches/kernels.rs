//! Times every case of every kernel on the GPU at hand: `cargo bench --bench kernels [FILTER]`.
//!
//! Each case is launched many times in a row and read back once; the table shows the mean.

use burn::backend::wgpu::{CubeBackend, CubeTensor};
use burn::tensor::{Device, Tensor, TensorData};
use std::time::{Duration, Instant};
use triptych::device::{open, read};
use triptych::kernels::{Case, launch_into, registry};
use triptych::protocol::DeviceChoice;

/// How long a case is measured.
const BUDGET: Duration = Duration::from_millis(300);

fn main() {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let lost = |reason| eprintln!("The GPU went away: {reason}");
    let opened = match pollster::block_on(open(DeviceChoice::Gpu, lost)) {
        Ok(opened) => opened,
        Err(error) => return eprintln!("{error}. {}", error.advice()),
    };
    println!("{} ({})", opened.info.name, opened.info.api);
    println!("{:>12}  case", "microseconds");
    for kernel in registry() {
        for case in kernel.cases() {
            if filter.as_ref().is_none_or(|filter| case.name.contains(filter.as_str())) {
                println!("{:12.1}  {}", time(&case, &opened.device) * 1e6, case.name);
            }
        }
    }
}

/// Seconds of one launch.
fn time(case: &Case, device: &Device) -> f64 {
    let inputs: Vec<_> = case.example().into_iter().map(|values| tensor(values, device)).collect();
    let output = Tensor::<1>::zeros([case.output.iter().product::<usize>()], device);
    let run = |launches: u32| {
        let start = Instant::now();
        for _ in 0..launches {
            let inputs = inputs.iter().cloned().map(primitive).collect();
            launch_into(case.program.clone(), inputs, &primitive(output.clone()));
        }
        if let Err(error) = pollster::block_on(read(output.clone())) {
            eprintln!("{error}");
        }
        start.elapsed()
    };
    run(1); // compiles the shader
    let once = run(1).max(Duration::from_micros(10));
    let launches = (BUDGET.as_secs_f64() / once.as_secs_f64()).clamp(1.0, 1000.0) as u32;
    run(launches).as_secs_f64() / f64::from(launches)
}

fn tensor(values: Vec<f32>, device: &Device) -> Tensor<1> {
    let length = values.len();
    Tensor::from_data(TensorData::new(values, [length]), device)
}

fn primitive(tensor: Tensor<1>) -> CubeTensor {
    tensor.try_into_primitive::<CubeBackend>().expect("opened on the GPU")
}
