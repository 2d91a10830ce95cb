//! A GPU's shaders are compiled before the work that needs them, aside: compiled when it is launched, each
//! would hold up the browser's part that shows all pages.

use browser_tests::hands::Hand;
use browser_tests::photos::sample;
use browser_tests::worker::{asked_of_the_worker, before_the_worker};
use browser_tests::{Browser, Fault, Look, Page, Pointer, say, session, settings};
use std::time::{Duration, Instant};

/// Notes the shaders of pipelines that were made at once and aside, and tells whoever asks.
const MADE: &str = "const made = { createComputePipeline: [], createComputePipelineAsync: [] };
    const texts = new WeakMap();
    const { createShaderModule } = GPUDevice.prototype;
    GPUDevice.prototype.createShaderModule = function (given) {
        const shader = createShaderModule.call(this, given);
        texts.set(shader, given.code);
        return shader;
    };
    for (const [name, all] of Object.entries(made)) {
        const own = GPUDevice.prototype[name];
        GPUDevice.prototype[name] = function (given) {
            all.push(texts.get(given.compute.module));
            return own.call(this, given);
        };
    }
    const channel = new BroadcastChannel('made');
    channel.onmessage = () => channel.postMessage(made)";

/// A browser that compiles nothing aside.
const NOTHING_ASIDE: &str = "GPUDevice.prototype.createComputePipelineAsync = () =>
    Promise.reject(new GPUPipelineError('not now', { reason: 'internal' }));";

/// The shaders that were compiled at once, and how many aside.
async fn made(page: &Page) -> (Vec<String>, usize) {
    let all = asked_of_the_worker(page, "made").await;
    let shaders = |name: &str| all[name].as_array().cloned().unwrap_or_default();
    let aside = shaders("createComputePipelineAsync").len();
    let at_once = shaders("createComputePipeline");
    let texts = at_once.iter().map(|text| text.as_str().unwrap_or_default().to_owned());
    (texts.collect(), aside)
}

/// The first layer's weights are made longer when they are laid out: a shader of few lines, once.
const LAYS_OUT: &str = "// Rows of numbers made longer";

/// No shader of a run was compiled while somebody waited, and so many at least aside.
async fn waited_for_none(page: &Page, few: usize) {
    let (mut at_once, aside) = made(page).await;
    at_once.retain(|text| !text.starts_with(LAYS_OUT));
    say(&format!("{aside} shaders were compiled aside"));
    assert!(aside >= few, "only {aside} were");
    assert!(at_once.is_empty(), "{} were not: {}", at_once.len(), at_once.join("\n"));
}

#[test]
fn a_digit_and_a_number_wait_for_no_shader() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, MADE);
        page.open_ready("/?device=gpu").await;
        page.reads(Hand::School, 3).await;
        page.click("clear").await;
        for digit in Hand::School.number(&[4, 2, 7]) {
            page.draw(Pointer::Mouse, &digit).await;
        }
        let read = "document.querySelector('[data-testid=answer]')?.innerText === '427'";
        page.until("427", read).await;
        page.is_measured().await;
        waited_for_none(page, 20).await;
    });
}

#[test]
fn photographs_wait_for_no_shader() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, MADE);
        page.open_photo_page("gpu").await;
        page.choose("choose", &[&sample("rocket.jpg"), &sample("cat.jpg")]).await;
        page.photos_are(2).await;
        page.photo_is_answered("resnet").await;
        waited_for_none(page, 40).await;
    });
}

#[test]
fn a_networks_shaders_are_compiled_while_it_comes() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, MADE);
        page.break_file(&settings::weights_address("alexnet_tv"), Fault::Held);
        page.open_ready("/photo.html?device=gpu&tune=0").await;
        // Half of the file has all convolutions.
        let begun = Instant::now();
        while made(page).await.1 < 8 {
            assert!(begun.elapsed() < Duration::from_secs(60), "{} were", made(page).await.1);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        page.mend();
        page.comes("alexnet").await;
        waited_for_none(page, 12).await;
    });
}

#[test]
fn a_browser_that_compiles_nothing_aside_answers_too() {
    session(Browser::Gpu, Look::Light, async |page| {
        before_the_worker(page, &format!("{MADE};{NOTHING_ASIDE}"));
        page.open_ready("/?device=gpu&tune=0").await;
        page.reads(Hand::School, 3).await;
        assert!(!made(page).await.0.is_empty(), "there was nothing to compile");
        page.is_civil().await;
    });
}
