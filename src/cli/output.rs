//! How an answer is printed.

use crate::Classify;
use serde_json::{Map, Value, json};
use std::path::Path;

/// Prints the likeliest of `top`, which has the likeliest first, as text or JSON, and how likely it is
/// `none` of the classes, where the network knows. `kind` is what JSON calls a class; `times` are
/// milliseconds of preparing the picture and on the device.
pub fn print(
    asked: &Classify,
    path: &Path,
    kind: &str,
    mut top: Vec<(String, f32)>,
    none: Option<f32>,
    times: [f64; 2],
    layers: &[(String, f64)],
) {
    top.truncate(asked.top_k.into());
    if asked.json {
        let class = |name: &str| match name.parse::<u32>() {
            Ok(digit) if kind == "digit" => Value::from(digit),
            _ => Value::from(name),
        };
        let top: Vec<_> = top
            .iter()
            .map(|(name, share)| json!({ kind: class(name), "probability": share }))
            .collect();
        let layers: Map<_, _> =
            layers.iter().map(|(name, ms)| (name.clone(), (*ms).into())).collect();
        let [prepare, device] = times;
        let mut object = json!({
            "file": path.display().to_string(),
            "network": asked.network,
            "top_k": top,
            "milliseconds": { "prepare": prepare, "device": device },
            "layers": layers,
        });
        if let Some(none) = none {
            object["none"] = none.into();
        }
        println!("{object}");
        return;
    }
    if let Some(none) = none {
        let place = top.partition_point(|(_, share)| *share >= none);
        top.insert(place, ("none".into(), none));
    }
    println!("{}", path.display());
    for (name, share) in top {
        println!("  {:5.1} %  {name}", share * 100.0);
    }
    for (name, milliseconds) in layers {
        println!("  {name:<20} {milliseconds:8.3} ms");
    }
}
