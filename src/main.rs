//! `triptych IMAGE…` classifies digits and photographs on this machine's GPU or CPU;
//! `triptych eval` measures how often that is right.

mod cli;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use triptych::protocol::DeviceChoice;
use triptych::{Error, arch};

/// Reads handwritten digits with LeNet-5, and names what is in photographs with AlexNet or ResNet.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    classify: Classify,
}

#[derive(Subcommand)]
enum Command {
    /// Print a network's table: each layer's shape, parameters and multiply-adds.
    Summary {
        /// The network, such as lenet5, alexnet or resnet50.
        network: String,
    },
    /// Measure how often a network is right on labelled pictures.
    Eval(Box<cli::Evaluate>),
    /// Time networks, layer by layer, against what this machine can do at most.
    Bench(cli::Timed),
}

/// What to classify, and how.
#[derive(clap::Args)]
struct Classify {
    /// Pictures: JPEG, PNG, WebP, GIF or BMP. For LeNet-5, of one digit each.
    #[arg(required = true)]
    images: Vec<PathBuf>,
    /// The network, such as lenet5, lenet5-1998, alexnet_tv or resnet50.
    #[arg(long, default_value = "lenet5")]
    network: String,
    /// A safetensors file to use instead of the bundled weights.
    #[arg(long)]
    weights: Option<PathBuf>,
    /// Where to run: auto, gpu or cpu.
    #[arg(long, default_value = "auto", value_parser = parse_device)]
    device: DeviceChoice,
    /// How many answers to print, 1 to 10.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=10))]
    top_k: u8,
    /// Print JSON, one object a picture.
    #[arg(long)]
    json: bool,
    /// On a GPU, leave every layer as it usually is instead of measuring what is fastest.
    #[arg(long)]
    untuned: bool,
    /// Print the time of each layer too.
    #[arg(long)]
    layers: bool,
}

fn parse_device(name: &str) -> Result<DeviceChoice, String> {
    DeviceChoice::parse(name).ok_or_else(|| "there are auto, gpu and cpu".into())
}

fn main() -> ExitCode {
    cli::end_quietly(0);
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}\n{}", error.advice());
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Error> {
    match &arguments.command {
        Some(Command::Summary { network }) => {
            print!("{}", cli::summary(&arch::find(network)?));
            Ok(())
        }
        Some(Command::Bench(asked)) => pollster::block_on(cli::bench(asked)),
        Some(Command::Eval(asked)) => pollster::block_on(cli::evaluate(asked)),
        None => pollster::block_on(cli::classify(&arguments.classify)),
    }
}
