//! Downloads one file with `curl`.

use crate::command::Program;
use crate::error::{Error, Result};
use std::fs;
use std::path::Path;

/// Seconds in which a host must answer; a closed network should not cost more.
const CONNECT: &str = "5";
/// Seconds that a download may take in all.
const TOTAL: &str = "300";

/// The bytes behind `url`; `None` where it cannot be had, for whatever reason.
pub fn get(url: &str, scratch: &Path) -> Result<Option<Vec<u8>>> {
    let file = scratch.join("download");
    let answer = Program::new("curl")
        .args([
            "--fail",
            "--silent",
            "--location",
            "--proto",
            "=https",
            "--connect-timeout",
            CONNECT,
        ])
        .args(["--max-time", TOTAL, "--output"])
        .arg(&file)
        .arg(url)
        .answer();
    if answer.is_none() {
        return Ok(None);
    }
    fs::read(&file).map(Some).map_err(Error::io("read", &file))
}
