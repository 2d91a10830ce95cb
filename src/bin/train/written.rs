//! What a run leaves: weights with where they come from, and charts.

use super::Arguments;
use serde_json::{Map, Value, json};
use triptych::Error;
use triptych::arch::WeightSpec;
use triptych::train::{self, Options, Sources, Trained, chart, data, hands, save, worst};
use triptych::weights::{FileTensor, safetensors};

/// The pen strokes' notice, which goes with whatever is made from them.
const NOTICE: &str = "Pen strokes: The International Unipen Foundation, Unipen data set of on-line \
    (vectorial) handwriting, train_r01_v07 (1999), doi 10.5281/zenodo.1195803, CC BY 4.0; digits only, \
    coordinates normalised, writers' identifiers replaced, misaligned collections and cut digits left out.";

/// Writes weights, manifest, charts; prints what was taken for what.
pub fn all(
    arguments: &Arguments,
    options: &Options,
    distortion: f32,
    sources: &Sources<'_>,
    trained: &Trained,
) -> Result<(), Error> {
    let (network, out) = (&options.network, &arguments.out);
    let accuracy = train::accuracy(&trained.confusion);
    let command = command(arguments, options, distortion);
    let file = format!("{}.safetensors", network.name);
    let provenance = format!("{command}; MNIST test set {:.2} %", 100.0 * accuracy);
    let mut metadata = vec![
        ("network", network.name),
        ("provenance", &provenance),
        ("licence", "MIT OR Apache-2.0"),
    ];
    if !sources.hands.is_empty() {
        metadata.push(("notice", NOTICE));
    }
    let metadata: Vec<_> =
        metadata.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    let last = network.rows.last().map_or("", |row| &row.name);
    let tensor = |(spec, values): &(WeightSpec, Vec<f32>)| {
        // Logits divided by the temperature are those of a last layer divided by it.
        let part = if spec.name.starts_with(last) { arguments.temperature } else { 1.0 };
        let values: Vec<f32> = values.iter().map(|value| value / part).collect();
        FileTensor::floats(&spec.name, &spec.shape, &values)
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
    let sets = [("mnist", &sources.mnist.test), ("kept", sources.kept)];
    for ((what, set), logits) in
        sets.into_iter().zip(&trained.logits).filter(|((_, set), _)| !set.is_empty())
    {
        let picture = worst::svg(set, logits);
        write(&format!("{}.worst-{what}.svg", network.name), picture.as_bytes())?;
    }
    let mut entry = json!({
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
            "data": checksums(arguments, options, sources)?,
            "note": "Weights after the last epoch; the test set decided nothing.",
        },
    });
    if let Some(sure) = arguments.sure {
        entry["sure"] = json!((f64::from(sure) * 1e3).round() / 1e3);
    }
    if !sources.hands.is_empty() {
        entry["provenance"]["notice"] = json!(NOTICE);
    }
    save::enter(out, entry)?;
    print_confusion(&trained.confusion);
    println!("{:.2} % of the test set right; written to {}", 100.0 * accuracy, out.display());
    Ok(())
}

/// Every file that was read, with its SHA-256.
fn checksums(
    arguments: &Arguments,
    options: &Options,
    sources: &Sources<'_>,
) -> Result<Map<String, Value>, Error> {
    let mnist = sources.mnist.checksums.iter();
    let mut all: Map<_, _> = mnist.map(|(file, sha256)| (file.clone(), json!(sha256))).collect();
    if !sources.hands.is_empty() {
        let file = arguments.strokes.clone().unwrap_or_else(hands::default_file);
        all.insert("strokes.jsonl".into(), json!(data::checksum(&super::read(&file)?)));
    }
    if let Some(start) = &options.start {
        all.insert("from".into(), json!(data::checksum(start)));
    }
    Ok(all)
}

/// The command that does this again, with every default spelt out.
fn command(arguments: &Arguments, options: &Options, distortion: f32) -> String {
    let mut command = format!(
        "cargo run --release --bin train -- {} --epochs {} --seed {} --batch {} --learning-rate {} \
         --weight-decay {} --distortion {distortion}",
        options.network.name,
        options.epochs,
        options.seed,
        options.batch,
        options.learning_rate,
        options.weight_decay,
    );
    if options.last_distortion != 1.0 {
        command += &format!(" --last-distortion {}", options.last_distortion);
    }
    if let Some(from) = &arguments.from {
        command += &format!(" --from {}", from.display());
    }
    if options.blend != 1.0 {
        command += &format!(" --blend {}", options.blend);
    }
    if let Some(strokes) = &arguments.strokes {
        command += &format!(" --strokes {}", strokes.display());
    }
    if !arguments.keep.is_empty() {
        command += &format!(" --keep {}", arguments.keep.join(","));
    }
    if let Some(every) = arguments.keep_writers {
        command += &format!(" --keep-writers {every}");
    }
    if arguments.temperature != 1.0 {
        command += &format!(" --temperature {}", arguments.temperature);
    }
    if let Some(sure) = arguments.sure {
        command += &format!(" --sure {sure}");
    }
    command
}

fn print_confusion(confusion: &[[u32; 10]; 10]) {
    println!("digit taken for {}", (0..10).map(|i| format!("{i:>5}")).collect::<String>());
    for (digit, row) in confusion.iter().enumerate() {
        println!("{digit:>15} {}", row.iter().map(|n| format!("{n:>5}")).collect::<String>());
    }
}
