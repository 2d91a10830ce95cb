//! `cargo xtask convert`: builds and runs the converter.

use crate::command::Program;
use crate::error::Result;
use crate::home::{Home, checkout};
use crate::testing::native;
use std::env;
use std::ffi::OsString;

/// Runs it with these words, in the folder where the person is.
pub fn run(home: &Home, words: &[OsString]) -> Result<()> {
    program(home).args(words).show()
}

/// The converter, built when it is out of date. It still lacks its words.
pub fn program(home: &Home) -> Program {
    let program = native(home, "run")
        .args(["--bin", "convert", "--manifest-path"])
        .arg(checkout().join("Cargo.toml"))
        .arg("--");
    // Its files are named from where the person is, not from the checkout's root.
    match env::current_dir() {
        Ok(here) => program.dir(&here),
        Err(_) => program,
    }
}
