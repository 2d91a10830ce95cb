//! Makes Triptych's compact weights of a safetensors file or a PyTorch checkpoint:
//! `cargo xtask convert resnet50-0676ba61.pth -o resnet50.safetensors`.

#[path = "convert/arguments.rs"]
mod arguments;
#[path = "../cli/pipe.rs"]
mod pipe;

use arguments::Arguments;
use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use triptych::arch::{Network, Op};
use triptych::convert::change::{self, Change};
use triptych::convert::{Calibration, Options, Precision, Told, compact, load};
use triptych::image::{Crop, Picture, decode};
use triptych::photo::{self, About, Photographer};
use triptych::protocol::DeviceChoice;
use triptych::weights::{FileAbout, identify};
use triptych::{Error, device};

fn main() -> ExitCode {
    pipe::end_quietly(0);
    match pollster::block_on(run(&Arguments::parse())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}\n{}", error.advice());
            ExitCode::FAILURE
        }
    }
}

async fn run(asked: &Arguments) -> Result<(), Error> {
    let start = Instant::now();
    let before = std::fs::metadata(&asked.input).map_err(Error::unreadable(&asked.input))?.len();
    check_output(asked)?;
    let pictures = pictures(&asked.compare)?;
    let bytes = load(&asked.input)?;
    let (network, _) = identify(asked.network.as_deref(), &bytes)?;
    photo::slot(&network)?;
    let old = FileAbout::read(&bytes)?;
    let metadata = told(asked)?.metadata(&network, &old)?;
    let mut options = Options {
        network: Some(network.name.into()),
        precision: asked.quantize,
        blue_first: asked.blue_first || asked.caffe,
        side: asked.side.or(old.preprocessing.map(|how| how.side)),
        metadata,
        calibration: None,
    };
    let lost = |reason| eprintln!("The device went away: {reason}");
    let device = device::open(DeviceChoice::Cpu, lost).await?.device;
    let load = |file: &[u8]| Photographer::load(&device, file, &About::default());
    let exact = match asked.quantize {
        Precision::F32 => None,
        _ => {
            let options = Options { precision: Precision::F32, ..options.clone() };
            Some(load(&compact(&bytes, &options)?.1)?)
        }
    };
    let rounds = matches!(asked.quantize, Precision::Int8 | Precision::Int4);
    if let Some(exact) = exact.as_ref().filter(|_| rounds && !asked.calibrate.is_empty()) {
        options.calibration = Some(calibration(exact, &options, &asked.calibrate).await?);
    }
    let (network, file) = compact(&bytes, &options)?;
    drop((bytes, options));

    // Always loaded before it is written: what is written works.
    let made = load(&file)?;
    let mut changed = None;
    if let Some(exact) = exact {
        let exact = change::logits(&exact, &pictures).await?;
        let coarse = change::logits(&made, &pictures).await?;
        changed = Some(Change::between(&exact, &coarse, network.classes()));
    }
    // Before anything is printed: a reader that goes away ends the program.
    write(&asked.output, &file)?;
    println!("{}, {} classes", network.title, network.classes());
    println!("  before  {}  {}", size(before), asked.input.display());
    let bits = file.len() as f64 * 8.0 / network.folded().parameters() as f64;
    let after = size(file.len() as u64);
    println!("  after   {after}  {}, {bits:.2} bits a parameter", asked.output.display());
    if asked.quantize == Precision::Int4 && !large_layers(&network) {
        println!(
            "  int4 is for fully connected layers before the last; it has none, so all is int8"
        );
    }
    match asked.calibrate.len() {
        0 => (),
        pictures if rounds => println!("  rounded for {pictures} pictures"),
        _ => println!("  --calibrate is for int8 and int4"),
    }
    if let Some(change) = &changed {
        report(asked, change);
    }
    println!("  took {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Whether there are fully connected layers before the last one.
fn large_layers(network: &Network) -> bool {
    let linear = network.rows.iter().filter(|row| matches!(row.op, Op::Linear { .. }));
    linear.count() > 1
}

fn told(asked: &Arguments) -> Result<Told, Error> {
    let labels = asked.labels.as_ref().map(|path| {
        let text = std::fs::read_to_string(path).map_err(Error::unreadable(path))?;
        Ok((path.display().to_string(), text))
    });
    Ok(Told {
        caffe: asked.caffe,
        mean: asked.mean,
        std: asked.std,
        resize: asked.resize,
        side: asked.side,
        filter: asked.filter,
        labels: labels.transpose()?,
        label_set: asked.label_set.clone(),
        accuracy: asked.accuracy,
        source: asked.source.clone(),
        licence: asked.licence.clone(),
    })
}

/// The pictures to compare on; they are read before anything that takes long.
fn pictures(paths: &[PathBuf]) -> Result<Vec<Picture>, Error> {
    if paths.is_empty() {
        return change::smooth_pictures();
    }
    paths.iter().map(|path| picture(path)).collect()
}

fn picture(path: &Path) -> Result<Picture, Error> {
    let bytes = std::fs::read(path).map_err(Error::unreadable(path))?;
    decode(&path.display().to_string(), &bytes)
}

/// What the layers of the `exact` network are given in pictures. One picture is in memory at a time: there may be
/// thousands.
async fn calibration(
    exact: &Photographer,
    options: &Options,
    paths: &[PathBuf],
) -> Result<Calibration, Error> {
    let mut calibration = Calibration::of(exact.model(), options)?;
    for path in paths {
        let input = exact.input(&picture(path)?, Crop::default());
        calibration.add(exact.model(), input).await?;
    }
    Ok(calibration)
}

fn report(asked: &Arguments, change: &Change) {
    let Change { pictures, deviation, maximum, rms, agree } = change;
    let which = match asked.compare.is_empty() {
        true => format!("{pictures} made-up smooth pictures (seed {})", change::SEED),
        false => format!("the {pictures} pictures given"),
    };
    let share = |value: &f32| 100.0 * value / deviation.max(f32::MIN_POSITIVE);
    println!("  against f32, on the CPU, on {which}:");
    println!("    logits have a standard deviation of {deviation:.4}");
    println!("    they change by {maximum:.3e} at most ({:.3} % of it)", share(maximum));
    println!("    and by {rms:.3e} RMS ({:.3} %)", share(rms));
    println!("    top-1 stays the same for {agree} of {pictures}");
}

/// The input is somebody's original; and what is in the way is told before minutes of work.
fn check_output(asked: &Arguments) -> Result<(), Error> {
    let folder = asked.output.parent().filter(|folder| !folder.as_os_str().is_empty());
    let fault = match folder {
        Some(folder) if !folder.is_dir() => {
            Some(format!("there is no folder {}", folder.display()))
        }
        _ if asked.output.is_dir() => Some("it is a folder".to_owned()),
        _ => None,
    };
    if let Some(reason) = fault {
        return Err(Error::Unwritten { what: asked.output.display().to_string(), reason });
    }
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    match real(&asked.output) {
        Some(output) if Some(&output) == real(&asked.input).as_ref() => Err(Error::BadFile {
            what: asked.output.display().to_string(),
            reason: "it is the input itself, which must stay as it is".into(),
        }),
        _ => Ok(()),
    }
}

/// Writes a file whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let partial = path.with_extension("partial");
    let written = std::fs::write(&partial, bytes).and_then(|()| std::fs::rename(&partial, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&partial);
        Error::unwritten(path)(error)
    })
}

fn size(bytes: u64) -> String {
    format!("{:>7.2} MB ({bytes} bytes)", bytes as f64 / 1e6)
}

#[cfg(test)]
#[path = "convert/tests.rs"]
mod tests;
