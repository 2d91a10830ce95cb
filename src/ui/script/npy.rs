//! NumPy's `.npy` files, as far as an input needs them: little-endian 32-bit floats, row by row.

use crate::error::Error;

/// An array with its shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Array {
    /// Sizes of its dimensions.
    pub shape: Vec<usize>,
    /// Its values, the last dimension fastest.
    pub values: Vec<f32>,
}

/// Reads an `.npy` file of versions 1 to 3.
///
/// # Errors
///
/// [`Error::BadFile`] with what is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Array, Error> {
    let bad = |reason: &str| Error::BadFile {
        what: "the input's .npy file".into(),
        reason: reason.into(),
    };
    if !bytes.starts_with(b"\x93NUMPY") {
        return Err(bad("it does not begin as an .npy file does"));
    }
    let length = match bytes.get(6) {
        Some(1) => {
            bytes.get(8..10).map(|b| (10_usize, usize::from(u16::from_le_bytes([b[0], b[1]]))))
        }
        Some(2 | 3) => {
            bytes.get(8..12).map(|b| (12, u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize))
        }
        _ => return Err(bad("its version is not 1, 2 or 3")),
    };
    let (start, length) = length.ok_or_else(|| bad("it ends inside its header"))?;
    let end = start.checked_add(length).ok_or_else(|| bad("its header is too long"))?;
    let header = bytes.get(start..end).ok_or_else(|| bad("it ends inside its header"))?;
    let header = str::from_utf8(header).map_err(|_| bad("its header is not text"))?;
    if !field(header, "descr").is_some_and(|kind| kind.starts_with("'<f4'")) {
        return Err(bad("its values are not little-endian 32-bit floats"));
    }
    if !field(header, "fortran_order").is_some_and(|order| order.starts_with("False")) {
        return Err(bad("its values do not lie row by row"));
    }
    let shape = field(header, "shape")
        .and_then(|text| text.strip_prefix('(')?.split_once(')'))
        .and_then(|(sizes, _)| {
            let sizes = sizes.split(',').map(str::trim).filter(|size| !size.is_empty());
            sizes.map(|size| size.parse().ok()).collect::<Option<Vec<usize>>>()
        })
        .ok_or_else(|| bad("its shape is not readable"))?;
    let data = &bytes[end..];
    let count = shape.iter().try_fold(1_usize, |product, &size| product.checked_mul(size));
    if count.and_then(|count| count.checked_mul(4)) != Some(data.len()) {
        return Err(bad("it is shorter or longer than its shape"));
    }
    let values =
        data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    Ok(Array { shape, values })
}

/// What follows `'name':` in the header.
fn field<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = header.split_once(&format!("'{name}'"))?;
    Some(rest.trim_start().strip_prefix(':')?.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, values: &[f32]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
        bytes
    }

    const HEADER: &str = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 2, 2), }    \n";

    #[test]
    fn a_good_file_is_read() {
        let array = read(&file(HEADER, &[1.0, -2.0, 3.5, 0.0])).unwrap();
        assert_eq!((array.shape, array.values), (vec![1, 1, 2, 2], vec![1.0, -2.0, 3.5, 0.0]));
        let scalar = read(&file(&HEADER.replace("1, 1, 2, 2", ""), &[4.0])).unwrap();
        assert_eq!((scalar.shape, scalar.values), (vec![], vec![4.0]));
    }

    #[test]
    fn every_bad_file_says_why() {
        let cut = file(HEADER, &[1.0]);
        let wide = file(&HEADER.replace("<f4", "<f8"), &[1.0; 8]);
        let columns = file(&HEADER.replace("False", "True"), &[1.0; 4]);
        let huge = file(&HEADER.replace("2, 2", "99999999999, 99999999999"), &[1.0; 4]);
        for (bytes, reason) in [
            (&b""[..], "begin"),
            (&b"\x93NUMPY\x09\x00"[..], "version"),
            (&b"\x93NUMPY\x01\x00\xff\xff{"[..], "ends inside"),
            (&b"\x93NUMPY\x02\x00\xff\xff\xff\xff{"[..], "ends inside"),
            (&cut, "shorter or longer"),
            (&wide, "32-bit"),
            (&columns, "row by row"),
            (&huge, "shorter or longer"),
        ] {
            let message = read(bytes).unwrap_err().to_string();
            assert!(message.contains(reason), "{message}");
        }
    }
}
