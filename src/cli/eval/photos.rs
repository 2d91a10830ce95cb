//! AlexNet and the ResNets on labelled pictures.

use super::pictures::{self, Labelled};
use super::{Evaluate, report};
use crate::cli::{open, weights_file};
use indicatif::ProgressBar;
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;
use triptych::arch::Network;
use triptych::device::read;
use triptych::home::locate;
use triptych::image::{Crop, Picture, Preprocessing};
use triptych::measure::{Tally, softmax};
use triptych::photo::{About, Photographer, usual};
use triptych::weights::FileAbout;
use triptych::{Error, arch};

/// Pictures that run at once: at 224 pixels ResNet-152 needs some 50 MB each.
const BATCH: usize = 16;

pub async fn run(asked: &Evaluate) -> Result<(), Error> {
    let network = arch::find(&asked.network)?;
    let bytes = weights_file(asked.weights.as_deref(), &asked.network)?;
    let opened = open(asked.device, &network).await?;
    let folder = asked.data.clone().map_or_else(default_folder, Ok)?;
    let limit = asked.limit.map(|most| most as usize);
    let mut logits = asked.logits.as_deref().map(Logits::create).transpose()?;
    let mut unreadable = BTreeSet::new();
    for preprocessing in views(asked, &network, &FileAbout::read(&bytes)?) {
        let told = About {
            network: Some(asked.network.clone()),
            preprocessing: Some(preprocessing),
            ..About::default()
        };
        let photographer = Photographer::load(&opened.device, &bytes, &told)?;
        let about = photographer.describe();
        let all = pictures::spread(pictures::find(&folder, &about.labels)?, limit);
        photographer.warm_up().await?;
        let mut tally = Tally::new(about.labels.len());
        let bar =
            if asked.json { ProgressBar::hidden() } else { ProgressBar::new(all.len() as u64) };
        let start = Instant::now();
        for some in all.chunks(BATCH) {
            let decoded: Vec<_> = some.par_iter().map(Labelled::decode).collect();
            let (mut labelled, mut pictures) = (Vec::new(), Vec::new());
            for (one, decoded) in some.iter().zip(decoded) {
                match decoded {
                    Ok(picture) => {
                        labelled.push(one);
                        pictures.push(picture);
                    }
                    // One bad file of thousands costs no measurement. Told once, however many sides are tried.
                    Err(error) if unreadable.insert(one.path.clone()) => {
                        bar.suspend(|| eprintln!("{error}"));
                    }
                    Err(_) => {}
                }
            }
            let answers = answer(&photographer, &pictures).await?;
            for (one, answer) in labelled.into_iter().zip(answers.chunks(about.labels.len())) {
                let probabilities = softmax(answer);
                tally.add(one.class, &probabilities);
                // Before it is printed: a reader that goes away ends the program.
                if let Some(logits) = &mut logits {
                    logits.write(about.preprocessing.side, one, answer)?;
                }
                if asked.each {
                    bar.suspend(|| report::one(&about.labels, one, &probabilities));
                }
            }
            bar.inc(some.len() as u64);
        }
        bar.finish_and_clear();
        if tally.count() > 0 {
            report::all(asked, &about, &tally, start.elapsed());
        }
    }
    match unreadable.len() {
        0 => Ok(()),
        count => Err(Error::BadFile {
            what: folder.display().to_string(),
            reason: format!(
                "the measurement leaves out {count} of its pictures, which could not be read"
            ),
        }),
    }
}

/// The ways to look at a picture that are measured, one after another.
fn views(asked: &Evaluate, network: &Network, file: &FileAbout) -> Vec<Preprocessing> {
    let own = file.preprocessing.clone().unwrap_or_else(|| usual(network));
    if asked.sides.is_empty() {
        return vec![own];
    }
    let resize = |side: usize| (side as f64 / asked.crop).round() as usize;
    let one = |&side: &usize| Preprocessing { side, resize: resize(side), ..own.clone() };
    asked.sides.iter().map(one).collect()
}

/// The logits of whole pictures, one after another.
async fn answer(photographer: &Photographer, pictures: &[Picture]) -> Result<Vec<f32>, Error> {
    if pictures.is_empty() {
        return Ok(Vec::new());
    }
    let inputs: Vec<_> =
        pictures.par_iter().map(|picture| photographer.input(picture, Crop::default())).collect();
    let model = photographer.model();
    let logits = read(model.logits(inputs.concat())?).await?;
    match logits.iter().all(|logit| logit.is_finite()) {
        true => Ok(logits),
        false => Err(Error::BadWeights { reason: "they give logits that are not finite".into() }),
    }
}

/// Where `cargo xtask data tiny-imagenet` puts the pictures.
fn default_folder() -> Result<PathBuf, Error> {
    let home = locate(std::env::consts::OS, |name| std::env::var_os(name)).unwrap_or_default();
    let folder = home.join("data").join("tiny-imagenet-200");
    match folder.is_dir() {
        true => Ok(folder),
        false => Err(Error::Unreadable {
            what: folder.display().to_string(),
            reason: "it is not there, and `cargo xtask data tiny-imagenet` brings it".into(),
        }),
    }
}

/// A file of logits, to be compared with another engine's.
struct Logits {
    path: PathBuf,
    file: File,
}

impl Logits {
    fn create(path: &Path) -> Result<Self, Error> {
        let file = File::create(path).map_err(Error::unwritten(path))?;
        Ok(Self { path: path.into(), file })
    }

    /// Writes a line at once, so that none is left half.
    fn write(&mut self, side: usize, one: &Labelled, logits: &[f32]) -> Result<(), Error> {
        let file = one.path.display().to_string();
        let line = json!({ "file": file, "class": one.class, "side": side, "logits": logits });
        self.file.write_all(format!("{line}\n").as_bytes()).map_err(Error::unwritten(&self.path))
    }
}
