//! The wasm32 standard library where rustup cannot download: Debian's compiler and its standard library's sources.

use crate::apt;
use crate::command::{Program, version_in};
use crate::error::{Error, Result};
use crate::home::Home;
use crate::step::{Outcome, say};
use crate::tool::write_program;
use crate::wasm_std::TARGET;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// Debian's compiler, for browsers and other programs that need a new one.
const RUSTC: &str = "/usr/bin/rustc";
const PACKAGES: [&str; 3] = ["rustc-web", "rust-web-src", "lld"];

/// The clippy of the same version; rustup's cannot read what this compiler writes.
pub const CARGO_CLIPPY: &str = "/usr/bin/cargo-clippy";

/// The sysroot for the installed version of Debian's compiler, be it built or not.
pub fn sysroot(home: &Home) -> Option<PathBuf> {
    let answer = Program::new(RUSTC).arg("--version").answer()?;
    version_in(&answer).map(|version| home.tool(&format!("wasm-sysroot-{version}")))
}

/// The packages, the standard library, and a folder that makes it an ordinary target.
pub fn build(home: &Home) -> Result<PathBuf> {
    apt::ensure(
        home,
        &PACKAGES,
        &format!("The standard library for {TARGET} needs Debian's compiler"),
    )?;
    let missing = |what: &str| Error::Content {
        file: RUSTC.into(),
        fact: format!("it does not tell its {what}"),
    };
    let sysroot = sysroot(home).ok_or_else(|| missing("version"))?;
    if sysroot.is_dir() {
        return Ok(sysroot);
    }
    say("building the standard library for wasm32 (about a minute on two cores)");
    let scratch = home.scratch("wasm-sysroot")?;
    let deps = compile(home, &scratch)?;

    let verbose = Program::new(RUSTC).arg("-vV").answer().unwrap_or_default();
    let host = verbose
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or_else(|| missing("host"))?;
    let made = scratch.join("sysroot");
    let rustlib = made.join("lib/rustlib");
    let libraries = rustlib.join(TARGET).join("lib");
    copy_libraries(&deps, &libraries)?;
    link(&Path::new("/usr/lib/rustlib").join(host).join("lib"), &rustlib.join(host).join("lib"))?;
    link(Path::new("/usr/bin/lld"), &rustlib.join(host).join("bin/rust-lld"))?;
    let bin = made.join("bin");
    fs::create_dir_all(&bin).map_err(Error::io("create", &bin))?;
    let script = format!(
        "#!/bin/sh\n# Debian's compiler, with the standard library for {TARGET} in its sysroot.\n\
         exec {RUSTC} --sysroot \"$(dirname \"$(dirname \"$(readlink -f \"$0\")\")\")\" \"$@\"\n"
    );
    write_program(&bin.join("rustc"), script.as_bytes())?;
    if let Some(tools) = sysroot.parent() {
        fs::create_dir_all(tools).map_err(Error::io("create", tools))?;
    }
    fs::rename(&made, &sysroot).map_err(Error::io("write", &sysroot))?;
    Ok(sysroot)
}

/// Debian's clippy for Debian's compiler.
pub fn ensure_clippy(home: &Home) -> Result<Outcome> {
    let new = apt::ensure(home, &["rust-web-clippy"], "Debian's compiler needs Debian's clippy")?;
    Ok(if new.is_empty() {
        Outcome::Present(CARGO_CLIPPY.into())
    } else {
        Outcome::Done(CARGO_CLIPPY.into())
    })
}

/// Builds std by way of an empty crate; gives the folder with the libraries.
fn compile(home: &Home, scratch: &Path) -> Result<PathBuf> {
    let source = scratch.join("src");
    fs::create_dir_all(&source).map_err(Error::io("create", &source))?;
    let manifest =
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n";
    for (path, text) in [(scratch.join("Cargo.toml"), manifest), (source.join("lib.rs"), "")] {
        fs::write(&path, text).map_err(Error::io("write", &path))?;
    }
    // Bitcode beside the machine code: fat LTO of the page needs it, and an older wasm-ld needs the other.
    Program::new("cargo")
        .args(["build", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort"])
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Clinker=wasm-ld -Clinker-flavor=wasm-ld -Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        .dir(scratch)
        .log(&home.log("wasm-std"))?;
    Ok(scratch.join("target").join(TARGET).join("release/deps"))
}

fn copy_libraries(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(Error::io("create", to))?;
    for entry in fs::read_dir(from).map_err(Error::io("read", from))? {
        let path = entry.map_err(Error::io("read", from))?.path();
        let Some(name) = path.file_name().filter(|_| path.extension() == Some(OsStr::new("rlib")))
        else {
            continue;
        };
        fs::copy(&path, to.join(name)).map_err(Error::io("copy", &path))?;
    }
    Ok(())
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> Result<()> {
    if let Some(folder) = at.parent() {
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    std::os::unix::fs::symlink(to, at).map_err(Error::io("link", at))
}

#[cfg(not(unix))]
fn link(_: &Path, at: &Path) -> Result<()> {
    Err(Error::Content {
        file: at.display().to_string(),
        fact: "only Debian has use for it".into(),
    })
}
