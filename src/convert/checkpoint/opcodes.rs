//! Counting a pickle's operations without carrying them out.

use std::io::{self, BufRead, Read};

/// The operations of the next `pickles` pickles in `reader`; stops counting beyond `most`. Only the
/// lengths of arguments matter here (Python's `pickletools` lists them); what an operation means,
/// and whether it exists, is the reader's business.
pub fn count(reader: &mut impl BufRead, pickles: usize, most: usize) -> io::Result<usize> {
    let (mut operations, mut ended) = (0, 0);
    while ended < pickles && operations <= most {
        operations += 1;
        match byte(reader)? {
            b'.' => ended += 1,
            b'K' | b'h' | b'q' | 0x80 | 0x82 => skip(reader, 1)?,
            b'M' | 0x83 => skip(reader, 2)?,
            b'J' | b'j' | b'r' | 0x84 => skip(reader, 4)?,
            b'G' | 0x95 => skip(reader, 8)?,
            b'U' | b'C' | 0x8a | 0x8c => sized(reader, 1)?,
            b'X' | b'T' | b'B' | 0x8b => sized(reader, 4)?,
            0x8d | 0x8e | 0x96 => sized(reader, 8)?,
            b'I' | b'L' | b'F' | b'S' | b'V' | b'P' | b'g' | b'p' => line(reader)?,
            b'c' | b'i' => {
                line(reader)?;
                line(reader)?;
            }
            _ => {}
        }
    }
    Ok(operations)
}

fn byte(reader: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    reader.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn skip(reader: &mut impl Read, bytes: u64) -> io::Result<()> {
    let skipped = io::copy(&mut reader.take(bytes), &mut io::sink())?;
    if skipped == bytes { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Skips a length of `width` bytes and as many bytes as it says.
fn sized(reader: &mut impl Read, width: usize) -> io::Result<()> {
    let mut length = [0; 8];
    reader.read_exact(&mut length[..width])?;
    skip(reader, u64::from_le_bytes(length))
}

fn line(reader: &mut impl BufRead) -> io::Result<()> {
    reader.skip_until(b'\n').map(drop)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn arguments_are_not_taken_for_operations() {
        // A one-byte number 46 ('.'), a text "..", a class of two lines, a long, then the end.
        let pickle = b"\x80\x02K.X\x02\0\0\0..cos\nsystem\n\x8a\x01..rest";
        assert_eq!(count(&mut &pickle[..], 1, 100).unwrap(), 6);
        assert_eq!(count(&mut &b"N.NN."[..], 2, 100).unwrap(), 5);
    }

    #[test]
    fn counting_ends() {
        assert_eq!(count(&mut &[b'N'; 50][..], 1, 10).unwrap(), 11);
        for cut in [&b"N"[..], b"X\xff\xff\xff\xff.", b"\x8d\xff\xff\xff\xff\xff\xff\xff\xff."] {
            assert!(count(&mut &cut[..], 1, 100).is_err());
        }
    }
}
