//! `cargo xtask test`: everything that must pass, in order, until something fails.

use crate::command::Program;
use crate::count::{Count, counted};
use crate::error::{Error, Result};
use crate::home::{Home, checkout};
use crate::setup::{self, For};
use crate::step::time;
use crate::toolbox::Toolbox;
use crate::wasm_std::{TARGET, WasmStd};
use crate::{browser, debian, page, pins};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What to test.
#[derive(Debug, Default, PartialEq)]
pub struct Options {
    pub skip_browser: bool,
    /// Only tests with one of these in their name, and no checks of format and style.
    pub filter: Vec<String>,
}

/// The steps so far.
#[derive(Default)]
struct Run {
    rows: Vec<(String, bool, Duration, Count)>,
}

impl Run {
    /// Runs one step under a headline.
    fn step(&mut self, name: &str, work: impl FnOnce() -> Result<Count>) -> Result<()> {
        println!("\n=== {name} ===");
        let start = Instant::now();
        let result = work();
        let count = result.as_ref().copied().unwrap_or_default();
        self.rows
            .push((name.into(), result.is_ok(), start.elapsed(), count));
        if let Err(error) = &result {
            println!("=== {name}: failed after {} ===", time(start.elapsed()));
            return Err(Error::Step(format!("The step \"{name}\" failed: {error}")));
        }
        println!("=== {name}: {} ===", time(start.elapsed()));
        Ok(())
    }

    /// The table at the end, and the line that counts the tests.
    fn summary(&self) {
        println!("\n{:<28} {:<7} {:>12}  {:>6}", "step", "", "time", "tests");
        for (name, ok, duration, count) in &self.rows {
            let tests = if count.ran() == 0 {
                String::new()
            } else {
                count.ran().to_string()
            };
            println!(
                "{name:<28} {:<7} {:>12}  {tests:>6}",
                if *ok { "ok" } else { "FAILED" },
                time(*duration)
            );
        }
        let total = self
            .rows
            .iter()
            .fold(Count::default(), |sum, row| sum + row.3);
        println!("\n{total}");
    }
}

/// Sets up and runs everything.
pub fn run(home: &Home, options: &Options) -> Result<()> {
    let start = Instant::now();
    let tools = setup::run(home, For::Tests, !options.skip_browser)?;
    let mut run = Run::default();
    let result = steps(&mut run, home, &tools, options);
    run.summary();
    println!("Everything took {}.", time(start.elapsed()));
    result
}

fn steps(run: &mut Run, home: &Home, tools: &Toolbox, options: &Options) -> Result<()> {
    if options.filter.is_empty() {
        checks(run, home, tools)?;
    } else {
        println!(
            "\nOnly tests with {} in their name; format and clippy are left out.",
            options.filter.join(" or ")
        );
    }
    let filter = &options.filter;
    run.step("tests of xtask", || {
        counted(
            cargo()
                .args(["test", "--package", "xtask", "--"])
                .args(filter),
        )
    })?;
    let targets = test_targets(&checkout());
    run.step("native tests", || {
        counted(
            native(home, "test")
                .args(["--lib", "--bins"])
                .args(targets)
                .arg("--")
                .args(filter),
        )
    })?;
    run.step("doc tests", || {
        counted(native(home, "test").args(["--doc", "--"]).args(filter))
    })?;
    if !options.skip_browser {
        let mut dist = PathBuf::new();
        run.step("page, built and optimised", || {
            dist = page::build_for_tests(home, tools)?;
            Ok(Count::default())
        })?;
        run.step("browser tests", || in_browser(home, &dist, filter))?;
    }
    let ran: u64 = run.rows.iter().map(|row| row.3.ran()).sum();
    if ran == 0 {
        return Err(Error::Step("No test ran.".into()));
    }
    Ok(())
}

