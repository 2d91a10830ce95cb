//! AlexNet and the ResNets in the page, against ONNX Runtime. `cargo xtask data reference` makes
//! weights, inputs and answers; native tests compare more networks, layer by layer.

use browser_tests::{Browser, Look, Page, npy, say, session, settings};

/// One of each kind of row: two towers with response normalisation, one tower, basic blocks,
/// bottlenecks.
const NETWORKS: [&str; 4] = ["alexnet_bvlc", "alexnet_tv", "resnet18", "resnet50"];

async fn agree(page: &Page, device: &str) {
    let folder = settings::data("reference").join("20240521");
    let file = |name: &str, ending: &str| folder.join(format!("{name}.{ending}"));
    page.open_ready(&format!("/bench.html?device={device}")).await;
    for name in NETWORKS {
        if !file(name, "stages.npz").is_file() {
            say(&format!("skipped: {name} on {device}, for want of {}", folder.display()));
            continue;
        }
        for ending in ["safetensors", "input.npy"] {
            let bytes = std::fs::read(file(name, ending)).expect("a file");
            page.serve(&format!("/reference/{name}.{ending}"), bytes);
        }
        let expected = npy::read(&file(name, "ort.npy"));
        let address = format!("/reference/{name}.safetensors");
        page.logits_agree(name, &address, &expected, device).await;
        page.serve(&address, Vec::new()); // a quarter of a gigabyte is not kept for the next one
    }
}

#[test]
fn photo_networks_agree_with_onnx_runtime_on_webgpu() {
    session(Browser::Gpu, Look::Light, async |page| agree(page, "gpu").await);
}

#[test]
fn photo_networks_agree_with_onnx_runtime_on_the_cpu() {
    session(Browser::NoGpu, Look::Light, async |page| agree(page, "cpu").await);
}
