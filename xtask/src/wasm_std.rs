//! Rust's standard library for wasm32-unknown-unknown.

use crate::command::{Program, version_in, which};
use crate::debian;
use crate::error::{Error, Result};
use crate::home::{Home, checkout};
use crate::step::{Outcome, say};
use std::env;
use std::path::PathBuf;

/// The target that both programs of the page are built for.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Which compiler builds for wasm.
#[derive(Debug, PartialEq)]
pub enum WasmStd {
    /// The person's own toolchain has the target.
    Toolchain,
    /// Debian's compiler, with a sysroot of ours.
    Debian { sysroot: PathBuf },
}

impl WasmStd {
    /// What RUSTC must be, where it is not the person's own.
    pub fn rustc(&self) -> Option<PathBuf> {
        match self {
            WasmStd::Toolchain => None,
            WasmStd::Debian { sysroot } => Some(sysroot.join("bin").join("rustc")),
        }
    }
}

/// Looks for it.
pub fn find(home: &Home) -> Option<WasmStd> {
    if !debian_wanted() && toolchain_has_target() {
        return Some(WasmStd::Toolchain);
    }
    let sysroot = debian::sysroot(home)?;
    sysroot.is_dir().then_some(WasmStd::Debian { sysroot })
}

/// Brings it unless it is there: by rustup, else from Debian's packages.
pub fn ensure(home: &Home) -> Result<Outcome> {
    if let Some(found) = find(home) {
        return Ok(Outcome::Present(describe(&found)));
    }
    if !debian_wanted() && which("rustup").is_some() {
        say(&format!("rustup target add {TARGET}"));
        // Each further try costs seconds where rustup's host is closed off.
        let rustup =
            Program::new("rustup").args(["target", "add", TARGET]).env("RUSTUP_MAX_RETRIES", "1");
        match rustup.dir(&checkout()).log(&home.log("rustup")) {
            Ok(()) if toolchain_has_target() => {
                return Ok(Outcome::Done(describe(&WasmStd::Toolchain)));
            }
            Ok(()) => say("rustup has added it, but to another toolchain than this one"),
            Err(error) => say(&format!("rustup cannot: {error}")),
        }
    }
    if which("apt-get").is_none() {
        return Err(Error::Missing {
            what: format!("Rust's standard library for {TARGET} is missing"),
            command: format!("rustup target add {TARGET}"),
        });
    }
    let sysroot = debian::build(home)?;
    Ok(Outcome::Done(describe(&WasmStd::Debian { sysroot })))
}

/// What it is, for people.
fn describe(found: &WasmStd) -> String {
    let rustc = found.rustc().unwrap_or_else(|| "rustc".into());
    let answer = Program::new(rustc).arg("--version").dir(&checkout()).answer().unwrap_or_default();
    let version = version_in(&answer).unwrap_or("of unknown version");
    match found {
        WasmStd::Toolchain => format!("in your toolchain, rustc {version}"),
        WasmStd::Debian { sysroot } => {
            format!("Debian's rustc {version}, in {}", sysroot.display())
        }
    }
}

fn toolchain_has_target() -> bool {
    let sysroot = Program::new("rustc")
        .args(["--print", "sysroot"])
        .env_remove("RUSTC")
        .dir(&checkout())
        .answer();
    sysroot.is_some_and(|sysroot| {
        PathBuf::from(sysroot).join("lib/rustlib").join(TARGET).join("lib").is_dir()
    })
}

/// `TRIPTYCH_WASM_STD=debian` takes Debian's compiler even where rustup's would do, to try that route.
fn debian_wanted() -> bool {
    env::var_os("TRIPTYCH_WASM_STD").is_some_and(|value| value == "debian")
}
