//! `triptych eval NETWORK`: how often a network is right, measured with this engine.

mod digits;
mod photos;
mod pictures;
mod report;

use crate::cli::within::within;
use clap::CommandFactory;
use clap::error::ErrorKind;
use std::path::PathBuf;
use triptych::protocol::DeviceChoice;
use triptych::{Error, arch};

/// What to measure, and how.
#[derive(clap::Args)]
pub struct Evaluate {
    /// The network, such as resnet50, alexnet_tv or lenet5.
    network: String,
    /// For photographs: labelled pictures, a folder a class, or files named by their labels
    /// [default: what `cargo xtask data tiny-imagenet` brought].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// For digits: pen strokes, a JSON object a line, or `none` for MNIST's test set alone
    /// [default: what `cargo xtask data strokes` unpacked, if anything].
    #[arg(long, value_name = "FILE")]
    strokes: Option<PathBuf>,
    /// For digits: only these collections, such as ibm,gmd.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// For digits: only one of so many writers, those that `train --keep-writers` keeps.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    writers: Option<u16>,
    /// For digits: what the numbers' composition follows from.
    #[arg(long, value_name = "N", default_value_t = 1998)]
    seed: u64,
    /// For digits: how likely one must be for a sure answer, 0 to 1 [default: as the weights say].
    #[arg(long, value_name = "SHARE", value_parser = within(0.0..=1.0_f32))]
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
    /// For photographs: sides of the input to try, such as 64,96,128 [default: as the weights say].
    #[arg(long = "side", value_name = "N", value_delimiter = ',')]
    sides: Vec<usize>,
    /// For photographs, with --side: how much of the picture's shorter side is seen.
    #[arg(long, value_name = "SHARE", requires = "sides", default_value_t = 1.0,
        value_parser = within(0.1..=1.0_f64))]
    crop: f64,
    /// Only so many pictures, spread evenly over all; of digits so many numbers.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// For photographs: how many of the worst classes to print.
    #[arg(long, value_name = "N", default_value_t = 10)]
    worst: usize,
    /// For photographs: print each picture's answer too.
    #[arg(long)]
    each: bool,
    /// For photographs: print JSON, one object a side.
    #[arg(long)]
    json: bool,
    /// For photographs: write every picture's logits to this file, a JSON object a line.
    #[arg(long, value_name = "FILE")]
    logits: Option<PathBuf>,
}

/// Measures the network and prints what was found.
pub async fn run(asked: &Evaluate) -> Result<(), Error> {
    let digits = arch::find(&asked.network)?.family.reads_digits();
    let foreign = if digits { asked.for_photographs() } else { asked.for_digits() };
    if let Some(option) = foreign {
        let [its, own] = if digits { ["photographs", "digits"] } else { ["digits", "photographs"] };
        let network = &asked.network;
        refuse(&format!("--{option} is for networks that read {its}; {network} reads {own}"));
    }
    if digits { digits::run(asked).await } else { photos::run(asked).await }
}

/// Ends the program as clap does where options do not go together.
fn refuse(words: &str) -> ! {
    let mut program = crate::Arguments::command();
    program.build();
    let own = program.find_subcommand("eval").cloned();
    own.unwrap_or(program).error(ErrorKind::ArgumentConflict, words).exit()
}

/// The first option that was given.
fn first<const N: usize>(options: [(&'static str, bool); N]) -> Option<&'static str> {
    options.into_iter().find_map(|(name, given)| given.then_some(name))
}

impl Evaluate {
    /// An option that was given, and means nothing for digits.
    fn for_photographs(&self) -> Option<&'static str> {
        first([
            ("data", self.data.is_some()),
            ("side", !self.sides.is_empty()),
            ("each", self.each),
            ("json", self.json),
            ("logits", self.logits.is_some()),
        ])
    }

    /// An option that was given, and means nothing without pen strokes.
    fn for_strokes(&self) -> Option<&'static str> {
        first([
            ("only", !self.only.is_empty()),
            ("writers", self.writers.is_some()),
            ("sure", self.sure.is_some()),
            ("replay", self.replay.is_some()),
            ("limit", self.limit.is_some()),
        ])
    }

    /// An option that was given, and means nothing for photographs.
    fn for_digits(&self) -> Option<&'static str> {
        first([
            ("strokes", self.strokes.is_some()),
            ("only", !self.only.is_empty()),
            ("writers", self.writers.is_some()),
            ("sure", self.sure.is_some()),
            ("replay", self.replay.is_some()),
            ("picture", self.picture.is_some()),
        ])
    }
}
