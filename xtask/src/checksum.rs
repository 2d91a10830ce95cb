//! SHA-256 of files, and the check against the one written down.

use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// The SHA-256 of `bytes`, in hexadecimal.
pub fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fails unless the file at `path` has the SHA-256 `expected`.
pub fn verify(path: &Path, expected: &str) -> Result<()> {
    let bytes = fs::read(path).map_err(Error::io("read", path))?;
    verify_bytes(&path.display().to_string(), &bytes, expected)
}

/// Fails unless the SHA-256 of the file at `path` begins with `head`, all of it or the eight digits
/// that PyTorch puts into its files' names.
pub fn verify_head(path: &Path, head: &str) -> Result<()> {
    let actual = of_bytes(&fs::read(path).map_err(Error::io("read", path))?);
    match actual.get(..head.len()) {
        Some(start) if head.len() >= 8 && start.eq_ignore_ascii_case(head) => Ok(()),
        _ => {
            Err(Error::Checksum { file: path.display().to_string(), expected: head.into(), actual })
        }
    }
}

/// Fails unless `bytes`, known as `name`, have the SHA-256 `expected`.
pub fn verify_bytes(name: &str, bytes: &[u8], expected: &str) -> Result<()> {
    let actual = of_bytes(bytes);
    if actual.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    Err(Error::Checksum { file: name.into(), expected: expected.into(), actual })
}

/// The first word of a `sha256sum` file, where it is a SHA-256.
pub fn from_sum_file(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next()?;
    (word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit())).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn a_right_checksum_passes_in_either_case() {
        verify_bytes("abc", b"abc", ABC).unwrap();
        verify_bytes("abc", b"abc", &ABC.to_uppercase()).unwrap();
    }

    #[test]
    fn a_wrong_checksum_names_the_file_and_both_sums() {
        let error = verify_bytes("some file", b"abd", ABC).unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, Error::Checksum { .. }));
        assert!(
            text.contains("some file") && text.contains(ABC) && text.contains(&of_bytes(b"abd")),
            "{text}"
        );
    }

    #[test]
    fn the_head_of_a_checksum_will_do_unless_it_is_short() {
        let path = std::env::temp_dir().join(format!("xtask-head-{}", std::process::id()));
        fs::write(&path, b"abc").unwrap();
        for (head, right) in
            [(&ABC[..8], true), (ABC, true), (&ABC[..7], false), ("ba7816be", false)]
        {
            assert_eq!(verify_head(&path, head).is_ok(), right, "{head}");
        }
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_sum_file_gives_its_first_word() {
        assert_eq!(from_sum_file(&format!("{ABC}  a.tar.gz\n")), Some(ABC));
        assert_eq!(from_sum_file("Not found"), None);
        assert_eq!(from_sum_file(""), None);
    }
}
