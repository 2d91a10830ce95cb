//! LeNet-5 on digits as pen strokes, on what is no digit, and on whole numbers; without pen strokes on
//! MNIST's test set.

mod numbers;
mod refusal;
mod replay;

use super::{Evaluate, refuse};
use crate::cli::{open, weights_file};
use std::collections::BTreeMap;
use std::path::Path;
use triptych::arch::lenet5::knows_none;
use triptych::classify::{Reader, top};
use triptych::digit::{self, SIDE};
use triptych::measure::{Tally, softmax};
use triptych::train::calibrate::temperature;
use triptych::train::data::{Mnist, Set, default_folder};
use triptych::train::hands::{self, Hand};
use triptych::train::{save, worst};
use triptych::weights::{Weights, bundled};
use triptych::{Error, arch, device};

/// Pictures that run at once.
const BATCH: usize = 250;

pub async fn run(asked: &Evaluate) -> Result<(), Error> {
    let hands = strokes(asked)?.map(|hands| chosen(asked, hands));
    let network = arch::find(&asked.network)?;
    let bytes = weights_file(asked.weights.as_deref(), &asked.network)?;
    let weights = Weights::read(&network, &bytes)?;
    let opened = open(asked.device, &network).await?;
    let known = bundled(&asked.network).ok().and_then(|entry| entry.sure);
    let sure = asked.sure.or(known).unwrap_or_default();
    let reader = Reader::new(network, &weights, sure, &opened.device)?;
    let Some(mut hands) = hands else {
        return mnist(&reader, asked).await;
    };
    let cut: Vec<_> = hands.extract_if(.., |hand| !hand.is_whole()).collect();

    let set = hands::pictures(&hands);
    let logits = logits(&reader, &set.images).await?;
    by_collection(&hands, &logits);
    let tally = tally(&set, &logits);
    by_label(&tally);
    let pieces = hands::pictures(&cut);
    let right = tally_right(&pieces, &self::logits(&reader, &pieces.images).await?);
    let all = tally.count() + cut.len() as u64;
    let share = 100.0 * (tally.top_1() * tally.count() as f64 + right) / all.max(1) as f64;
    println!("{} are pieces of a digit; {share:.2} % right with them", cut.len());
    println!("\ncalibration");
    calibration("pen strokes", &reader, &set, &logits);
    if let Ok(Mnist { test, .. }) = Mnist::read(&default_folder()) {
        let logits = self::logits(&reader, &test.images).await?;
        calibration("MNIST's test set", &reader, &test, &logits);
    }
    refusal::print(&reader, &hands).await?;
    numbers::print(&reader, &hands, asked.limit.unwrap_or(1000) as usize, asked.seed).await?;
    if let Some(path) = &asked.replay {
        replay::write(path, &reader, &hands).await?;
    }
    picture(asked, &set, &logits)
}

/// The pen strokes to measure on. Where none were named and none are there, none: they are not
/// published.
fn strokes(asked: &Evaluate) -> Result<Option<Vec<Hand>>, Error> {
    let file = asked.strokes.clone().unwrap_or_else(hands::default_file);
    let none = file == Path::new("none");
    match asked.for_strokes() {
        Some(option) if none => refuse(&format!("--{option} is for pen strokes")),
        // What was asked for takes some: reading says that there are none.
        Some(_) => hands::parse(&file).map(Some),
        None if none || asked.strokes.is_none() && !file.is_file() => Ok(None),
        None => hands::parse(&file).map(Some),
    }
}

/// Those of the writers and collections that were asked for.
fn chosen(asked: &Evaluate, mut hands: Vec<Hand>) -> Vec<Hand> {
    hands::check_collections(&hands, &asked.only).unwrap_or_else(|words| refuse(&words));
    let collections = hands::collections(&hands);
    if let Some(every) = asked.writers {
        // As in training, which leaves pieces of digits out.
        let whole: Vec<_> = hands.iter().filter(|hand| hand.is_whole()).cloned().collect();
        let writers = hands::every_nth_writer(&whole, every.into());
        hands.retain(|hand| writers.contains(&hand.writer));
    }
    hands.retain(|hand| asked.only.is_empty() || asked.only.contains(&hand.donor));
    if !hands.iter().any(Hand::is_whole) {
        refuse(&format!("no digit is left to measure on; the collections are {collections}"));
    }
    hands
}

/// What can be measured with what everybody can have.
async fn mnist(reader: &Reader, asked: &Evaluate) -> Result<(), Error> {
    println!("MNIST's test set alone: pen strokes are left out (--strokes FILE takes some)\n");
    let Mnist { test, .. } = Mnist::read(&default_folder())?;
    let logits = logits(reader, &test.images).await?;
    by_label(&tally(&test, &logits));
    println!("\ncalibration");
    calibration("MNIST's test set", reader, &test, &logits);
    picture(asked, &test, &logits)
}

