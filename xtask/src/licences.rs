//! The licences of what the published page is made of, in one file beside it.

mod package;

use crate::command::Program;
use crate::error::{Error, Result};
use crate::home::checkout;
use package::Package;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Its name; the page's foot has a link to it (src/ui/foot.rs).
const NAME: &str = "licences.txt";
/// How the files of a package begin that say what others may do with it.
const FILES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];
/// Which of the packages are in the two programs.
const PROGRAMS: [&str; 4] = ["--no-default-features", "--features", "page,worker", "--locked"];
const TARGET: &str = "wasm32-unknown-unknown";

const HEAD: &str = "\
Triptych is under MIT or Apache-2.0, at your choice; so are the weights that were trained for it. Both texts stand below.

Not ours, and not programs: the typeface Source Serif 4 (SIL Open Font License, fonts/OFL.txt); the sample photographs
(samples/photos/CREDITS.txt); the sample digits, from MNIST (Y. LeCun, C. Cortes, C. Burges, after NIST's Special Databases 1 and 3;
CC BY-SA 3.0, https://creativecommons.org/licenses/by-sa/3.0/); ImageNet's class names as torchvision writes them (BSD-3-Clause,
below); Tiny ImageNet's, which are WordNet's (below). LeNet-5 also learned from The International Unipen Foundation's pen strokes
(train_r01_v07, 1999, doi 10.5281/zenodo.1195803, CC BY 4.0; digits only, rendered).

The programs are made of these packages too, and of Rust's standard library (https://github.com/rust-lang/rust, MIT OR Apache-2.0).
The source of each but Triptych's is at https://crates.io/crates/NAME/VERSION, also of those under MPL-2.0; none was changed.
";

/// What is not ours and no package, and has no file of its own beside the page, with its licence.
const OTHERS: [(&str, &str); 2] = [
    (
        "ImageNet's class names, by torchvision",
        include_str!("../../src/labels/LICENSE-torchvision"),
    ),
    ("Tiny ImageNet's class names, by WordNet", include_str!("../../src/labels/LICENSE-wordnet")),
];

/// Ours, for its words: those below the copyright are everybody's.
const MIT: &str = include_str!("../../LICENSE-MIT");
/// Who holds the standard library, which is no package.
const RUST: (&str, &str) = ("The Rust Project Contributors", "Rust's standard library");

/// Writes the file into the published folder.
pub fn write(dist: &Path) -> Result<()> {
    let ask = |command: &str, arguments: &[&str]| {
        let cargo = Program::new("cargo").dir(&checkout()).arg(command).args(arguments);
        cargo.args(PROGRAMS).answer().ok_or_else(|| Error::Missing {
            what: format!("`cargo {command}` does not say what the page is made of"),
            command: format!("cargo {command} {}   (to see why)", PROGRAMS.join(" ")),
        })
    };
    let tree = ask(
        "tree",
        &["--package", "triptych", "--edges", "normal", "--target", TARGET, "--prefix", "none"],
    )?;
    let metadata = ask("metadata", &["--format-version", "1", "--filter-platform", TARGET])?;
    let path = dist.join(NAME);
    fs::write(&path, text(&built(&tree), &metadata)?).map_err(Error::io("write", &path))
}

/// Names and versions in what `cargo tree` prints: `serde v1.0.228 (proc-macro) (*)`.
fn built(tree: &str) -> BTreeSet<(String, String)> {
    let package = |line: &str| {
        let (name, rest) = line.split_once(" v")?;
        Some((name.to_owned(), rest.split_whitespace().next()?.to_owned()))
    };
    tree.lines().filter_map(package).collect()
}

/// The file: every package, then every text with what it is of.
fn text(built: &BTreeSet<(String, String)>, metadata: &str) -> Result<String> {
    let metadata: Value = serde_json::from_str(metadata).unwrap_or_default();
    let mut packages = BTreeMap::new();
    for one in metadata["packages"].as_array().into_iter().flatten() {
        let package = Package::read(one);
        if built.contains(&(package.name.clone(), package.version.clone())) {
            let manifest = Path::new(one["manifest_path"].as_str().unwrap_or_default());
            packages.insert(package, manifest.parent().map(files).unwrap_or_default());
        }
    }
    let mut texts = BTreeMap::<String, (&str, Vec<&str>)>::new();
    for package in packages.keys() {
        for text in texts_of(package, &packages)? {
            // The same text may be broken into other lines.
            let same: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
            texts.entry(same).or_insert((text, Vec::new())).1.push(&package.name);
        }
    }
    let mut all = HEAD.to_owned();
    for package in packages.keys() {
        let _ = writeln!(all, "{package}");
    }
    for (of, text) in OTHERS {
        section(&mut all, of, text);
    }
    section(&mut all, "MIT, of what comes without a text of its own", &mit(&packages));
    for (text, of) in texts.into_values() {
        section(&mut all, &of.join(", "), text);
    }
    Ok(all)
}

