//! Downloads one file with `curl`.

use crate::command::Program;
use crate::error::{Error, Result};
use std::fs;
use std::path::Path;

/// Seconds in which a host must answer; a closed network should not cost more.
const CONNECT: &str = "5";
/// Seconds that a small download may take in all.
const TOTAL: &str = "300";
/// Seconds of less than 1 kB/s after which a large download counts as broken off.
const STALLED: &str = "30";
/// How often a large download goes on by itself.
const TRIES: usize = 5;

/// curl's number for a server that cannot go on in the middle of a file.
const NO_RANGES: i32 = 33;
/// curl's number for a file that is shorter than the server said.
const BROKEN_OFF: i32 = 18;
/// HTTP's number for a range that the file has not got: what we have is no part of it.
const NO_SUCH_RANGE: &str = "416";

/// The bytes behind `url`; `None` where it cannot be had, for whatever reason.
pub fn get(url: &str, scratch: &Path) -> Result<Option<Vec<u8>>> {
    let file = scratch.join("download");
    let answer = curl(url, &file).args(["--silent", "--max-time", TOTAL]).answer();
    if answer.is_none() {
        return Ok(None);
    }
    fs::read(&file).map(Some).map_err(Error::io("read", &file))
}

/// Brings a large file to `path`; where a part of it is there already, the rest. What came stays
/// there when it breaks off. Progress is shown. Whether it is the right file, the caller checks.
pub fn resume(url: &str, path: &Path) -> Result<()> {
    let there = || fs::metadata(path).map_or(0, |data| data.len());
    let mut left = TRIES;
    loop {
        let before = there();
        let program = curl(url, path)
            .args(["--progress-bar", "--continue-at", "-", "--write-out", "%{http_code}"])
            .args(["--speed-limit", "1000", "--speed-time", STALLED]);
        let (status, answer) = program.told()?;
        if status.success() {
            return Ok(());
        }
        left -= 1;
        let number = status.code();
        // Any other answer passes, such as that of a busy server, and what came is still right.
        let useless = number == Some(NO_RANGES) || answer == NO_SUCH_RANGE;
        if useless && before > 0 && left > 0 {
            fs::remove_file(path).map_err(Error::io("remove", path))?;
        } else if !(number == Some(BROKEN_OFF) && there() > before && left > 0) {
            return Err(Error::Failed { program: "curl".into(), status, log: None });
        }
    }
}

/// Without encryption only from this very machine.
fn curl(url: &str, file: &Path) -> Program {
    let here =
        ["http://127.0.0.1:", "http://localhost:"].iter().any(|start| url.starts_with(start));
    Program::new("curl")
        .args(["--fail", "--location", "--proto", if here { "=http" } else { "=https" }])
        .args(["--connect-timeout", CONNECT, "--output"])
        .arg(file)
        .arg(url)
}
