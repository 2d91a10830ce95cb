//! `cargo xtask weights`: published weights, converted, where the page finds them without any other
//! site.

mod fetch;
mod manifest;
#[cfg(test)]
mod server;

use crate::error::{Error, Result};
use crate::home::{Home, checkout};
use crate::step::{say, time};
use crate::{checksum, convert, setup};
use manifest::{Manifest, Source};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Instant;

/// How the converted weights are stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Precision {
    F32,
    F16,
    Int8,
    Int4,
}

impl Precision {
    const ALL: [(Precision, &str); 4] =
        [(Self::F32, "f32"), (Self::F16, "f16"), (Self::Int8, "int8"), (Self::Int4, "int4")];

    /// The converter's word for it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(one, _)| *one == self).map_or("f16", |(_, name)| name)
    }

    /// Whether the answers are those that the accuracy was published for.
    fn exact(self) -> bool {
        matches!(self, Self::F32 | Self::F16)
    }
}

impl FromStr for Precision {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let found = Self::ALL.iter().find(|(_, name)| *name == text).map(|(one, _)| *one);
        found.ok_or_else(|| "there are f32, f16, int8 and int4".into())
    }
}

/// What a person asks for.
#[derive(Debug, PartialEq)]
pub struct Wanted {
    /// A network, or the id of one of the manifest's entries.
    pub name: String,
    pub precision: Precision,
    /// The published file, for machines that cannot reach its host.
    pub from: Option<PathBuf>,
    /// Pictures that fewer bits are rounded for.
    pub calibrate: Vec<PathBuf>,
}

impl Wanted {
    /// In half precision, from the published place.
    pub fn new(name: String) -> Wanted {
        Wanted { name, precision: Precision::F16, from: None, calibrate: Vec::new() }
    }
}

/// Brings, checks, converts and enters the weights.
pub fn run(home: &Home, wanted: &Wanted) -> Result<()> {
    let start = Instant::now();
    let _one_at_a_time = setup::lock(home)?;
    let convert = |source: &Source, original: &Path, output: &Path| {
        let words = words(source, wanted.precision, original, output)?;
        let pictures = (!wanted.calibrate.is_empty()).then_some("--calibrate");
        let program = convert::program(home).args(words).args(pictures);
        program.args(&wanted.calibrate).show()
    };
    let id = work(home, &checkout().join("weights"), wanted, convert)?;
    println!(
        "In {}: weights/{id}.safetensors and its entry in weights/manifest.json.\n\
         The page offers it as soon as it is built again (`cargo xtask serve` does so by itself).",
        time(start.elapsed())
    );
    Ok(())
}

/// The same for any folder of weights and any converter. Gives the new entry's id.
fn work(
    home: &Home,
    folder: &Path,
    wanted: &Wanted,
    convert: impl FnOnce(&Source, &Path, &Path) -> Result<()>,
) -> Result<String> {
    let source = Manifest::read(folder)?.find(&wanted.name)?;
    let original = match &wanted.from {
        Some(file) => {
            fetch::check(&source, file)?;
            // The converter works elsewhere than the person.
            fs::canonicalize(file).map_err(Error::io("read", file))?
        }
        None => fetch::fetch(home, &source)?,
    };
    say(&format!("{} is the published file", original.display()));
    let id = format!("{}-{}", source.id, wanted.precision.name());
    let output = folder.join(format!("{id}.safetensors"));
    convert(&source, &original, &output)?;
    let bytes = fs::read(&output).map_err(Error::io("read", &output))?;
    // Anew: fetching and converting take minutes, in which somebody may have changed it.
    let mut manifest = Manifest::read(folder)?;
    manifest.enter(&source, wanted.precision, &id, bytes.len(), checksum::of_bytes(&bytes))?;
    manifest.write(folder)?;
    Ok(id)
}

/// The converter's words.
fn words(
    source: &Source,
    precision: Precision,
    original: &Path,
    output: &Path,
) -> Result<Vec<String>> {
    let text = |path: &Path| {
        path.to_str().map(str::to_owned).ok_or_else(|| Error::Content {
            file: path.display().to_string(),
            fact: "its name is not Unicode".into(),
        })
    };
    let mut words = vec![text(original)?, "-o".into(), text(output)?];
    let mut word = |option: &str, value: String| words.extend([format!("--{option}"), value]);
    word("network", source.network.clone());
    word("quantize", precision.name().into());
    word("licence", source.licence.clone());
    word("source", source.page.clone());
    if let Some(labels) = &source.labels {
        word("label-set", labels.clone());
    }
    if let (Some(accuracy), true) = (manifest::numbers(source.accuracy.as_ref()), precision.exact())
    {
        word("accuracy", accuracy);
    }
    if let Some(how) = &source.preprocessing {
        for option in ["resize", "side"] {
            how[option].as_u64().into_iter().for_each(|value| word(option, value.to_string()));
        }
        how["filter"].as_str().into_iter().for_each(|value| word("filter", value.into()));
        for option in ["mean", "std"] {
            let values = manifest::numbers(how.get(option));
            values.into_iter().for_each(|values| word(option, values));
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests;
