//! NumPy's `.npy` files of little-endian 32-bit floats.

use std::path::Path;

/// The values of a file of version 1.
pub fn read(path: &Path) -> Vec<f32> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    values(&bytes).unwrap_or_else(|| panic!("{} is no .npy file of 32-bit floats", path.display()))
}

fn values(bytes: &[u8]) -> Option<Vec<f32>> {
    let rest = bytes.strip_prefix(b"\x93NUMPY\x01\x00")?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (header, data) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    let header = str::from_utf8(header).ok()?;
    let (numbers, left) = data.as_chunks::<4>();
    let fits =
        header.contains("'<f4'") && header.contains("'fortran_order': False") && left.is_empty();
    fits.then(|| numbers.iter().map(|number| f32::from_le_bytes(*number)).collect())
}

#[cfg(test)]
mod tests {
    use super::values;

    #[test]
    fn floats_and_nothing_else() {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n";
        let mut file = b"\x93NUMPY\x01\x00".to_vec();
        file.extend((header.len() as u16).to_le_bytes());
        file.extend(header.as_bytes());
        file.extend(1.5_f32.to_le_bytes());
        assert_eq!(values(&file), Some(vec![1.5]));
        file.pop();
        assert_eq!(values(&file), None);
        assert_eq!(values(b"PK"), None);
    }
}
