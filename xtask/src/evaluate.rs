//! `cargo xtask eval`: builds and runs the measurement of a network.

use crate::error::Result;
use crate::home::{Home, checkout};
use crate::setup::{self, Data};
use crate::testing::native;
use crate::tiny_imagenet;
use std::env;
use std::ffi::OsString;
use std::path::Path;

/// Runs `triptych eval` with these words, in the folder where the person is. A folder of archives is
/// unpacked first.
pub fn run(home: &Home, words: &[OsString]) -> Result<()> {
    let mut words = words.to_vec();
    if let Some(data) = data(&mut words).filter(|data| tiny_imagenet::has_shards(Path::new(data))) {
        setup::data(home, &Data::TinyImageNet { from: Some(data.as_os_str().into()) })?;
        *data = tiny_imagenet::folder(home).into();
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

/// The word after `--data`.
fn data(words: &mut [OsString]) -> Option<&mut OsString> {
    let at = words.iter().position(|word| word == "--data")?;
    words.get_mut(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_data_is_found() {
        let mut words = ["resnet50", "--data", "a/b", "--each"].map(OsString::from);
        assert_eq!(data(&mut words).unwrap(), "a/b");
        assert_eq!(data(&mut words[..2]), None);
        assert_eq!(data(&mut words[..1]), None);
    }
}
