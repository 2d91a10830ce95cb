//! What the command line does.

mod digits;
mod output;
mod photos;
mod summary;

pub use summary::summary;

use crate::Classify;
use std::path::Path;
use triptych::device::{self, Opened};
use triptych::weights::{bundled, verify};
use triptych::{Error, arch, arch::Network};

/// Classifies every picture and prints the answers.
pub async fn classify(asked: &Classify) -> Result<(), Error> {
    match arch::find(&asked.network)?.year {
        1998 => digits::run(asked).await,
        _ => photos::run(asked).await,
    }
}

async fn open(classify: &Classify, network: &Network) -> Result<Opened, Error> {
    let lost = |reason| eprintln!("The GPU went away: {reason}");
    let opened = device::open(classify.device, lost).await?;
    eprintln!("{} on {} ({})", network.title, opened.info.name, opened.info.api);
    Ok(opened)
}

/// The weights that were asked for, or those that come with the network.
fn weights_file(classify: &Classify) -> Result<Vec<u8>, Error> {
    if let Some(path) = &classify.weights {
        return read(path);
    }
    let entry = bundled(&classify.network)?;
    let bytes = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("weights").join(&entry.file))?;
    verify(&entry, &bytes)?;
    Ok(bytes)
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(Error::unreadable(path))
}
