//! A timing as text and as JSON, for taking along.

use super::{Timing, layers::layers};
use crate::{protocol::Statistics, ui::words};
use serde_json::{Value, json};

/// A line for the whole, a line a layer.
pub fn text(timing: &Timing) -> String {
    let Timing { network, settings, result, .. } = timing;
    let weights = if result.made_up { ", made-up weights" } else { "" };
    let mut text =
        format!("{}, batch {}{weights}, on {}\n", network.title, settings.batch, timing.device());
    if let Some(times) = Statistics::of(&result.times) {
        let on_gpu = result.gpu_ms.map(|ms| format!(", on the GPU {ms:.3}")).unwrap_or_default();
        text.push_str(&format!(
            "median {:.3} ms, first {:.3}, 90 % {:.3}, fastest {:.3}{on_gpu}, {}\n",
            times.median,
            result.first_ms,
            times.ninetieth,
            times.fastest,
            words::runs(result.times.len())
        ));
    }
    let rate = |rate: Option<f64>| rate.map_or("-".into(), |number| format!("{number:.1}"));
    for layer in layers(timing) {
        text.push_str(&format!(
            "{}\t{:.3} ms\t{}\t{} GFLOP/s\t{} GB/s\n",
            words::layer(&layer.name),
            layer.ms,
            words::plain(&words::part(layer.share as f32)),
            rate(layer.gflops()),
            rate(layer.cost.gigabytes(layer.ms))
        ));
    }
    text
}

/// All that was measured.
pub fn json(timing: &Timing) -> Value {
    let Timing { network, settings, device, result } = timing;
    let layers: Vec<_> = layers(timing)
        .iter()
        .map(|layer| {
            json!({
                "name": layer.name,
                "milliseconds": layer.ms,
                "share": layer.share,
                "gflops": layer.cost.gflops(layer.ms),
                "gigabytes": layer.cost.gigabytes(layer.ms),
            })
        })
        .collect();
    json!({
        "program": "Triptych",
        "network": network.name,
        "batch": settings.batch,
        "asked": settings.runs,
        "device": device.as_ref().map(words::device),
        "madeUpWeights": result.made_up,
        "fetchMs": result.fetch_ms,
        "createMs": result.create_ms,
        "tuneMs": result.tune_ms,
        "firstMs": result.first_ms,
        "times": result.times,
        "gpuMs": result.gpu_ms,
        "layers": layers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{arch, protocol::BenchResult, ui::settings::Settings};

    #[test]
    fn a_report_has_every_layer_that_does_something() {
        let network = arch::find("alexnet_tv").unwrap();
        let result = BenchResult {
            made_up: true,
            fetch_ms: 1.0,
            create_ms: 2.0,
            tune_ms: 0.0,
            first_ms: 9.0,
            times: vec![4.0, 2.0, 3.0],
            gpu_ms: Some(1.5),
            output: Vec::new(),
            layers: network.rows.iter().map(|row| (row.name.clone(), 0.5)).collect(),
        };
        let settings = Settings { batch: 8, ..Settings::default() };
        let timing = Timing { network, settings, device: None, result };
        let text = text(&timing);
        assert!(text.starts_with("AlexNet, one tower, batch 8, made-up weights"), "{text}");
        assert!(text.contains("median 3.000 ms, first 9.000"), "{text}");
        assert!(text.contains("fastest 2.000, on the GPU 1.500, 3 runs"), "{text}");
        assert!(text.contains("fc6\t0.500 ms"), "{text}");
        assert!(text.contains("%\t- GFLOP/s"), "no operations of pooling are counted: {text}");
        assert!(!text.contains("drop"), "dropout does nothing: {text}");
        let json = json(&timing);
        let layers = json["layers"].as_array().unwrap();
        assert_eq!(layers.len(), text.lines().count() - 2);
        assert_eq!((&json["asked"], json["times"].as_array().map(Vec::len)), (&50.into(), Some(3)));
        assert!(layers[0]["gflops"].as_f64().is_some_and(|gflops| gflops > 0.0));
    }
}
