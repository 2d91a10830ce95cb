//! `triptych IMAGE…`: classifies digits in picture files on this machine's GPU or CPU.

use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use triptych::protocol::{Answer, DeviceChoice, Drawing};
use triptych::weights::{Weights, bundled, verify};
use triptych::{Error, arch, bench, classify, device, digit, network::Model};

/// Reads handwritten digits from picture files with LeNet-5.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Pictures of one digit each: PNG, JPEG, WebP, GIF or BMP; dark on light or light on dark.
    #[arg(required = true)]
    images: Vec<PathBuf>,
    /// The network: lenet5 or lenet5-1998.
    #[arg(long, default_value = "lenet5")]
    network: String,
    /// A safetensors file to use instead of the bundled weights.
    #[arg(long)]
    weights: Option<PathBuf>,
    /// Where to run: auto, gpu or cpu.
    #[arg(long, default_value = "auto", value_parser = parse_device)]
    device: DeviceChoice,
    /// How many answers to print.
    #[arg(long, default_value_t = 3)]
    top_k: usize,
    /// Print JSON, one object a picture.
    #[arg(long)]
    json: bool,
    /// Print the time of each layer too.
    #[arg(long)]
    layers: bool,
}

fn parse_device(name: &str) -> Result<DeviceChoice, String> {
    DeviceChoice::parse(name).ok_or_else(|| "there are auto, gpu and cpu".into())
}

fn main() -> ExitCode {
    match pollster::block_on(run(&Arguments::parse())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}\n{}", error.advice());
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Error> {
    let network = arch::find(&arguments.network)?;
    let weights = Weights::read(&network, &weights_file(arguments)?)?;
    let opened = device::open(arguments.device, |reason| {
        eprintln!("The GPU went away: {reason}");
    })
    .await?;
    let model = Model::new(network, &weights, &opened.device)?;
    eprintln!("{} on {} ({})", model.network().title, opened.info.name, opened.info.api);
    for (number, path) in (0..).zip(&arguments.images) {
        let drawing = Drawing::Picture(digit::prepare(&ink(path)?).to_vec());
        let answer = classify::classify(&model, number, &drawing, false).await?;
        let layers = match arguments.layers {
            true => {
                bench::layer_times(&model, model.input(digit::normalise(&answer.input))?).await?
            }
            false => Vec::new(),
        };
        print(arguments, path, &answer, &layers);
    }
    Ok(())
}

fn weights_file(arguments: &Arguments) -> Result<Vec<u8>, Error> {
    if let Some(path) = &arguments.weights {
        return read(path);
    }
    let entry = bundled(&arguments.network)?;
    let bytes = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("weights").join(&entry.file))?;
    verify(&entry, &bytes)?;
    Ok(bytes)
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|error| Error::Unreadable {
        what: path.display().to_string(),
        reason: error.to_string(),
    })
}

fn ink(path: &Path) -> Result<digit::Grey, Error> {
    let picture = image::load_from_memory(&read(path)?).map_err(|error| Error::BadFile {
        what: path.display().to_string(),
        reason: error.to_string(),
    })?;
    let grey = picture.to_luma8();
    digit::picture_to_ink(grey.width() as usize, grey.height() as usize, grey.as_raw())
}

fn print(arguments: &Arguments, path: &Path, answer: &Answer, layers: &[(String, f64)]) {
    let mut ranked: Vec<_> = answer.probabilities.iter().copied().enumerate().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked.truncate(arguments.top_k);
    if arguments.json {
        let top: Vec<_> = ranked
            .iter()
            .map(|(digit, probability)| serde_json::json!({"digit": digit, "probability": probability}))
            .collect();
        let layers: serde_json::Map<_, _> =
            layers.iter().map(|(name, ms)| (name.clone(), (*ms).into())).collect();
        let object = serde_json::json!({
            "file": path.display().to_string(),
            "network": arguments.network,
            "top_k": top,
            "milliseconds": {"prepare": answer.times.prepare, "device": answer.times.device},
            "layers": layers,
        });
        println!("{object}");
        return;
    }
    println!("{}", path.display());
    for (digit, probability) in ranked {
        println!("  {digit}  {:5.1} %", probability * 100.0);
    }
    for (name, milliseconds) in layers {
        println!("  {name:<8} {milliseconds:8.3} ms");
    }
}
