//! The head of a safetensors file: which tensors there are and where, known before their numbers are
//! there.

use crate::error::Error;
use safetensors::SafeTensorError;
use safetensors::tensor::{Metadata, TensorInfo};
use std::collections::HashMap;
use std::ops::Range;

/// Bytes that say how long the head is.
const LENGTH: usize = 8;
/// The longest head that is read, as the format has it.
const LONGEST: usize = 100_000_000;

/// A file's head.
#[derive(Clone, Debug)]
pub struct Header {
    metadata: Metadata,
    /// Where the numbers begin.
    start: usize,
}

impl Header {
    /// How many of the file's first bytes [`Self::read`] needs; at first 8, then more.
    pub fn bytes(first: &[u8]) -> usize {
        let length = first.first_chunk().map_or(0, |length| u64::from_le_bytes(*length));
        LENGTH + usize::try_from(length).unwrap_or(LONGEST).min(LONGEST)
    }

    /// The head of a file of `size` bytes, from its first bytes.
    ///
    /// # Errors
    ///
    /// [`Error::BadWeights`] for a file that is not safetensors, is cut short or has more bytes than
    /// its tensors.
    pub fn read(first: &[u8], size: usize) -> Result<Self, Error> {
        let bad = |error: SafeTensorError| Error::BadWeights { reason: error.to_string() };
        let start = Self::bytes(first);
        let words = first.get(LENGTH..start).ok_or_else(|| {
            bad(match first.len() {
                ..LENGTH => SafeTensorError::HeaderTooSmall,
                _ if start > LONGEST => SafeTensorError::HeaderTooLarge,
                _ => SafeTensorError::InvalidHeaderLength,
            })
        })?;
        let words = std::str::from_utf8(words)
            .map_err(|error| bad(SafeTensorError::InvalidHeader(error)))?;
        let metadata: Metadata = serde_json::from_str(words)
            .map_err(|error| bad(SafeTensorError::InvalidHeaderDeserialization(error)))?;
        if start.checked_add(metadata.data_len()) != Some(size) {
            return Err(bad(SafeTensorError::MetadataIncompleteBuffer));
        }
        Ok(Self { metadata, start })
    }

    /// The whole file's head.
    ///
    /// # Errors
    ///
    /// As [`Self::read`].
    pub fn of(file: &[u8]) -> Result<Self, Error> {
        Self::read(file, file.len())
    }

    /// How many bytes the whole file has.
    pub fn file_bytes(&self) -> usize {
        self.start + self.metadata.data_len()
    }

    /// What the file says about itself, by name.
    pub fn entries(&self) -> HashMap<String, String> {
        self.metadata.metadata().clone().unwrap_or_default()
    }

    /// Type and shape of a tensor, where there is one.
    pub(super) fn tensor(&self, name: &str) -> Option<&TensorInfo> {
        self.metadata.info(name)
    }

    /// Where a tensor's bytes are in the file.
    pub(super) fn place(&self, tensor: &TensorInfo) -> Range<usize> {
        let (from, to) = tensor.data_offsets;
        self.start + from..self.start + to
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::{FileTensor, safetensors};

    #[test]
    fn a_head_is_read_before_the_numbers_are_there() {
        let tensors = [
            FileTensor::floats("a", &[2], &[1.0, 2.0]),
            FileTensor::floats("b", &[1, 3], &[3.0, 4.0, 5.0]),
        ];
        let file = safetensors(&tensors, &[("network".into(), "lenet5".into())]);
        assert_eq!(Header::bytes(&file[..4]), 8);
        let head = Header::bytes(&file[..8]);
        assert_eq!(file.len() - head, 20);
        let header = Header::read(&file[..head], file.len()).unwrap();
        assert_eq!(header.entries()["network"], "lenet5");
        let place = header.place(header.tensor("b").unwrap());
        assert_eq!(&file[place.start..place.start + 4], 3.0f32.to_le_bytes());
        assert_eq!(header.tensor("b").unwrap().shape, [1, 3]);
        assert!(header.tensor("c").is_none());
    }

    #[test]
    fn what_is_no_head_is_refused_as_the_format_says() {
        let file = safetensors(&[FileTensor::floats("a", &[2], &[1.0, 2.0])], &[]);
        let longer = [&file[..], &[0]].concat();
        let endless = [&u64::MAX.to_le_bytes()[..], &file[8..]].concat();
        let wrong = [&8u64.to_le_bytes()[..], b"{\"a\":[]}"].concat();
        for bytes in [b"no", &file[..file.len() - 1], &longer, &endless, &wrong, &file[..12]] {
            assert!(matches!(Header::of(bytes), Err(Error::BadWeights { .. })), "{bytes:?}");
            assert!(::safetensors::SafeTensors::deserialize(bytes).is_err());
        }
    }
}