/// A package's texts. Of one that has none, and is not under MIT, those of another under the same licence:
/// MPL-2.0, say, names nobody.
fn texts_of<'a>(
    package: &Package,
    packages: &'a BTreeMap<Package, Vec<String>>,
) -> Result<&'a [String]> {
    let another = || {
        let same = |other: &Package| other.licence == package.licence;
        packages.iter().find(|(other, texts)| same(other) && !texts.is_empty())
    };
    match packages.get(package) {
        Some(own) if !own.is_empty() || package.is_under_mit() => Ok(own),
        _ => another().map(|(_, texts)| &texts[..]).ok_or_else(|| Error::Content {
            file: NAME.into(),
            fact: format!(
                "there is no text of {}, which {} is under",
                package.licence, package.name
            ),
        }),
    }
}

/// The text of MIT with whom it names, for packages that come without one, as many do that are one of
/// several in a repository.
fn mit(packages: &BTreeMap<Package, Vec<String>>) -> String {
    let mut holders = BTreeMap::from([(RUST.0.to_owned(), vec![RUST.1])]);
    let bare = |(package, own): &(&Package, &Vec<String>)| own.is_empty() && package.is_under_mit();
    for (package, _) in packages.iter().filter(bare) {
        holders.entry(package.holders()).or_default().push(&package.name);
    }
    let lines: Vec<_> = holders
        .iter()
        .map(|(holder, names)| format!("Copyright (c) {holder} ({})", names.join(", ")))
        .collect();
    let words = MIT.find("Permission is").map_or(MIT, |start| &MIT[start..]);
    format!("{}\n\n{words}", lines.join("\n"))
}

/// Adds a text, and what it is of.
fn section(all: &mut String, of: &str, text: &str) {
    let _ = write!(all, "\n{}\n{of}\n\n{}\n", "-".repeat(80), text.trim());
}

/// The texts in a package's folder.
fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let says = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        FILES.iter().any(|file| name.starts_with(file))
    };
    let read =
        |path: &Path| fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into());
    paths.iter().filter(|path| path.is_file() && says(path)).filter_map(|path| read(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_built_is_listed_and_each_text_once() {
        let folder = std::env::temp_dir().join(format!("xtask-licences-{}", std::process::id()));
        let package = |name: &str, file: &str, text: &str| {
            let at = folder.join(name);
            fs::create_dir_all(&at).unwrap();
            fs::write(at.join(file), text).unwrap();
            let manifest = at.join("Cargo.toml").display().to_string();
            serde_json::json!({
                "name": name, "version": "1.0.0", "license": "MIT", "manifest_path": manifest,
                "authors": ["Ada <ada@example.org>"], "repository": "https://example.org",
            })
        };
        let mut lone = package("lone", "README.md", "Lone");
        lone["license"] = "MPL-2.0".into();
        let packages = [
            package("one", "LICENSE-MIT", "Do what\nyou like."),
            package("two", "Licence.md", "Do what you\nlike.\n"),
            package("three", "README.md", "Three"),
            package("other", "LICENSE", "Nothing."),
        ];
        let metadata = serde_json::json!({ "packages": packages }).to_string();
        let built = built(
            "one v1.0.0\ntwo v1.0.0 (proc-macro) (*)\n\nthree v1.0.0 (/some/where)\nother v2.0.0",
        );
        let found = text(&built, &metadata).unwrap();
        let mut other = package("other", "LICENSE", "Nothing.");
        other["license"] = "MPL-2.0".into();
        let bare = |packages: &[&Value]| {
            let metadata = serde_json::json!({ "packages": packages }).to_string();
            text(&super::built("lone v1.0.0\nother v1.0.0"), &metadata)
        };
        assert!(bare(&[&lone, &other]).unwrap().contains("\nlone, other\n\nNothing."));
        let error = bare(&[&lone]).unwrap_err().to_string();
        assert!(error.contains("no text of MPL-2.0, which lone is under"), "{error}");
        fs::remove_dir_all(&folder).unwrap();
        let text = found;
        assert!(text.starts_with("Triptych is under MIT"));
        for line in [
            "  one 1.0.0: MIT; Ada; https://example.org",
            "  three 1.0.0: MIT; Ada; https://example.org",
            "one, two",
            "Copyright (c) Ada (three)",
            "Copyright (c) The Rust Project Contributors (Rust's standard library)",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
        assert_eq!(text.matches("Do what").count(), 1);
        assert!(text.contains("Copyright (c) Soumith Chintala 2016"));
        assert!(text.contains("WordNet 3.0 Copyright 2006 by Princeton University."));
        assert!(!text.contains("The Triptych developers"));
        assert!(!text.contains("other 1.0.0") && !text.contains("Nothing."));
    }
}
