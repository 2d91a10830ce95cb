//! Trains a network on MNIST: `cargo run --release --bin train -- lenet5`.

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use triptych::arch::{Network, WeightSpec};
use triptych::train::{self, Epoch, Options, Trained, augment::Strength, chart, data, save};
use triptych::weights::{FileTensor, safetensors};
use triptych::{Error, arch};

/// Train LeNet-5 on MNIST.
///
/// Writes the weights, their entry in manifest.json, a log, a learning curve and a confusion
/// matrix. The weights are those after the last epoch.
#[derive(Parser, Debug)]
#[command(name = "train")]
struct Arguments {
    /// lenet5, or lenet5-1998 for the form that the paper prints
    #[arg(value_parser = trainable)]
    network: Network,
    /// How often to see each training picture [default: 40; 14 for lenet5-1998]
    #[arg(long)]
    epochs: Option<usize>,
    /// Start of the random numbers
    #[arg(long, default_value_t = 1998)]
    seed: u64,
    /// Pictures a step
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    batch: u16,
    /// Largest step [default: 0.05; 0.002 for lenet5-1998]
    #[arg(long)]
    learning_rate: Option<f64>,
    /// Shrinking of the kernels [default: 0.0002; 0.0001 for lenet5-1998]
    #[arg(long)]
    weight_decay: Option<f64>,
    /// Strength of all distortions [default: 1; 0.7 for lenet5-1998]
    #[arg(long)]
    distortion: Option<f32>,
    /// Folder for what is written
    #[arg(long, default_value = "weights")]
    out: PathBuf,
    /// Folder with MNIST's four files; where `cargo xtask data mnist` puts them by default
    #[arg(long)]
    data: Option<PathBuf>,
}

/// The network called `name`, if MNIST's digits are what it takes.
fn trainable(name: &str) -> Result<Network, String> {
    let network = arch::find(name).map_err(|error| error.to_string())?;
    if train::is_for_digits(&network) {
        return Ok(network);
    }
    let here: Vec<_> =
        arch::all().into_iter().filter(train::is_for_digits).map(|network| network.name).collect();
    Err(format!(
        "{} takes photographs, and this program has only MNIST's digits: it trains {}. Networks for \
         photographs are trained by training/ (in Python; a later issue).",
        network.title,
        here.join(", ")
    ))
}

fn main() -> ExitCode {
    match train(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}\n{}", error.advice());
            ExitCode::FAILURE
        }
    }
}

