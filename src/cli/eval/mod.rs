//! `triptych eval NETWORK`: how often a network is right, measured with this engine.

mod digits;
mod photos;
mod pictures;
mod report;

use std::path::PathBuf;
use triptych::protocol::DeviceChoice;
use triptych::{Error, arch};

/// What to measure, and how.
#[derive(clap::Args)]
pub struct Evaluate {
    /// The network, such as resnet50, alexnet_tv or lenet5.
    network: String,
    /// Labelled pictures: a folder a class, or files named by their labels
    /// [default: what `cargo xtask data tiny-imagenet` brought].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// For digits: pen strokes, a JSON object a line
    /// [default: what `cargo xtask data strokes` brought].
    #[arg(long, value_name = "FILE")]
    strokes: Option<PathBuf>,
    /// For digits: only these collections, such as ibm,gmd.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// For digits: only one of so many writers, those that `train --keep-writers` keeps.
    #[arg(long, value_name = "N")]
    writers: Option<usize>,
    /// For digits: what the numbers' composition follows from.
    #[arg(long, value_name = "N", default_value_t = 1998)]
    seed: u64,
    /// For digits: how likely one must be for a sure answer, 0 to 1 [default: as the weights say].
    #[arg(long, value_name = "SHARE")]
    sure: Option<f32>,
    /// For digits: write drawings and what was read in them to this file, for the browser's test.
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
    /// For digits: write the fifty worst answers to this file, as SVG.
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    /// A safetensors file to use instead of the bundled weights.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Where to run: auto, gpu or cpu.
    #[arg(long, default_value = "auto", value_parser = crate::parse_device)]
    device: DeviceChoice,
    /// Sides of the input to try, such as 64,96,128 [default: as the weights say].
    #[arg(long = "side", value_name = "N", value_delimiter = ',')]
    sides: Vec<usize>,
    /// With --side: how much of the picture's shorter side is seen.
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, value_parser = share)]
    crop: f64,
    /// Only so many pictures, spread evenly over all.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// How many of the worst classes to print.
    #[arg(long, value_name = "N", default_value_t = 10)]
    worst: usize,
    /// Print each picture's answer too.
    #[arg(long)]
    each: bool,
    /// Print JSON, one object a side.
    #[arg(long)]
    json: bool,
    /// Write every picture's logits to this file, a JSON object a line.
    #[arg(long, value_name = "FILE")]
    logits: Option<PathBuf>,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if share > 0.1 && share <= 1.0 => Ok(share),
        _ => Err("it is a number above 0.1, and at most 1".into()),
    }
}

/// Measures the network and prints what was found.
pub async fn run(asked: &Evaluate) -> Result<(), Error> {
    match arch::find(&asked.network)?.year {
        1998 => digits::run(asked).await,
        _ => photos::run(asked).await,
    }
}
