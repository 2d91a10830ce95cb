//! What a timing says, as a table and as JSON.

use super::Roof;
use crate::arch::{Cost, Network};
use crate::protocol::{Bench, BenchResult, DeviceInfo, Statistics};
use serde_json::{Value, json};
use std::fmt;

/// A timing with what it is about.
pub struct Report<'a> {
    /// The network.
    pub network: &'a Network,
    /// What ran it.
    pub device: &'a DeviceInfo,
    /// What was asked for.
    pub bench: &'a Bench,
    /// What the device can do at most.
    pub roof: Roof,
    /// What was measured.
    pub result: &'a BenchResult,
}

/// A line of the table: milliseconds for something that costs so much.
struct Line<'a> {
    name: &'a str,
    ms: f64,
    cost: Cost,
    /// What its parts take at least, ms.
    least_ms: f64,
}

impl Line<'_> {
    /// The share of the roofline that was reached, in per cent.
    fn reached(&self) -> Option<f64> {
        (self.ms > 0.0).then(|| 100.0 * self.least_ms / self.ms)
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "milliseconds": self.ms,
            "gflops": self.cost.gflops(self.ms),
            "gigabytes": self.cost.gigabytes(self.ms),
            "roofline_percent": self.reached(),
        })
    }
}

impl Report<'_> {
    /// The layers that do something, in order.
    fn layers(&self) -> Vec<Line<'_>> {
        let costs = self.network.costs(self.bench.batch as usize);
        let lines = self.result.layers.iter().zip(costs);
        lines
            .filter(|(_, cost)| *cost != Cost::default())
            .map(|((name, ms), cost)| Line {
                name,
                ms: *ms,
                cost,
                least_ms: self.roof.least_ms(cost),
            })
            .collect()
    }

    fn together<'a>(name: &'a str, ms: f64, layers: &[Line<'_>]) -> Line<'a> {
        let cost = layers.iter().map(|line| line.cost).sum();
        Line { name, ms, cost, least_ms: layers.iter().map(|line| line.least_ms).sum() }
    }

    /// The device in words.
    fn device(&self) -> String {
        let DeviceInfo { name, api, gpu, threads, .. } = self.device;
        match gpu {
            true => format!("{name} ({api})"),
            false => format!("{name} ({api}), threads: {threads}"),
        }
    }

    /// All figures as JSON.
    pub fn json(&self) -> Value {
        let layers = self.layers();
        let whole = Statistics::of(&self.result.times)
            .map(|times| Self::together("median", times.median, &layers).json());
        json!({
            "network": self.network.name,
            "batch": self.bench.batch,
            "device": self.device(),
            "made_up_weights": self.result.made_up,
            "load_milliseconds": self.result.fetch_ms + self.result.create_ms,
            "tuning_milliseconds": self.result.tune_ms,
            "first_milliseconds": self.result.first_ms,
            "run_milliseconds": self.result.times,
            "roofline": { "gflops": self.roof.gflops, "gigabytes": self.roof.gigabytes },
            "gpu_milliseconds": self.result.gpu_ms,
            "layers": layers.iter().map(Line::json).collect::<Vec<_>>(),
            "whole": whole,
        })
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BenchResult { made_up, fetch_ms, create_ms, tune_ms, first_ms, times, .. } =
            self.result;
        let weights = if *made_up { ", made-up weights" } else { "" };
        let (title, batch) = (self.network.title, self.bench.batch);
        writeln!(f, "{title}, batch {batch}{weights}, on {}", self.device())?;
        let Roof { gflops, gigabytes } = self.roof;
        writeln!(f, "roofline: {gflops:.0} GFLOP/s, {gigabytes:.1} GB/s")?;
        let load = fetch_ms + create_ms;
        write!(f, "load {load:.0} ms, tuning {tune_ms:.0} ms, first run {first_ms:.2} ms, ")?;
        writeln!(f, "then runs: {}", times.len())?;
        writeln!(f, "{:<20} {:>10} {:>9} {:>8} {:>10}", "", "ms", "GFLOP/s", "GB/s", "% of roof")?;
        let layers = self.layers();
        let sum = layers.iter().map(|line| line.ms).sum();
        let mut lines = vec![Self::together("all layers", sum, &layers)];
        if let Some(times) = Statistics::of(times) {
            lines.push(Self::together("whole, median", times.median, &layers));
            lines.push(Self::together("whole, fastest", times.fastest, &layers));
        }
        if let Some(gpu_ms) = self.result.gpu_ms {
            lines.push(Self::together("whole, on the GPU", gpu_ms, &layers));
        }
        for line in layers.iter().chain(&lines) {
            let Line { name, ms, cost, .. } = line;
            let rate = |rate: Option<f64>| rate.map_or("-".into(), |number| format!("{number:.1}"));
            let (gflops, gigabytes) = (rate(cost.gflops(*ms)), rate(cost.gigabytes(*ms)));
            let reached = rate(line.reached());
            writeln!(f, "{name:<20} {ms:>10.3} {gflops:>9} {gigabytes:>8} {reached:>10}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch;

    #[test]
    fn a_report_has_every_layer_and_the_whole() {
        let network = arch::find("lenet5").unwrap();
        let device = DeviceInfo {
            name: "X".into(),
            api: "Vulkan".into(),
            gpu: true,
            threads: 0,
            why_cpu: None,
        };
        let bench = Bench {
            network: "lenet5".into(),
            weights_url: None,
            input: Vec::new(),
            batch: 2,
            runs: 3,
            budget_ms: 1.0,
        };
        let result = BenchResult {
            made_up: true,
            fetch_ms: 1.0,
            create_ms: 2.0,
            tune_ms: 0.0,
            first_ms: 3.0,
            times: vec![0.5, 0.25, 1.0],
            gpu_ms: Some(0.2),
            output: Vec::new(),
            layers: network.rows.iter().map(|row| (row.name.clone(), 0.125)).collect(),
        };
        let roof = Roof { gflops: 100.0, gigabytes: 10.0 };
        let (device, bench, result) = (&device, &bench, &result);
        let report = Report { network: &network, device, bench, roof, result };
        let text = report.to_string();
        assert!(text.contains("batch 2, made-up weights, on X (Vulkan)"), "{text}");
        assert_eq!(text.lines().count(), 4 + network.rows.len() + 4, "{text}");
        let json = report.json();
        assert_eq!(json["whole"]["milliseconds"], 0.5);
        assert_eq!(json["gpu_milliseconds"], 0.2);
        let c1 = &json["layers"][0];
        assert_eq!((c1["name"].as_str(), c1["milliseconds"].as_f64()), (Some("c1"), Some(0.125)));
        let gflops = c1["gflops"].as_f64().unwrap();
        assert!((gflops - 2.0 * 2.0 * 117_600.0 / 0.125 / 1e6).abs() < 1e-6, "{gflops}");
    }
}