fn train(arguments: &Arguments) -> Result<(), Error> {
    let network = arguments.network.clone();
    // What the bundled weights were trained with.
    let (epochs, learning_rate, weight_decay, distortion) =
        if network.name == "lenet5-1998" { (14, 0.002, 1e-4, 0.7) } else { (40, 0.05, 2e-4, 1.0) };
    let distortion = arguments.distortion.unwrap_or(distortion);
    let options = Options {
        epochs: arguments.epochs.unwrap_or(epochs),
        seed: arguments.seed,
        batch: arguments.batch.into(),
        learning_rate: arguments.learning_rate.unwrap_or(learning_rate),
        weight_decay: arguments.weight_decay.unwrap_or(weight_decay),
        strength: Strength::DEFAULT.times(distortion),
        network,
    };
    let mnist = data::Mnist::read(&arguments.data.clone().unwrap_or_else(data::default_folder))?;
    fs::create_dir_all(&arguments.out).map_err(|error| Error::Unreadable {
        what: arguments.out.display().to_string(),
        reason: error.to_string(),
    })?;
    let name = options.network.name;
    let log_file = arguments.out.join(format!("{name}.log.jsonl"));
    let mut lines = String::new();
    let mut failure = Ok(());
    let bar = ProgressBar::new(0).with_style(
        ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let trained = train::run(
        &options,
        &mnist,
        &mut |epoch, done, all| {
            bar.set_length(all as u64);
            bar.set_message(format!("epoch {}", epoch + 1));
            bar.set_position(done as u64);
        },
        &mut |epoch| {
            report(&bar, epoch);
            lines += &format!("{}\n", json!(epoch));
            // After every epoch, so that an interrupted run leaves its log.
            failure = save::write(&log_file, lines.as_bytes());
        },
    )?;
    bar.finish_and_clear();
    failure?;
    write(&arguments.out, &options, distortion, &mnist, &trained)
}

fn report(bar: &ProgressBar, epoch: &Epoch) {
    let line = format!(
        "epoch {:>3}  loss {:.4}  right {:.2} %  test: loss {:.4}  right {:.2} %  {:.0} s",
        epoch.epoch,
        epoch.train_loss,
        100.0 * epoch.train_accuracy,
        epoch.test_loss,
        100.0 * epoch.test_accuracy,
        epoch.seconds
    );
    bar.suspend(|| println!("{line}"));
}

fn write(
    out: &Path,
    options: &Options,
    distortion: f32,
    mnist: &data::Mnist,
    trained: &Trained,
) -> Result<(), Error> {
    let network = &options.network;
    let accuracy = train::accuracy(&trained.confusion);
    let command = command(options, distortion);
    let file = format!("{}.safetensors", network.name);
    let provenance = format!("{command}; MNIST test set {:.2} %", 100.0 * accuracy);
    let metadata =
        [("network", network.name), ("provenance", &provenance), ("licence", "MIT OR Apache-2.0")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let tensor = |(spec, values): &(WeightSpec, Vec<f32>)| {
        FileTensor::floats(&spec.name, &spec.shape, values)
    };
    let tensors: Vec<_> = trained.tensors.iter().map(tensor).collect();
    let bytes = safetensors(&tensors, &metadata);
    let write = |name: &str, bytes: &[u8]| save::write(&out.join(name), bytes);
    write(&file, &bytes)?;
    let title = format!("{}: wrong answers by epoch", network.title);
    write(
        &format!("{}.curve.svg", network.name),
        chart::learning_curve(&title, &trained.epochs).as_bytes(),
    )?;
    let title = format!("{}: MNIST's test set", network.title);
    let matrix = chart::confusion_matrix(&title, &trained.confusion);
    write(&format!("{}.confusion.svg", network.name), matrix.as_bytes())?;
    let checksums: serde_json::Map<_, _> =
        mnist.checksums.iter().map(|(file, sha256)| (file.clone(), json!(sha256))).collect();
    let entry = json!({
        "network": network.name,
        "file": file,
        "bytes": bytes.len(),
        "sha256": data::checksum(&bytes),
        // As a decimal number of as many digits as 10,000 pictures give.
        "accuracy": f64::from((accuracy * 1e4).round()) / 1e4,
        "licence": "MIT OR Apache-2.0",
        "provenance": {
            "command": command,
            "seed": options.seed,
            "epochs": options.epochs,
            "date": save::today(),
            "data": checksums,
            "note": "Weights after the last epoch; the test set decided nothing.",
        },
    });
    save::enter(out, entry)?;
    print_confusion(&trained.confusion);
    println!("{:.2} % of the test set right; written to {}", 100.0 * accuracy, out.display());
    Ok(())
}

/// The command that does this again, with every default spelt out.
fn command(options: &Options, distortion: f32) -> String {
    format!(
        "cargo run --release --bin train -- {} --epochs {} --seed {} --batch {} --learning-rate {} \
         --weight-decay {} --distortion {distortion}",
        options.network.name,
        options.epochs,
        options.seed,
        options.batch,
        options.learning_rate,
        options.weight_decay,
    )
}

fn print_confusion(confusion: &[[u32; 10]; 10]) {
    println!("digit taken for {}", (0..10).map(|i| format!("{i:>5}")).collect::<String>());
    for (digit, row) in confusion.iter().enumerate() {
        println!("{digit:>15} {}", row.iter().map(|n| format!("{n:>5}")).collect::<String>());
    }
}