/// Format and style.
fn checks(run: &mut Run, home: &Home, tools: &Toolbox) -> Result<()> {
    let deny = ["--", "--deny", "warnings"];
    run.step("format", || {
        plain(cargo().args(["fmt", "--all", "--check"]))
    })?;
    run.step("clippy, xtask", || {
        plain(
            cargo()
                .args(["clippy", "--package", "xtask", "--all-targets"])
                .args(deny),
        )
    })?;
    run.step("clippy, native", || {
        plain(native(home, "clippy").arg("--all-targets").args(deny))
    })?;
    for program in ["page", "worker"] {
        run.step(&format!("clippy, wasm, {program}"), || {
            plain(wasm_clippy(tools, program).args(deny))
        })?;
    }
    Ok(())
}

/// cargo in the checkout. Native code keeps to the person's own compiler.
fn cargo() -> Program {
    Program::new("cargo").dir(&checkout())
}

/// cargo for the main package, natively, with one set of features for every step so that it is built once.
fn native(home: &Home, command: &str) -> Program {
    cargo()
        .args([
            command,
            "--package",
            "triptych",
            "--release",
            "--features",
            "browser-tests",
        ])
        .env("CARGO_TARGET_DIR", home.target("native"))
        .env("TRIPTYCH_HOME", home.root())
}

/// clippy for one of the two wasm programs.
fn wasm_clippy(tools: &Toolbox, program: &str) -> Program {
    let clippy = match &tools.wasm_std {
        WasmStd::Toolchain => Program::new("cargo"),
        WasmStd::Debian { sysroot } => Program::new(debian::CARGO_CLIPPY).env("SYSROOT", sysroot),
    };
    tools
        .equip(clippy)
        .args([
            "clippy",
            "--package",
            "triptych",
            "--profile",
            "web",
            "--target",
            TARGET,
            "--lib",
            "--bins",
        ])
        .args(["--no-default-features", "--features", program])
}

fn in_browser(home: &Home, dist: &Path, filter: &[String]) -> Result<Count> {
    let found =
        browser::find().ok_or_else(|| Error::Step("Chromium or ChromeDriver has gone.".into()))?;
    let artefacts = env::var_os("TRIPTYCH_ARTEFACTS")
        .map_or_else(|| checkout().join("target/artefacts"), PathBuf::from);
    fs::create_dir_all(&artefacts).map_err(Error::io("create", &artefacts))?;
    let tests = native(home, "test")
        .env("TRIPTYCH_DIST", dist)
        .env("TRIPTYCH_CHROMIUM", &found.chromium)
        .env("TRIPTYCH_CHROMEDRIVER", &found.driver)
        .env("TRIPTYCH_AXE", pins::AXE.path(home).join("axe.min.js"))
        .env("TRIPTYCH_ARTEFACTS", &artefacts);
    let count = counted(tests.args(["--test", "browser", "--"]).args(filter));
    println!("Screenshots are in {}", artefacts.display());
    count
}

fn plain(program: Program) -> Result<Count> {
    program.show().map(|()| Count::default())
}

/// `--test NAME` for every test program of the checkout but the browser's.
fn test_targets(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root.join("tests"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let mut names: Vec<String> = entries
        .filter(|path| {
            path.extension().is_some_and(|extension| extension == "rs")
                || path.join("main.rs").is_file()
        })
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_string()))
        .filter(|name| name != "browser")
        .collect();
    names.sort();
    names
        .into_iter()
        .flat_map(|name| ["--test".to_string(), name])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_program_but_the_browsers_is_named() {
        let root = env::temp_dir().join(format!("xtask-targets-{}", std::process::id()));
        for folder in ["tests/browser", "tests/network", "tests/data"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        for file in [
            "tests/kernels.rs",
            "tests/browser/main.rs",
            "tests/network/main.rs",
            "tests/data/x.json",
        ] {
            fs::write(root.join(file), "").unwrap();
        }
        assert_eq!(
            test_targets(&root),
            ["--test", "kernels", "--test", "network"]
        );
        fs::remove_dir_all(&root).unwrap();
        assert!(test_targets(&root).is_empty());
    }
}
