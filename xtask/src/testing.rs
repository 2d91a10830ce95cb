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

/// The package with the tests that drive a browser.
const BROWSER_TESTS: &str = "browser-tests";

/// Where they note which of them passed at the second try only, among the artefacts
/// (`tests/browser/src/settings.rs`).
const FLAKY: &str = "flaky.txt";

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
    /// Runs one step under a headline; it may count tests.
    fn step(&mut self, name: &str, work: impl FnOnce(&mut Count) -> Result<()>) -> Result<()> {
        println!("\n=== {name} ===");
        let start = Instant::now();
        let mut count = Count::default();
        let result = work(&mut count);
        let spent = start.elapsed();
        self.rows.push((name.into(), result.is_ok(), spent, count));
        match result {
            Ok(()) => {
                println!("=== {name}: {} ===", time(spent));
                Ok(())
            }
            Err(error) => {
                println!("=== {name}: failed after {} ===", time(spent));
                Err(Error::Step(format!("The step \"{name}\" failed: {error}")))
            }
        }
    }

    fn total(&self) -> Count {
        let mut total = Count::default();
        self.rows.iter().for_each(|row| total += row.3);
        total
    }

    /// The table at the end, and the line that counts the tests.
    fn summary(&self) {
        println!("\n{:<28} {:<7} {:>12}  {:>6}", "step", "", "time", "tests");
        for (name, ok, duration, count) in &self.rows {
            let tests = if count.ran() == 0 { String::new() } else { count.ran().to_string() };
            println!(
                "{name:<28} {:<7} {:>12}  {tests:>6}",
                if *ok { "ok" } else { "FAILED" },
                time(*duration)
            );
        }
        println!("\n{}", self.total());
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
    // With what they print, so that it can be read what they skip.
    let shown = ["--", "--show-output"];
    run.step("tests of xtask", |count| {
        counted(helper(home, "test", &["xtask", "split"]).args(shown).args(filter), count)
    })?;
    run.step("native tests", |count| {
        counted(native(home, "test").args(shown).args(filter), count)
    })?;
    run.step("tests of the page", |count| counted(page_tests(home).arg("--").args(filter), count))?;
    if !options.skip_browser {
        let mut dist = PathBuf::new();
        run.step("page, built and optimised", |_| {
            dist = page::build_for_tests(home, tools)?;
            Ok(())
        })?;
        run.step("browser tests", |count| in_browser(home, &dist, filter, count))?;
    }
    if run.total().ran() == 0 {
        return Err(Error::Step("No test ran.".into()));
    }
    Ok(())
}

/// Format and style.
fn checks(run: &mut Run, home: &Home, tools: &Toolbox) -> Result<()> {
    let deny = ["--", "--deny", "warnings"];
    let helpers = ["xtask", "split", BROWSER_TESTS];
    run.step("format", |_| cargo().args(["fmt", "--all", "--check"]).show())?;
    run.step("clippy, helpers", |_| {
        helper(home, "clippy", &helpers).arg("--all-targets").args(deny).show()
    })?;
    run.step("clippy, native", |_| native(home, "clippy").arg("--all-targets").args(deny).show())?;
    for program in ["page", "worker"] {
        run.step(&format!("clippy, wasm, {program}"), |_| {
            wasm_clippy(tools, program).args(deny).show()
        })?;
    }
    // Of what clippy compiled: it takes seconds. Links that lead nowhere are what it is for.
    run.step("documentation", |_| {
        [native(home, "doc"), helper(home, "doc", &helpers)].into_iter().try_for_each(|cargo| {
            cargo
                .args(["--no-deps", "--document-private-items"])
                .env("RUSTDOCFLAGS", "--deny warnings")
                .show()
        })
    })
}

/// cargo in the checkout. Native code keeps to the person's own compiler.
fn cargo() -> Program {
    Program::new("cargo").dir(&checkout())
}

/// cargo for the main package, natively and optimised.
pub fn native(home: &Home, command: &str) -> Program {
    cargo()
        .args([command, "--package", "triptych", "--release"])
        .env("CARGO_TARGET_DIR", home.target("native"))
        .env("TRIPTYCH_HOME", home.root())
}

/// The page's own unit tests. They need no browser, and no optimisation.
fn page_tests(home: &Home) -> Program {
    helper(home, "test", &["triptych"]).args([
        "--lib",
        "--no-default-features",
        "--features",
        "page",
    ])
}

/// cargo for packages that only help; they need no optimisation.
fn helper(home: &Home, command: &str, packages: &[&str]) -> Program {
    let packages = packages.iter().flat_map(|package| ["--package", package]);
    cargo()
        .arg(command)
        .args(packages)
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

fn in_browser(home: &Home, dist: &Path, filter: &[String], count: &mut Count) -> Result<()> {
    let found =
        browser::find().ok_or_else(|| Error::Step("Chromium or ChromeDriver has gone.".into()))?;
    let artefacts = env::var_os("TRIPTYCH_ARTEFACTS")
        .map_or_else(|| checkout().join("target/artefacts"), PathBuf::from);
    fs::create_dir_all(&artefacts).map_err(Error::io("create", &artefacts))?;
    // The tests add to it; what an earlier run noted is not of this one.
    let flaky = artefacts.join(FLAKY);
    let _ = fs::remove_file(&flaky);
    let tests = helper(home, "test", &[BROWSER_TESTS])
        .env("TRIPTYCH_DIST", dist)
        .env("TRIPTYCH_CHROMIUM", &found.chromium)
        .env("TRIPTYCH_CHROMEDRIVER", &found.driver)
        .env("TRIPTYCH_AXE", pins::AXE.path(home).join("axe.min.js"))
        .env("TRIPTYCH_ARTEFACTS", &artefacts);
    let result = counted(tests.arg("--").args(filter), count);
    println!("Screenshots are in {}", artefacts.display());
    if let Ok(lines) = fs::read_to_string(&flaky) {
        println!("Passed at the second try only, in another browser:\n{}", lines.trim_end());
    }
    result
}
