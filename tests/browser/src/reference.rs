//! What ONNX Runtime says about a network's logits, and whether the page says the same.

use crate::Page;
use serde_json::{Value, json};

/// The logits have a standard deviation of about 3; sums of some hundred to some thousand 32-bit
/// products in another order differ by less.
const ALLOWED: f32 = 1e-4;

impl Page {
    /// Runs `network` with the weights at `address`, beside which its input lies, by `window.bench`.
    /// Fails unless the logits are `expected` and every time and name is there. Says what it saw.
    pub async fn logits_agree(&self, network: &str, address: &str, expected: &[f32], device: &str) {
        let arguments = vec![json!(network), json!(address)];
        let script = "return bench(arguments[0], arguments[1], 3, { budgetMs: 20000 })";
        let result = self.script(script, arguments).await;
        let result = result.unwrap_or_else(|error| panic!("{address} on {device}: {error}"));
        let output = numbers(&result["output"]);
        assert_eq!(output.len(), expected.len(), "{address} on {device}: number of logits");
        let worst = output.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, nan_max);
        assert!(worst <= ALLOWED, "{address} on {device} is off by {worst}");
        let times = numbers(&result["times"]);
        assert!(
            (2..=3).contains(&times.len()),
            "{address} on {device}: 3 runs were asked for, {} made",
            times.len()
        );
        for name in ["lib_ms", "fetch_ms", "create_ms", "first_ms"] {
            let time = result[name].as_f64().unwrap_or(f64::NAN);
            let there = (0.0..120_000.0).contains(&time);
            assert!(there, "{address} on {device}: {name} is {}", result[name]);
        }
        let gpu = &result["info"]["gpu"];
        assert_eq!(gpu, &json!(device == "gpu"), "{address}: info names the device: {result}");
        let fastest = times.iter().copied().fold(f32::MAX, f32::min);
        crate::say(&format!("{address} on {device}: off by {worst:.1e}, {fastest:.2} ms"));
    }
}

/// The larger one; NaN wins, so that it is noticed.
fn nan_max(a: f32, b: f32) -> f32 {
    if b.is_nan() || b > a { b } else { a }
}

fn numbers(list: &Value) -> Vec<f32> {
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN) as f32;
    list.as_array().into_iter().flatten().map(number).collect()
}
