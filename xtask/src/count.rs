//! Counts the tests that cargo's test programs report.

use crate::command::Program;
use crate::error::{Error, Result};
use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::ops::AddAssign;

/// With this a test says what it skips, and for want of what.
const SKIPPED: &str = "skipped: ";

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    /// Those that cargo ignores, and checks that a test said it skipped: it passes all the same.
    pub skipped: u64,
}

impl Count {
    /// How many ran.
    pub fn ran(&self) -> u64 {
        self.passed + self.failed
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Runs a `cargo test` with its output shown, and adds what it reports to `total`.
pub fn counted(program: Program, total: &mut Count) -> Result<()> {
    let name = "cargo test".to_string();
    let mut child = program.piped()?;
    if let Some(output) = child.stdout.take() {
        let mut lines = BufReader::new(output).split(b'\n');
        while let Some(Ok(line)) = lines.next() {
            let line = String::from_utf8_lossy(&line);
            let _ = writeln!(std::io::stdout(), "{line}");
            *total += parse(&line).unwrap_or_default();
        }
    }
    let status = child.wait().map_err(|source| Error::Start { program: name.clone(), source })?;
    if status.success() { Ok(()) } else { Err(Error::Failed { program: name, status, log: None }) }
}

/// The numbers of a line `test result: ok. 3 passed; 0 failed; 1 ignored; …`, and one more skipped for a
/// line `skipped: …`. Where tests run on one thread, a test's name stands before the first line that it prints.
fn parse(line: &str) -> Option<Count> {
    let test = line.strip_prefix("test ").and_then(|test| test.split_once(" ... "));
    let said = test.map_or(line, |(_, said)| said);
    if said.trim_start().starts_with(SKIPPED) {
        return Some(Count { skipped: 1, ..Count::default() });
    }
    let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |word: &str| {
        let part = numbers.split(';').map(str::trim).find_map(|part| part.strip_suffix(word))?;
        part.trim().parse().ok()
    };
    Some(Count {
        passed: number("passed")?,
        failed: number("failed")?,
        skipped: number("ignored")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_lines_are_read() {
        let line = "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 1 filtered out; finished in 0.02s";
        assert_eq!(parse(line), Some(Count { passed: 12, failed: 0, skipped: 3 }));
        let line = "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(parse(line), Some(Count { passed: 1, failed: 2, skipped: 0 }));
        assert_eq!(parse("test kernels::conv2d ... ok"), None);
        let skipped = Some(Count { skipped: 1, ..Count::default() });
        assert_eq!(parse("    skipped: mnist, for want of MNIST"), skipped);
        assert_eq!(parse("test mnist ...     skipped: MNIST, for want of it"), skipped);
        assert_eq!(parse("test what_is_skipped: x ... ok"), None);
    }

    #[test]
    fn the_closing_line_has_the_form_that_tools_know() {
        let mut sum = Count { passed: 3, failed: 0, skipped: 1 };
        sum += Count { passed: 4, failed: 0, skipped: 0 };
        assert_eq!(sum.to_string(), "7 passed, 0 failed, 1 skipped");
    }
}
