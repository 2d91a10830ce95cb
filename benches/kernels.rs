//! Times every case of every kernel on the GPU at hand: `cargo bench --bench kernels [FILTER]`.
//!
//! Each case is launched many times in a row and read back once; the table shows the mean, and what
//! that is of the most that this GPU can do, as `triptych::bench::Roof` measures it.

use burn::backend::wgpu::{CubeBackend, CubeTensor};
use burn::tensor::{Device, Tensor, TensorData};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use triptych::arch::Cost;
use triptych::bench::Roof;
use triptych::device::{open, read};
use triptych::kernels::{Case, Constant, launch_into, registry};
use triptych::protocol::DeviceChoice;

/// How long a case is measured.
const BUDGET: Duration = Duration::from_millis(300);

fn main() -> ExitCode {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let lost = |reason| eprintln!("The GPU went away: {reason}");
    let measured = pollster::block_on(async {
        let opened = open(DeviceChoice::Gpu, lost).await?;
        let roof = Roof::of(&opened, None, None).await?;
        Ok::<_, triptych::Error>((opened, roof))
    });
    let (opened, roof) = match measured {
        Ok(measured) => measured,
        Err(error) => {
            eprintln!("{error}. {}", error.advice());
            return ExitCode::FAILURE;
        }
    };
    println!("{} ({})", opened.info.name, opened.info.api);
    println!("roofline: {:.0} GFLOP/s, {:.1} GB/s", roof.gflops, roof.gigabytes);
    println!("{:>12} {:>9} {:>8} {:>10}  case", "microseconds", "GFLOP/s", "GB/s", "% of roof");
    for kernel in registry() {
        for case in kernel.cases_on(&opened.device) {
            if filter.as_ref().is_none_or(|filter| case.name.contains(filter.as_str())) {
                let ms = time(&case, &opened.device) * 1e3;
                let cost = cost(&case);
                let rate = |rate: Option<f64>| rate.unwrap_or_default();
                let (gflops, gigabytes) = (rate(cost.gflops(ms)), rate(cost.gigabytes(ms)));
                let reached = 100.0 * roof.least_ms(cost) / ms;
                let microseconds = ms * 1e3;
                println!(
                    "{microseconds:12.1} {gflops:9.1} {gigabytes:8.1} {reached:10.0}  {}",
                    case.name
                );
            }
        }
    }
    ExitCode::SUCCESS
}

/// What a case computes and moves, by its shapes.
fn cost(case: &Case) -> Cost {
    let numbers = |shape: &[usize]| shape.iter().product::<usize>();
    // A second input of several sides is a matrix of weights, each used once for each pixel, but for a kernel
    // that only unpacks weights, whose scales it is.
    let multiplies = !case.name.starts_with("unpack");
    let weights = case.inputs.get(1).filter(|shape| shape.len() > 1 && multiplies);
    let inner = case.output.get(1..case.output.len() - 1).unwrap_or_default();
    let pixels = case.inputs[0][0] * numbers(inner);
    let multiply_adds = weights.map_or(0, |shape| pixels * numbers(shape) * 32 / bits(case));
    let moved: usize = case.inputs.iter().chain([&case.output]).map(|shape| numbers(shape)).sum();
    Cost { flops: 2 * multiply_adds as u64, bytes: (moved * size_of::<f32>()) as u64 }
}

/// Bits of a weight: packed ones come several to a number.
fn bits(case: &Case) -> usize {
    match case.program.constants.iter().find(|(name, _)| *name == "BITS") {
        Some((_, Constant::U32(bits))) => *bits as usize,
        _ if case.in_halves => 8, // the only ones there are
        _ => 32,
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
