//! How a measurement is printed.

use super::Evaluate;
use super::pictures::Labelled;
use serde_json::{Value, json};
use std::time::Duration;
use triptych::classify::top;
use triptych::measure::{Fate, Tally};
use triptych::protocol::photo::LoadedNetwork;

/// Wrong answers that are named for a class.
const MISTAKES: usize = 3;

/// What was found at one side.
pub fn all(asked: &Evaluate, about: &LoadedNetwork, tally: &Tally, took: Duration) {
    let worst: Vec<_> = tally.worst().into_iter().take(asked.worst).collect();
    let how = &about.preprocessing;
    let a_second = tally.count() as f64 / took.as_secs_f64().max(1e-9);
    if asked.json {
        let object = json!({
            "network": about.network,
            "label_set": about.label_set,
            "pictures": tally.count(),
            "resize": how.resize,
            "side": how.side,
            "top_1": tally.top_1(),
            "top_5": tally.top_5(),
            "loss": tally.loss(),
            "calibration_error": tally.calibration_error(),
            "pictures_per_second": a_second,
            "worst": worst.iter().map(|fate| as_json(&about.labels, fate)).collect::<Vec<_>>(),
        });
        println!("{object}");
        return;
    }
    let percent = |share: f64| format!("{:.2} %", 100.0 * share);
    println!(
        "{}, {}, shorter side to {}, the middle {} x {} of it",
        about.title, about.label_set, how.resize, how.side, how.side
    );
    println!("  pictures           {} ({a_second:.0} a second)", tally.count());
    println!("  top-1              {}", percent(tally.top_1()));
    println!("  top-5              {}", percent(tally.top_5()));
    println!("  loss               {:.3}", tally.loss());
    println!(
        "  calibration error  {} (right {}, sure {} on average)",
        percent(tally.calibration_error()),
        percent(tally.top_1()),
        percent(tally.sureness())
    );
    if !worst.is_empty() {
        println!("  the worst classes, and what they were taken for:");
    }
    for fate in &worst {
        let mistakes: Vec<_> = mistakes(&about.labels, fate)
            .map(|(label, times)| format!("{label} {times}"))
            .collect();
        let label = label(&about.labels, fate.class);
        println!(
            "    {:>3} of {:<3} {label:<24} {}",
            fate.right,
            fate.pictures,
            mistakes.join(", ")
        );
    }
}

/// One picture's answer.
pub fn one(labels: &[String], picture: &Labelled, probabilities: &[f32]) {
    let answer = top(probabilities);
    let sure = 100.0 * probabilities.get(answer).copied().unwrap_or_default();
    let own = probabilities.get(picture.class).copied().unwrap_or_default();
    let rank = 1 + probabilities.iter().filter(|other| **other > own).count();
    let name = picture.path.file_name().unwrap_or_default().to_string_lossy();
    println!("{name:<40} {sure:5.1} %  {:<24} its own is number {rank}", label(labels, answer));
}

fn as_json(labels: &[String], fate: &Fate) -> Value {
    json!({
        "class": label(labels, fate.class),
        "pictures": fate.pictures,
        "right": fate.right,
        "taken_for": mistakes(labels, fate).collect::<Vec<_>>(),
    })
}

fn mistakes<'a>(labels: &'a [String], fate: &'a Fate) -> impl Iterator<Item = (&'a str, u32)> {
    fate.taken_for.iter().take(MISTAKES).map(|&(class, times)| (label(labels, class), times))
}

fn label(labels: &[String], class: usize) -> &str {
    labels.get(class).map_or("", String::as_str)
}
