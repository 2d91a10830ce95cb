//! Reads versions from `Cargo.lock`, so that tools match what the code is built with.

use crate::error::{Error, Result};
use std::fs;
use std::path::Path;

/// The version of `package` in the `Cargo.lock` of `checkout`.
pub fn version(checkout: &Path, package: &str) -> Result<String> {
    let path = checkout.join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
    version_in(&text, package).map(str::to_string).ok_or_else(|| Error::Content {
        file: path.display().to_string(),
        fact: format!("it names no package {package}"),
    })
}

fn version_in<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name)?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";

    #[test]
    fn the_exact_package_is_found() {
        assert_eq!(version_in(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(version_in(LOCK, "wasm-bindgen-futures"), Some("0.4.80"));
        assert_eq!(version_in(LOCK, "wasm"), None);
    }
}
