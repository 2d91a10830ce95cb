//! Brings a published file, and checks that it is the published one.

use super::manifest::Source;
use crate::error::{Error, Result};
use crate::home::Home;
use crate::step::say;
use crate::{checksum, download};
use std::fs;
use std::path::{Path, PathBuf};

/// The published file, from an earlier download or its host. It stays in the project's folder: another
/// precision needs it again.
pub fn fetch(home: &Home, source: &Source) -> Result<PathBuf> {
    let folder = home.root().join("downloads");
    fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
    let ending = source.url.rsplit_once('.').map_or("bin", |(_, ending)| ending);
    let path = folder.join(format!("{}.{ending}", source.id));
    if path.is_file() && check(source, &path).is_ok() {
        return Ok(path);
    }
    let partial = folder.join(format!("{}.{ending}.partial", source.id));
    loop {
        let resumed = partial.is_file();
        // What came before may be the whole file: a server has no rest of that to give.
        if !(resumed && check(source, &partial).is_ok()) {
            say(&format!("{} {}", if resumed { "going on with" } else { "fetching" }, source.url));
            download::resume(&source.url, &partial).map_err(|error| unreachable(source, &error))?;
        }
        match check(source, &partial) {
            Ok(()) => {
                fs::rename(&partial, &path).map_err(Error::io("write", &path))?;
                return Ok(path);
            }
            Err(error) => {
                fs::remove_file(&partial).map_err(Error::io("remove", &partial))?;
                // Two parts of different files, perhaps; once more from the start.
                if !resumed {
                    return Err(error);
                }
                say(&format!("{error} From the start, then."));
            }
        }
    }
}

/// Fails unless `file` is the published one, by its length where that is known, and its SHA-256.
pub fn check(source: &Source, file: &Path) -> Result<()> {
    let length = fs::metadata(file).map_err(Error::io("read", file))?.len();
    match source.bytes {
        Some(bytes) if bytes != length => Err(Error::Content {
            file: file.display().to_string(),
            fact: format!("it has {length} bytes, and the published file {bytes}"),
        }),
        _ => checksum::verify_head(file, &source.sha256),
    }
}

fn unreachable(source: &Source, error: &Error) -> Error {
    let name = source.url.rsplit('/').next().unwrap_or(&source.url);
    Error::Missing {
        what: format!("{} could not be fetched: {error} What came is kept", source.url),
        command: format!(
            "cargo xtask weights {}   (to go on), or with --from {name}, fetched on another machine",
            source.id
        ),
    }
}
