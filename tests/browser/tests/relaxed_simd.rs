//! On the CPU, the inner loop uses relaxed SIMD where the browser knows it, and does without elsewhere.

use browser_tests::worker::{asked_of_the_worker, before_the_worker};
use browser_tests::{Browser, Look, Page, npy, session, settings};

/// Counts the programs that the engine makes beside its own and its rest, which alone imports from that, and
/// tells whoever asks.
const COUNTS: &str = "
    let made = 0;
    const construct = (own, what) => (made += !what[1].program, Reflect.construct(own, what));
    WebAssembly.Instance = new Proxy(WebAssembly.Instance, { construct });
    const channel = new BroadcastChannel('made');
    channel.onmessage = ({ data }) => data === '?' && channel.postMessage(made)";

/// Compares with ONNX Runtime. Gives how many programs were made.
async fn agrees(page: &Page) -> u64 {
    page.open_ready("/bench.html?device=cpu").await;
    let before = asked_of_the_worker(page, "made").await.as_u64();
    for file in ["lenet5_tanh-7", "lenet5_relu-20240521"] {
        let expected = npy::read(&settings::models().join(format!("{file}.ort.npy")));
        let (network, address) = (file.split_once('-'), format!("/models/{file}.safetensors"));
        let network = network.map_or(file, |(network, _)| network);
        page.logits_agree(network, &address, &expected, "cpu").await;
    }
    let after = asked_of_the_worker(page, "made").await.as_u64();
    after.zip(before).map_or(u64::MAX, |(after, before)| after - before)
}

#[test]
fn the_inner_loop_is_a_program_of_its_own() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, COUNTS);
        assert_eq!(agrees(page).await, 1, "it is made once");
    });
}

/// As in Safari.
#[test]
fn a_browser_that_does_not_know_it_computes_the_same() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, &format!("{COUNTS}; WebAssembly.validate = () => false"));
        assert_eq!(agrees(page).await, 0);
    });
}
