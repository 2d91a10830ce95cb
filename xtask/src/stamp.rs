//! A hash over everything that the built page is made from.

use crate::checksum::hex;
use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Files and folders of the checkout that the page is made from, and what makes it. One that is missing counts
/// as empty.
const INPUTS: [&str; 12] = [
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "xtask",
    "Trunk.toml",
    ".cargo/config.toml",
    "src",
    "shaders",
    "www",
    "weights",
];

/// Files and folders in them that only native programs use.
const NATIVE: [&str; 8] = [
    "src/main.rs",
    "src/cli",
    "src/train",
    "src/bin/train.rs",
    "src/convert",
    "src/convert.rs",
    "src/bin/convert",
    "src/bin/convert.rs",
];

/// The stamp of the checkout at `root`, built by the tools that `identity` describes.
pub fn of(root: &Path, identity: &str) -> Result<String> {
    let mut files = Vec::new();
    for input in INPUTS {
        collect(&root.join(input), &mut files)?;
    }
    for path in list(root)? {
        if path.extension().is_some_and(|extension| extension == "html") {
            files.push(path);
        }
    }
    files.retain(|path| !NATIVE.iter().any(|native| path.starts_with(root.join(native))));
    files.sort();
    let mut hash = Sha256::new();
    hash.update(identity);
    for path in files {
        let content = fs::read(&path).map_err(Error::io("read", &path))?;
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        // Lengths first, so that no two trees give the same bytes.
        hash.update(format!("\n{} {} {name}\n", name.len(), content.len()));
        hash.update(content);
    }
    Ok(hex(&hash.finalize()[..8]))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.into());
    } else if path.is_dir() {
        for entry in list(path)? {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(Error::io("read", folder))?;
    entries
        .map(|entry| entry.map(|entry| entry.path()).map_err(Error::io("read", folder)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::home::checkout;

    #[test]
    fn what_the_page_is_made_from_is_there() {
        for path in INPUTS.iter().chain(&NATIVE) {
            assert!(checkout().join(path).exists(), "{path}");
        }
    }

    #[test]
    fn the_stamp_follows_the_inputs_and_nothing_else() {
        let root = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let stamp = || of(&root, "tools").unwrap();
        write("src/lib.rs", "one");
        write("index.html", "page");
        let first = stamp();
        assert_eq!(first.len(), 16);
        assert_eq!(first, stamp());

        write("README.md", "words");
        write("tests/a.rs", "test");
        write("src/train/mod.rs", "native");
        write("src/convert.rs", "native");
        assert_eq!(
            first,
            stamp(),
            "neither documents nor tests nor native programs are in the page"
        );

        let mut seen = vec![first];
        let mut changed = |what: &str| {
            let now = stamp();
            assert!(!seen.contains(&now), "{what}");
            seen.push(now);
        };
        write("src/lib.rs", "two");
        changed("content");
        fs::rename(root.join("src/lib.rs"), root.join("src/moved.rs")).unwrap();
        changed("name");
        write("shaders/conv2d.wgsl", "");
        changed("an empty file");
        write("index.html", "other");
        changed("index.html");
        for (name, what) in [
            ("xtask/src/licences/package.rs", "what writes beside the page"),
            ("LICENSE-MIT", "what is written there"),
        ] {
            write(name, "");
            changed(what);
        }
        assert_ne!(of(&root, "tools").unwrap(), of(&root, "other tools").unwrap());
        fs::remove_dir_all(&root).unwrap();
    }
}
