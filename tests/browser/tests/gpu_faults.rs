//! GPUs with drivers that compile shaders wrongly, or not at all.

use browser_tests::hands::Hand;
use browser_tests::worker::{
    UNCOMPILABLE_TILES, WRONG_GPU, asked_of_the_worker, before_the_worker,
};
use browser_tests::{Browser, Look, session};

#[test]
fn a_gpu_that_computes_wrongly_is_found_out_and_the_cpu_takes_over() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, WRONG_GPU);
        page.open_ready("/?device=gpu").await;
        let notice = page.notice("wrong").await;
        assert!(notice.contains("wrongly") && notice.contains("CPU"), "{notice}");
        assert_eq!(page.device().await, "cpu");
        page.reads(Hand::School, 3).await;
        page.looks_well("a wrong GPU", Look::Light).await;
        page.is_civil().await;
    });
}

/// wgpu panics when a driver could not compile a shader, if it hears of it.
#[test]
fn ways_that_a_driver_cannot_compile_are_passed_over() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, UNCOMPILABLE_TILES);
        page.open_ready("/?device=gpu").await;
        page.is_measured().await;
        let met = asked_of_the_worker(page, "uncompilable").await;
        assert!(met.as_u64().is_some_and(|met| met > 0), "none was tried: {met}");
        page.reads(Hand::School, 3).await;
        assert_eq!(page.device().await, "gpu");
        let kept = page.eval("return localStorage['triptych-tuning']").await;
        assert!(!kept.as_str().unwrap_or_default().contains("64x64"), "{kept}");
    });
}
