//! Every kernel in the registry: valid WGSL, right numbers.

mod common;

use naga::front::wgsl;
use naga::valid::{Capabilities, ValidationFlags, Validator};
use triptych::check::{check_case, check_kernels};
use triptych::kernels::{Case, WORKGROUP, registry};
use triptych::protocol::DeviceChoice;

fn validate(name: &str, source: &str) -> naga::Module {
    let module = wgsl::parse_str(source)
        .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(source)));
    // The baseline: no optional feature of WebGPU but the one that a shader's own first lines ask for.
    // `unpack2x16float` is in it; naga asks for what some OpenGL drivers lack.
    let halves = match source.contains("\nenable f16;\n") {
        true => Capabilities::SHADER_FLOAT16,
        false => Capabilities::empty(),
    };
    Validator::new(ValidationFlags::all(), Capabilities::SHADER_FLOAT16_IN_FLOAT32 | halves)
        .validate(&module)
        .unwrap_or_else(|error| panic!("{name}: {}", error.emit_to_string(source)));
    module
}

#[test]
fn shaders_are_valid_as_they_stand_and_for_every_case() {
    for kernel in registry() {
        for (name, source) in &kernel.shaders {
            let module = validate(name, source);
            assert_eq!(module.entry_points.len(), 1, "{name}");
            let size = module.entry_points[0].workgroup_size;
            assert_eq!(size.iter().product::<u32>(), WORKGROUP as u32, "{name}: as is launched");
            assert!(module.global_variables.len() <= 8, "{name}: beyond the baseline");
        }
        for case in kernel.cases() {
            validate(&case.name, &case.program.specialised());
        }
    }
}

#[test]
fn every_shader_file_is_registered_under_its_own_stem() {
    let mut files: Vec<_> = std::fs::read_dir("shaders")
        .expect("shaders/")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    let mut registered: Vec<_> = registry()
        .iter()
        .flat_map(|kernel| kernel.shaders.iter().map(|(name, _)| format!("{name}.wgsl")))
        .collect();
    files.sort();
    registered.sort();
    registered.dedup(); // a shader may serve several implementations
    assert_eq!(files, registered);
}

#[test]
fn every_case_agrees_with_its_reference_on_the_gpu() {
    let opened = common::device(DeviceChoice::Gpu);
    let results = pollster::block_on(check_kernels(&opened.device)).expect("a GPU that answers");
    assert!(results.len() >= 40, "only {} cases ran", results.len());
    let failed: Vec<_> = results.iter().filter(|case| !case.passed()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let cases = registry().into_iter().flat_map(|kernel| kernel.cases());
    let ran = |case: &Case| results.iter().any(|result| result.case == case.name);
    let in_halves = cases.filter(|case| case.in_halves && ran(case)).count();
    common::ran_in_halves(&opened.device, in_halves, 6);
    println!("{} cases on {}", results.len(), opened.info.name);
}

#[test]
fn the_check_notices_what_a_kernel_does_not_write() {
    let device = &common::device(DeviceChoice::Gpu).device;
    let error =
        |case: &Case| pollster::block_on(check_case(case, device)).expect("a GPU that answers");
    let mut cases = registry().into_iter().flat_map(|kernel| kernel.cases_on(device));
    let several = |case: &Case| case.program.workgroups.iter().product::<u32>() > 1;
    let mut case = cases.find(several).expect("a case of several workgroups");
    assert!(error(&case) <= case.tolerance, "{}", case.name);
    // What the others would have written stays as it was.
    case.program.workgroups = [1; 3];
    assert!(error(&case).is_nan(), "{}: {}", case.name, error(&case));
}
