//! `cargo xtask data tiny-imagenet`: the pictures that the photo networks are trained and measured with.
//! They are for research, under ImageNet's terms: they stay in the tool folder, never in the checkout.

use crate::command::{Program, which};
use crate::download;
use crate::error::{Error, Result};
use crate::home::{Home, at_hand, checkout};
use crate::step::{Outcome, say};
use std::fs;
use std::path::{Path, PathBuf};

/// Where everybody has it from. `training/unpack.py` knows its length and checksum.
const URL: &str = "https://cs231n.stanford.edu/tiny-imagenet-200.zip";
/// The folders that are made of it, each with a folder a class.
const SPLITS: [&str; 2] = ["train", "val"];

/// Where the unpacked pictures lie.
pub fn folder(home: &Home) -> PathBuf {
    home.data("tiny-imagenet-200")
}

/// Unpacks them unless they are there: of `from` (the published archive, or a folder of shards), else of
/// shards in the folder of data at hand, else of what is downloaded.
pub fn ensure(home: &Home, from: Option<&Path>) -> Result<Outcome> {
    let folder = folder(home);
    if SPLITS.iter().all(|split| folder.join(split).is_dir()) {
        return Ok(Outcome::Present(folder.display().to_string()));
    }
    let python = which("python3").or_else(|| which("python")).ok_or_else(|| Error::Missing {
        what: "Unpacking Tiny ImageNet needs Python".into(),
        command: "sudo apt-get install python3   (or what your system calls it)".into(),
    })?;
    let source = source(home, from)?;
    say(&format!("checking and unpacking 110,000 pictures from {} (a minute)", source.display()));
    let scratch = home.scratch("tiny-imagenet")?;
    Program::new(python)
        .arg(checkout().join("training/unpack.py"))
        .arg(&source)
        .arg(&*scratch)
        .log(&home.log("tiny-imagenet"))?;
    fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
    for split in SPLITS {
        let target = folder.join(split);
        // Of an earlier unpacking that ended before both were in place.
        if target.exists() {
            fs::remove_dir_all(&target).map_err(Error::io("remove", &target))?;
        }
        fs::rename(scratch.join(split), &target).map_err(Error::io("write", &target))?;
    }
    Ok(Outcome::Done(format!(
        "100,000 + 10,000 pictures, checksums right, in {}",
        folder.display()
    )))
}

fn source(home: &Home, from: Option<&Path>) -> Result<PathBuf> {
    if let Some(given) = from {
        return Ok(given.into());
    }
    let shards = at_hand("tiny-imagenet-200");
    if has_shards(&shards) {
        return Ok(shards);
    }
    let downloads = home.root().join("downloads");
    fs::create_dir_all(&downloads).map_err(Error::io("create", &downloads))?;
    let file = downloads.join("tiny-imagenet-200.zip");
    // It has this name only once it is whole: an unpacking that failed does not ask for it again.
    if file.is_file() {
        return Ok(file);
    }
    let partial = downloads.join("tiny-imagenet-200.zip.partial");
    say(&format!("getting {URL} (248 MB); for research, under ImageNet's terms"));
    download::resume(URL, &partial).map_err(|_| Error::Missing {
        what: format!("Tiny ImageNet-200 could not be had from {URL}"),
        command:
            "cargo xtask data tiny-imagenet --from FILE   (tiny-imagenet-200.zip, got elsewhere)"
                .into(),
    })?;
    fs::rename(&partial, &file).map_err(Error::io("write", &file))?;
    Ok(file)
}

/// Whether `folder` holds the pictures in archives.
pub fn has_shards(folder: &Path) -> bool {
    folder.join("val.tar.gz").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_not_made_again() {
        let root = std::env::temp_dir().join(format!("xtask-tiny-{}", std::process::id()));
        let home = Home::at(&root);
        for split in SPLITS {
            fs::create_dir_all(folder(&home).join(split)).unwrap();
        }
        let outcome = ensure(&home, Some(Path::new("/nowhere.zip"))).unwrap();
        assert!(matches!(outcome, Outcome::Present(_)));
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn another_archive_is_refused_and_leaves_nothing() {
        let root = std::env::temp_dir().join(format!("xtask-tiny-bad-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        let (home, zip) = (Home::at(&root), root.join("other.zip"));
        fs::write(&zip, b"no archive").unwrap();
        if which("python3").is_some() {
            assert!(ensure(&home, Some(&zip)).is_err());
            assert!(!folder(&home).exists());
            let log = fs::read_to_string(home.log("tiny-imagenet")).unwrap();
            assert!(log.contains("not the published archive"), "{log}");
        } else {
            println!("skipped: there is no python3");
        }
        fs::remove_dir_all(&root).unwrap();
    }
}
