//! Trains a network on MNIST: `cargo run --release --bin train -- lenet5 --strokes none --out trial`.

#[path = "../cli/pipe.rs"]
mod pipe;
#[path = "../cli/within.rs"]
mod within;
#[path = "train/written.rs"]
mod written;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use triptych::arch::{Network, Op};
use triptych::train::hands::{self, Hand};
use triptych::train::{self, Epoch, Options, Sources, augment::Strength, data, save};
use triptych::{Error, arch};
use within::within;

/// Train LeNet-5 on MNIST and on pen strokes.
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
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    epochs: Option<u16>,
    /// Start of the random numbers
    #[arg(long, default_value_t = 1998)]
    seed: u64,
    /// Pictures a step
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    batch: u16,
    /// Largest step [default: 0.05; 0.002 for lenet5-1998]
    #[arg(long, value_parser = within(0.0..=10.0_f64))]
    learning_rate: Option<f64>,
    /// Shrinking of the kernels [default: 0.0002; 0.0001 for lenet5-1998]
    #[arg(long, value_parser = within(0.0..=1.0_f64))]
    weight_decay: Option<f64>,
    /// Strength of all distortions [default: 1; 0.7 for lenet5-1998]
    #[arg(long, value_parser = within(0.0..=10.0_f32))]
    distortion: Option<f32>,
    /// Strength of the last epoch's distortions, of that of the first
    #[arg(long, default_value_t = 1.0, value_parser = within(0.0..=10.0_f32))]
    last_distortion: f32,
    /// File with digits as pen strokes, or `none` for MNIST alone: they are not published with
    /// Triptych [default: none for lenet5-1998, else what `cargo xtask data strokes` unpacked]
    #[arg(long)]
    strokes: Option<PathBuf>,
    /// Collections of pen strokes to measure on instead, such as ibm,gmd
    #[arg(long, value_delimiter = ',')]
    keep: Vec<String>,
    /// Of every so many writers one to measure on instead
    #[arg(long, value_parser = clap::value_parser!(u16).range(2..))]
    keep_writers: Option<u16>,
    /// A safetensors file to begin with instead of random weights
    #[arg(long)]
    from: Option<PathBuf>,
    /// Part of the trained weights in the result; the rest are those of --from
    #[arg(long, default_value_t = 1.0, requires = "from", value_parser = within(0.0..=1.0_f64))]
    blend: f64,
    /// By what the logits are divided in the end, so that probabilities are right: measured with
    /// collections that were kept
    #[arg(long, default_value_t = 1.0, value_parser = within(0.01..=100.0_f32))]
    temperature: f32,
    /// How likely a digit must be for a sure answer, measured likewise
    #[arg(long, value_parser = within(0.0..=1.0_f32))]
    sure: Option<f32>,
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
         photographs are trained in Python: see training/README.md.",
        network.title,
        here.join(", ")
    ))
}

fn main() -> ExitCode {
    pipe::end_quietly(0);
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
    let fixed = matches!(network.rows.last().map(|row| &row.op), Some(Op::Rbf { .. }));
    if fixed && arguments.temperature != 1.0 {
        refuse(&format!(
            "--temperature divides the weights of the last layer, and those of {} are fixed",
            network.name
        ));
    }
    // For `lenet5-1998` those of its bundled weights; those of `lenet5` have a command of their own in
    // weights/manifest.json, and these are for MNIST alone.
    let (epochs, learning_rate, weight_decay, distortion) =
        if network.name == "lenet5-1998" { (14, 0.002, 1e-4, 0.7) } else { (40, 0.05, 2e-4, 1.0) };
    let distortion = arguments.distortion.unwrap_or(distortion);
    let options = Options {
        epochs: arguments.epochs.map_or(epochs, usize::from),
        seed: arguments.seed,
        batch: arguments.batch.into(),
        learning_rate: arguments.learning_rate.unwrap_or(learning_rate),
        weight_decay: arguments.weight_decay.unwrap_or(weight_decay),
        strength: Strength::DEFAULT.times(distortion),
        last_distortion: arguments.last_distortion,
        blend: arguments.blend,
        start: arguments.from.as_deref().map(read).transpose()?,
        network,
    };
    let hands = strokes(arguments)?;
    if hands.is_empty() && (!arguments.keep.is_empty() || arguments.keep_writers.is_some()) {
        refuse("--keep and --keep-writers are for pen strokes, and there are none");
    }
    hands::check_collections(&hands, &arguments.keep).unwrap_or_else(|words| refuse(&words));
    let mnist = data::Mnist::read(&arguments.data.clone().unwrap_or_else(data::default_folder))?;
    let writers = match arguments.keep_writers {
        Some(every) => hands::every_nth_writer(&hands, every.into()),
        None => BTreeSet::new(),
    };
    let (kept, hands): (Vec<_>, Vec<_>) = hands
        .into_iter()
        .partition(|hand| arguments.keep.contains(&hand.donor) || writers.contains(&hand.writer));
    let kept = hands::pictures(&kept);
    let sources = Sources { mnist: &mnist, hands: &hands, kept: &kept };
    fs::create_dir_all(&arguments.out).map_err(Error::unwritten(&arguments.out))?;
    let name = options.network.name;
    let log_file = arguments.out.join(format!("{name}.log.jsonl"));
    // Whether it can be written is better known before hours of work. An earlier run's log stays till then.
    let opened = fs::OpenOptions::new().append(true).create(true).open(&log_file);
    opened.map_err(Error::unwritten(&log_file))?;
    let mut lines = String::new();
    let mut failure = Ok(());
    let bar = ProgressBar::new(0).with_style(
        ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let trained = train::run(
        &options,
        sources,
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
    // What was learned is worth more than its log.
    written::all(arguments, &options, distortion, &sources, &trained)?;
    failure
}

/// Ends the program as clap does where options do not go together.
fn refuse(words: &str) -> ! {
    Arguments::command().error(ErrorKind::ArgumentConflict, words).exit()
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(Error::unreadable(path))
}

/// The pen strokes to learn from, and those to keep.
fn strokes(arguments: &Arguments) -> Result<Vec<Hand>, Error> {
    let file = match &arguments.strokes {
        Some(file) => file.clone(),
        None if arguments.network.name == "lenet5-1998" => return Ok(Vec::new()),
        None => hands::default_file(),
    };
    if file == Path::new("none") {
        return Ok(Vec::new());
    }
    let mut hands = hands::parse(&file)?;
    hands.retain(Hand::is_whole);
    Ok(hands)
}

fn report(bar: &ProgressBar, epoch: &Epoch) {
    let line = format!(
        "epoch {:>3}  loss {:.4}  right {:.2} %  test: loss {:.4}  right {:.2} %{}  {:.0} s",
        epoch.epoch,
        epoch.train_loss,
        100.0 * epoch.train_accuracy,
        epoch.test_loss,
        100.0 * epoch.test_accuracy,
        epoch.hands_accuracy.map_or(String::new(), |a| format!("  kept: {:.2} %", 100.0 * a)),
        epoch.seconds
    );
    // Hours of work do not end because nobody reads on.
    let _ = bar.suspend(|| writeln!(std::io::stdout(), "{line}"));
}