/// Writes the worst answers where they are asked for.
fn picture(asked: &Evaluate, set: &Set, logits: &[Vec<f32>]) -> Result<(), Error> {
    match &asked.picture {
        Some(path) => save::write(path, worst::svg(set, logits).as_bytes()),
        None => Ok(()),
    }
}

/// Ten logits a picture.
async fn logits(reader: &Reader, images: &[[u8; SIDE * SIDE]]) -> Result<Vec<Vec<f32>>, Error> {
    let model = reader.model();
    let [side, ..] = model.network().input;
    let mut all = Vec::with_capacity(images.len());
    for some in images.chunks(BATCH) {
        let values = some.iter().flat_map(|image| digit::normalise(&digit::pad(image, side)));
        let logits = device::read(model.logits(values.collect())?).await?;
        all.extend(logits.chunks(model.network().classes()).map(<[f32]>::to_vec));
    }
    Ok(all)
}

fn tally(set: &Set, logits: &[Vec<f32>]) -> Tally {
    let mut tally = Tally::new(10);
    for (&label, logits) in set.labels.iter().zip(logits) {
        tally.add(label.into(), &softmax(logits)[..10]);
    }
    tally
}

fn tally_right(set: &Set, logits: &[Vec<f32>]) -> f64 {
    let tally = tally(set, logits);
    tally.top_1() * tally.count() as f64
}

fn by_collection(hands: &[Hand], logits: &[Vec<f32>]) {
    let mut collections: BTreeMap<&str, Tally> = BTreeMap::new();
    for (hand, logits) in hands.iter().zip(logits) {
        let own = collections.entry(&hand.donor).or_insert_with(|| Tally::new(10));
        own.add(hand.label.into(), &softmax(logits));
    }
    println!("{:<12}{:>8}{:>10}", "collection", "digits", "right");
    for (name, tally) in &collections {
        println!("{name:<12}{:>8}{:>8.2} %", tally.count(), 100.0 * tally.top_1());
    }
}

/// A line a digit: how many were right, and what the others were taken for.
fn by_label(tally: &Tally) {
    println!("{:<12}{:>8}{:>8.2} %\n", "all", tally.count(), 100.0 * tally.top_1());
    println!("digit taken for {}", (0..10).map(|i| format!("{i:>5}")).collect::<String>());
    let mut fates = tally.worst();
    fates.sort_by_key(|fate| fate.class);
    for fate in fates {
        let times = |digit: usize| {
            let wrong = fate.taken_for.iter().find(|(other, _)| *other == digit);
            if digit == fate.class { fate.right } else { wrong.map_or(0, |(_, times)| *times) }
        };
        let row: String = (0..10).map(|digit| format!("{:>5}", times(digit))).collect();
        let share = 100.0 * f64::from(fate.right) / f64::from(fate.pictures.max(1));
        println!("{:>15} {row}  {share:6.2} %", fate.class);
    }
}

/// Of the share that the page shows: what is no digit is a class more, whose score is 0, where the
/// network knows it.
fn calibration(what: &str, reader: &Reader, set: &Set, logits: &[Vec<f32>]) {
    let none = usize::from(knows_none(reader.model().network()));
    let all = |row: &Vec<f32>| [&row[..], &[0.0][..none]].concat();
    let logits: Vec<_> = logits.iter().map(all).collect();
    let best = temperature(&logits, &set.labels);
    let colder: Vec<Vec<f32>> =
        logits.iter().map(|row| row.iter().map(|logit| logit / best).collect()).collect();
    let error = |logits: &[Vec<f32>]| 100.0 * tally(set, logits).calibration_error();
    println!(
        "{what:<18} {:.2} % right, expected calibration error {:.2} %; {:.2} % at its own temperature, {best:.3}",
        100.0 * tally(set, &logits).top_1(),
        error(&logits),
        error(&colder),
    );
    let (mut unsure, mut rash) = (0, 0);
    for (row, &label) in logits.iter().zip(&set.labels) {
        let shares = &softmax(row)[..10];
        let best = top(shares);
        unsure += u32::from(shares[best] < reader.sure());
        rash += u32::from(shares[best] >= reader.sure() && best != usize::from(label));
    }
    let percent = |count: u32| 100.0 * f64::from(count) / set.len().max(1) as f64;
    println!(
        "{:<18} {:.2} % not sure, below {:.3}; {:.2} % wrong but sure",
        "",
        percent(unsure),
        reader.sure(),
        percent(rash),
    );
}
