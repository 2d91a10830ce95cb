//! GPUs with drivers that compile shaders wrongly, or not at all.

use browser_tests::hands::Hand;
use browser_tests::worker::{
    UNCOMPILABLE_TILES, WRONG_GPU, WRONG_USUAL_WAY, asked_of_the_worker, before_the_worker,
};
use browser_tests::{Browser, Look, Page, session};

/// What was kept of the measuring.
async fn kept(page: &Page) -> String {
    let kept = page.eval("return localStorage['triptych-tuning']").await;
    kept.as_str().unwrap_or_default().to_owned()
}

/// How often a script met what it is for.
async fn met(page: &Page, channel: &str) -> u64 {
    asked_of_the_worker(page, channel).await.as_u64().unwrap_or_default()
}

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

#[test]
fn ways_that_a_driver_cannot_compile_are_passed_over() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, UNCOMPILABLE_TILES);
        page.open_ready("/?device=gpu").await;
        page.is_measured().await;
        assert!(met(page, "uncompilable").await > 0, "none was tried");
        page.reads(Hand::School, 3).await;
        assert_eq!(page.device().await, "gpu");
        let kept = kept(page).await;
        assert!(!kept.contains("64x64"), "{kept}");
    });
}

/// wgpu panics when a driver could not compile a shader, if it hears of it.
#[test]
fn a_kept_way_that_a_driver_cannot_compile_any_more_is_forgotten() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/?device=gpu").await;
        page.is_measured().await;
        let in_tiles = "const kept = localStorage['triptych-tuning'];
            const ways = kept.replaceAll(/\"conv2d_\\w+( in \\d+ parts)?\"/g, '\"conv2d_workgroup_64x64\"');
            localStorage['triptych-tuning'] = ways;";
        page.eval(in_tiles).await;
        assert!(kept(page).await.contains("64x64"), "no convolution has ways to choose from");
        before_the_worker(page, UNCOMPILABLE_TILES);
        page.open_ready("/?device=gpu").await;
        assert!(met(page, "uncompilable").await > 0, "what was kept was not tried");
        page.reads(Hand::School, 3).await;
        assert_eq!(page.device().await, "gpu");
        page.is_measured().await;
        let kept = kept(page).await;
        assert!(!kept.contains("64x64"), "{kept}");
    });
}

/// What is supposed of hardware is right there, and what every other way is compared with is not.
#[test]
fn ways_that_compute_wrongly_together_do_not_take_over() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, WRONG_USUAL_WAY);
        page.open_ready("/?device=gpu").await;
        let named = "document.body.textContent.includes('NVIDIA ampere, WebGPU')";
        page.until("the GPU's name", named).await;
        page.is_measured().await;
        assert!(met(page, "wrong").await > 0, "the usual way was not tried");
        page.reads(Hand::School, 3).await;
        assert_eq!(page.device().await, "gpu");
        let kept = kept(page).await;
        assert!(!kept.contains("tile4x4"), "{kept}");
    });
}
