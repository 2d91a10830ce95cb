//! MNIST's four files.

use crate::error::Error;
use crate::home::locate;
use crate::weights::hexadecimal;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Pixels of a picture.
const PIXELS: usize = 28 * 28;

/// Pictures and what they show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// `[28, 28]` grey values each, paper 0, ink 255.
    pub images: Vec<[u8; PIXELS]>,
    /// The digit on each, 0 to 9.
    pub labels: Vec<u8>,
}

/// The data and where they come from.
#[derive(Clone, Debug)]
pub struct Mnist {
    /// The 60,000 pictures to learn from.
    pub train: Set,
    /// The 10,000 pictures to measure with, and nothing else.
    pub test: Set,
    /// Name and SHA-256 of each file.
    pub checksums: Vec<(String, String)>,
}

/// The files, in the order of [`Mnist::checksums`], with the SHA-256 of MNIST as it was published.
pub const FILES: [(&str, &str); 4] = [
    ("train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    ("train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    ("t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    ("t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
];

impl Mnist {
    /// Reads and verifies the four files in `folder`.
    ///
    /// # Errors
    ///
    /// [`Error::Unreadable`] with what to run if a file is missing, [`Error::Checksum`] if one is
    /// not MNIST's.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let [images, labels, test_images, test_labels] = FILES.map(|(name, sha256)| {
            let bytes = read(&folder.join(name), "`cargo xtask data mnist` brings it")?;
            if checksum(&bytes) == sha256 {
                Ok(bytes)
            } else {
                Err(Error::Checksum { what: name.into() })
            }
        });
        Ok(Self {
            train: Set::parse(&images?, &labels?)?,
            test: Set::parse(&test_images?, &test_labels?)?,
            checksums: FILES.iter().map(|&(name, sha256)| (name.into(), sha256.into())).collect(),
        })
    }
}

impl Set {
    /// Pictures and labels from two IDX files.
    ///
    /// # Errors
    ///
    /// [`Error::BadFile`] if these are no IDX files of 28 x 28 pictures and as many digits.
    pub fn parse(images: &[u8], labels: &[u8]) -> Result<Self, Error> {
        let bad =
            |what: &str, reason: &str| Error::BadFile { what: what.into(), reason: reason.into() };
        let pixels = body(images, &[28, 28])
            .ok_or_else(|| bad("the file of pictures", "no IDX3 of 28 x 28"))?;
        let labels = body(labels, &[]).ok_or_else(|| bad("the file of labels", "no IDX1"))?;
        if pixels.len() != labels.len() * PIXELS || labels.iter().any(|&label| label > 9) {
            return Err(bad("the file of labels", "not one digit a picture"));
        }
        Ok(Self { images: pixels.as_chunks().0.to_vec(), labels: labels.to_vec() })
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The pictures and the labels as two IDX files.
    #[cfg(test)]
    pub fn to_idx(&self) -> [Vec<u8>; 2] {
        let count = (self.len() as u32).to_be_bytes();
        let head = |dimensions: u8| [&[0, 0, 8, dimensions][..], &count].concat();
        let side = 28u32.to_be_bytes();
        let pixels = self.images.as_flattened();
        [[&head(3), &side[..], &side, pixels].concat(), [&head(1), &self.labels[..]].concat()]
    }
}

/// The values of an IDX file of bytes whose dimensions after the first are `shape`.
fn body<'a>(file: &'a [u8], shape: &[u32]) -> Option<&'a [u8]> {
    let head = 4 * (shape.len() + 2);
    let (head, values) = file.split_at_checked(head)?;
    let mut numbers = head.as_chunks().0.iter().map(|bytes| u32::from_be_bytes(*bytes));
    let fits = numbers.next()? == 0x0800 + shape.len() as u32 + 1;
    let count = numbers.next()? as usize;
    let each: usize = shape.iter().map(|&size| size as usize).product();
    (fits && numbers.eq(shape.iter().copied()) && values.len() == count.checked_mul(each)?)
        .then_some(values)
}

/// SHA-256 in hexadecimal.
pub fn checksum(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Where `cargo xtask data mnist` puts the files.
pub fn default_folder() -> PathBuf {
    let home = locate(std::env::consts::OS, |name| std::env::var_os(name));
    home.unwrap_or_default().join("data/mnist")
}

/// A file's bytes; `remedy` says what to do where it is missing.
pub(super) fn read(path: &Path, remedy: &str) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|error| Error::Unreadable {
        what: path.display().to_string(),
        reason: match error.kind() {
            std::io::ErrorKind::NotFound => format!("it is not there; {remedy}"),
            _ => error.to_string(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_files_read_back() {
        let set = Set { images: vec![[7; PIXELS], [9; PIXELS]], labels: vec![3, 9] };
        let [images, labels] = set.to_idx();
        assert_eq!((images.len(), labels.len()), (16 + 2 * PIXELS, 8 + 2));
        assert_eq!(Set::parse(&images, &labels), Ok(set));
    }

    #[test]
    fn other_files_are_errors() {
        let set = Set { images: vec![[7; PIXELS], [9; PIXELS]], labels: vec![3, 9] };
        let [images, labels] = set.to_idx();
        assert!(Set::parse(&labels, &images).is_err());
        assert!(Set::parse(&[], &labels).is_err());
        assert!(Set::parse(&images[..99], &labels).is_err());
        let [_, one] = Set { images: vec![[0; PIXELS]], labels: vec![1] }.to_idx();
        assert!(Set::parse(&images, &one).is_err());
        let mut eleven = labels.clone();
        eleven[9] = 11;
        assert!(Set::parse(&images, &eleven).is_err());
    }

    #[test]
    fn a_missing_file_says_what_to_run() {
        let error = Mnist::read(Path::new("no such folder")).expect_err("nothing there");
        assert!(error.to_string().contains("cargo xtask data mnist"), "{error}");
    }
}
