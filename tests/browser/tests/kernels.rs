//! Every kernel's cases against its reference, on the browser's WebGPU, with the limits that every GPU has.

use browser_tests::worker::{POOREST_GPU, before_the_worker};
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
