//! The IDX files in which MNIST comes: a few big-endian sizes, then bytes.

use crate::error::Error;

/// Bytes with their shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Bytes<'a> {
    /// Sizes of the dimensions.
    pub shape: Vec<usize>,
    /// The values, the last dimension fastest.
    pub values: &'a [u8],
}

/// Reads an IDX file of bytes with `dimensions` dimensions.
///
/// # Errors
///
/// [`Error::BadFile`], naming `what`, with what is wrong with it.
pub fn read<'a>(what: &str, bytes: &'a [u8], dimensions: u8) -> Result<Bytes<'a>, Error> {
    let bad = |reason: &str| Error::BadFile { what: what.into(), reason: reason.into() };
    let Some((header, rest)) = bytes.split_first_chunk::<4>() else {
        return Err(bad("it is shorter than a header"));
    };
    if *header != [0, 0, 8, dimensions] {
        return Err(bad(&format!("it is no IDX file of bytes with {dimensions} dimensions")));
    }
    let sizes = usize::from(dimensions) * 4;
    if rest.len() < sizes {
        return Err(bad("it ends inside its header"));
    }
    let (sizes, values) = rest.split_at(sizes);
    let shape: Vec<_> = sizes
        .chunks_exact(4)
        .map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize)
        .collect();
    let count = shape.iter().try_fold(1_usize, |product, &size| product.checked_mul(size));
    if count != Some(values.len()) {
        return Err(bad("it is shorter or longer than its sizes"));
    }
    Ok(Bytes { shape, values })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_files_are_read_and_bad_ones_say_why() {
        let good = [0, 0, 8, 1, 0, 0, 0, 2, 5, 9];
        assert_eq!(read("labels", &good, 1), Ok(Bytes { shape: vec![2], values: &[5, 9] }));
        for (bytes, dimensions, reason) in [
            (&good[..3], 1, "shorter than a header"),
            (&good[..6], 1, "ends inside"),
            (&good[..9], 1, "shorter or longer"),
            (&good[..], 3, "3 dimensions"),
        ] {
            let message = read("labels", bytes, dimensions).unwrap_err().to_string();
            assert!(message.contains(reason) && message.contains("labels"), "{message}");
        }
    }
}
