//! `cargo xtask eval`: builds and runs the measurement of a network.

use crate::error::Result;
use crate::home::{Home, checkout};
use crate::setup::{self, Data};
use crate::testing::native;
use crate::tiny_imagenet;
use std::env;
use std::ffi::OsString;
use std::ops::Range;
use std::path::PathBuf;

/// Runs `triptych eval` with these words, in the folder where the person is. A folder of archives is
/// unpacked first.
pub fn run(home: &Home, words: &[OsString]) -> Result<()> {
    let mut words = words.to_vec();
    if let Some((at, data)) = data(&words).filter(|(_, data)| tiny_imagenet::has_shards(data)) {
        setup::data(home, &Data::TinyImageNet { from: Some(data) })?;
        words.splice(at, ["--data".into(), tiny_imagenet::folder(home).into()]);
    }
    let program = native(home, "run")
        .args(["--bin", "triptych", "--manifest-path"])
        .arg(checkout().join("Cargo.toml"))
        .args(["--", "eval"])
        .args(words);
    // Its files are named from where the person is, not from the checkout's root.
    match env::current_dir() {
        Ok(here) => program.dir(&here).show(),
        Err(_) => program.show(),
    }
}

/// The words that name a folder of data, `--data DIR` or `--data=DIR`, and that folder.
fn data(words: &[OsString]) -> Option<(Range<usize>, PathBuf)> {
    words.iter().enumerate().find_map(|(at, word)| {
        match word.to_str().map(|word| word.strip_prefix("--data")) {
            Some(Some("")) => Some((at..at + 2, words.get(at + 1)?.into())),
            Some(Some(rest)) => Some((at..at + 1, rest.strip_prefix('=')?.into())),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_data_is_found() {
        let found = |words: &[&str]| data(&words.iter().map(OsString::from).collect::<Vec<_>>());
        let words = ["resnet50", "--data", "a/b", "--each"];
        assert_eq!(found(&words), Some((1..3, "a/b".into())));
        assert_eq!(found(&["--each", "--data=a/b"]), Some((1..2, "a/b".into())));
        for none in [&words[..2], &words[..1], &["--database=a"]] {
            assert_eq!(found(none), None);
        }
    }
}
