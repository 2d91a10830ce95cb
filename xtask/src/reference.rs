//! `cargo xtask data reference`: AlexNet and the ResNets with random weights, with the answers of
//! ONNX Runtime, for `tests/photo_networks.rs`.

use crate::command::{Program, executable, which};
use crate::error::{Error, Result};
use crate::home::{Home, checkout};
use crate::step::{Outcome, say};
use std::fs;
use std::path::{Path, PathBuf};

/// What Python needs, as `pip` calls it.
const PACKAGES: [&str; 3] = ["numpy==2.4.6", "onnx==1.23.2", "onnxruntime==1.32.0"];

/// Each seed and the networks that are made with it. The second is there so that nothing fits one
/// seed by chance; the networks that share everything with these are left out, to save 0.8 GB.
const PLAN: [(&str, &[&str]); 2] = [
    (
        "20240521",
        &[
            "alexnet",
            "alexnet_tv",
            "alexnet_bvlc",
            "caffenet",
            "resnet18",
            "resnet34",
            "resnet50",
            "resnet50_v1",
            "resnet101",
            "resnet152",
        ],
    ),
    ("7", &["alexnet_tv", "alexnet_bvlc", "resnet18", "resnet50"]),
];

/// Those that `tests/reference/look.py` looks into.
const LOOKED: [&str; 3] = ["alexnet_tv", "alexnet_bvlc", "resnet18"];

/// Makes what is missing. An [`Error::Missing`] says that it cannot be made here.
pub fn ensure(home: &Home) -> Result<Outcome> {
    let folder = home.data("reference");
    let missing = missing(&folder);
    if missing.is_empty() {
        return Ok(Outcome::Present(folder.display().to_string()));
    }
    let python = environment(home)?;
    let script = checkout().join("tests/reference/networks.py");
    for (seed, models) in &missing {
        say(&format!("making {} with seed {seed} (some seconds each)", models.join(", ")));
        Program::new(&python)
            .arg(&script)
            .arg("-o")
            .arg(&folder)
            .args(["--seed", seed])
            .args(models)
            .log(&home.log(&format!("reference-{seed}")))?;
    }
    let count: usize = missing.iter().map(|(_, models)| models.len()).sum();
    Ok(Outcome::Done(format!("{count} networks made, in {}", folder.display())))
}

/// What is missing of each seed. The script writes a network's `stages.npz` last, and after it, of
/// some, `inside.npz`.
fn missing(folder: &Path) -> Vec<(&'static str, Vec<&'static str>)> {
    let one = |(seed, models): &(&'static str, &[&'static str])| {
        let file = |name: &str, ending: &str| folder.join(seed).join(format!("{name}.{ending}"));
        let there = |name: &str| {
            file(name, "stages.npz").is_file()
                && (!LOOKED.contains(&name) || file(name, "inside.npz").is_file())
        };
        (*seed, models.iter().copied().filter(|name| !there(name)).collect::<Vec<_>>())
    };
    PLAN.iter().map(one).filter(|(_, models)| !models.is_empty()).collect()
}

/// A Python of our own with the packages, and nothing of the person's.
fn environment(home: &Home) -> Result<PathBuf> {
    let folder = home.tool("reference-python");
    let bin = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let own = bin.join(executable("python"));
    // Written last, so that an interrupted installation counts as none.
    let (stamp, wanted) = (folder.join("packages"), PACKAGES.join(" "));
    if own.is_file() && fs::read_to_string(&stamp).is_ok_and(|text| text == wanted) {
        return Ok(own);
    }
    say(&format!("a Python environment with {wanted} (100 MB)"));
    let system = which("python3").or_else(|| which("python")).ok_or_else(|| Error::Missing {
        what: "There is no Python".into(),
        command: "sudo apt-get install python3 python3-venv   (or what your system calls it)"
            .into(),
    })?;
    let missing = |what: &str, command: &str| {
        let (what, command) = (what.to_string(), command.to_string());
        move |_: Error| Error::Missing { what, command }
    };
    Program::new(system)
        .args(["-m", "venv", "--clear"])
        .arg(&folder)
        .log(&home.log("reference-venv"))
        .map_err(missing(
            "Python cannot make a virtual environment",
            "sudo apt-get install python3-venv   (or what your system calls it)",
        ))?;
    Program::new(&own)
        .args(["-m", "pip", "install", "--quiet", "--only-binary=:all:"])
        .args(PACKAGES)
        .log(&home.log("reference-pip"))
        .map_err(missing(
            "Python's packages cannot be had; they need Python 3.11 to 3.14 and PyPI",
            &format!("python3 -m pip download {wanted}   (to see why)"),
        ))?;
    fs::write(&stamp, wanted).map_err(Error::io("write", &stamp))?;
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_missing_is_made() {
        let root = std::env::temp_dir().join(format!("xtask-reference-{}", std::process::id()));
        let home = Home::at(&root);
        let folder = home.data("reference");
        let all: usize = PLAN.iter().map(|(_, models)| models.len()).sum();
        let count = || missing(&folder).iter().map(|(_, models)| models.len()).sum::<usize>();
        assert_eq!(count(), all);
        for (seed, models) in PLAN {
            fs::create_dir_all(folder.join(seed)).unwrap();
            for model in models {
                assert_ne!(count(), 0);
                for ending in ["stages.npz", "inside.npz"] {
                    fs::write(folder.join(seed).join(format!("{model}.{ending}")), "").unwrap();
                }
            }
        }
        // No Python is asked for then.
        let outcome = ensure(&home).unwrap();
        assert!(matches!(outcome, Outcome::Present(_)));

        fs::remove_file(folder.join("7/resnet18.stages.npz")).unwrap();
        assert_eq!(missing(&folder), [("7", vec!["resnet18"])]);
        fs::remove_file(folder.join("7/alexnet_tv.inside.npz")).unwrap();
        assert_eq!(missing(&folder), [("7", vec!["alexnet_tv", "resnet18"])]);
        fs::remove_dir_all(&root).unwrap();
    }
}
