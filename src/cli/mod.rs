//! What the command line does.

mod bench;
mod digits;
mod eval;
mod output;
mod photos;
mod pipe;
mod summary;
mod tuning;
mod within;

pub use bench::{Timed, run as bench};
pub use eval::{Evaluate, run as evaluate};
pub use pipe::end_quietly;
pub use summary::summary;

use crate::Classify;
use std::path::{Path, PathBuf};
use triptych::device::{self, Opened};
use triptych::protocol::DeviceChoice;
use triptych::weights::{bundled, verify};
use triptych::{Error, arch, arch::Network};

/// Classifies every picture and prints the answers.
pub async fn classify(asked: &Classify) -> Result<(), Error> {
    match arch::find(&asked.network)?.family.reads_digits() {
        true => digits::run(asked).await,
        false => photos::run(asked).await,
    }
}

async fn open(choice: DeviceChoice, network: &Network) -> Result<Opened, Error> {
    let lost = |reason| eprintln!("The GPU went away: {reason}");
    let opened = device::open(choice, lost).await?;
    eprintln!("{} on {} ({})", network.title, opened.info.name, opened.info.api);
    Ok(opened)
}

/// The weights that were asked for, or those that come with the network.
fn weights_file(given: Option<&Path>, network: &str) -> Result<Vec<u8>, Error> {
    if let Some(path) = given {
        return read(path);
    }
    let entry = bundled(network)?;
    let bytes = read(&checkout().join("weights").join(&entry.file))?;
    verify(&entry, &bytes)?;
    Ok(bytes)
}

/// The checkout that cargo runs this from, or else the one that it was built from: several may share
/// what was built.
fn checkout() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(Error::unreadable(path))
}
