//! Every kernel's cases against its reference, on the browser's WebGPU, with the limits that every GPU has.

use browser_tests::worker::{POOREST_GPU, UNCOMPILABLE_TILES, before_the_worker};
use browser_tests::{Browser, Look, say, session};

#[test]
fn every_case_of_every_kernel_passes_in_the_browser() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, POOREST_GPU);
        page.open_ready("/?device=gpu").await;
        let cases = page.eval("return triptych.checkKernels()").await;
        let cases = cases.as_array().expect("checkKernels gives a list");
        assert!(cases.len() >= 40, "there should be 40 cases or more, but {} ran", cases.len());
        let failed: Vec<String> = cases
            .iter()
            .filter(|case| case["passed"] != true)
            .map(|case| {
                format!(
                    "{}, {}: off by {}, allowed {}",
                    case["kernel"], case["case"], case["error"], case["tolerance"]
                )
            })
            .collect();
        assert!(
            failed.is_empty(),
            "{} of {} cases failed:\n{}",
            failed.len(),
            cases.len(),
            failed.join("\n")
        );
        let mut kernels: Vec<&str> =
            cases.iter().filter_map(|case| case["kernel"].as_str()).collect();
        kernels.dedup();
        say(&format!("{} cases of {}", cases.len(), kernels.join(", ")));
    });
}

#[test]
fn kernels_that_a_driver_cannot_compile_are_named_and_the_gpu_stays() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, UNCOMPILABLE_TILES);
        page.open_ready("/?device=gpu&tune=0").await;
        let cases = page.eval("return triptych.checkKernels()").await;
        let cases = cases.as_array().expect("checkKernels gives a list");
        let (failed, tiles): (Vec<_>, Vec<_>) = (
            cases.iter().filter(|case| case["passed"] != true).collect(),
            cases.iter().filter(|case| case["case"].as_str().is_some_and(in_tiles_of_64)).collect(),
        );
        assert!(!tiles.is_empty() && tiles.len() < cases.len(), "{} tiles", tiles.len());
        assert_eq!(failed, tiles, "these cannot be compiled, and no others");
        assert_eq!(page.device().await, "gpu");
    });
}

fn in_tiles_of_64(case: &str) -> bool {
    case.contains("_64x64: ")
}
