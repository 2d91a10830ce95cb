//! What a checkpoint must be before the reader's library sees it, so that time and memory stay in
//! proportion to the file.

use super::opcodes;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use zip::{CompressionMethod, ZipArchive};

/// The most bytes of a zip's `data.pkl`, and operations of a stream's pickles. ResNet-152's takes
/// about 0.1 MB. An operation is a byte or more of file and up to 88 bytes of memory (measured with
/// `None` repeated), so this is 370 MB at worst.
const MOST_PICKLE: u64 = 4 << 20;

/// Refuses files that are no PyTorch checkpoint and those that would swell while being read.
/// The error is the reason, to follow "is not as expected: ".
pub fn check(file: &mut File) -> Result<(), String> {
    let said = |error: std::io::Error| error.to_string();
    let mut head = [0; 262];
    let mut count = 0;
    while count < head.len() {
        match file.read(&mut head[count..]).map_err(said)? {
            0 => break,
            more => count += more,
        }
    }
    file.seek(SeekFrom::Start(0)).map_err(said)?;
    if head.starts_with(b"PK") {
        zip(file)
    } else if head[257..].starts_with(b"ustar") {
        tar(file)
    } else if head.starts_with(LEGACY) {
        stream(file)
    } else {
        Err("it has none of the forms that torch.save writes".into())
    }
}

/// A pickle (protocol 2) of the number 0x1950a86a20f9469cfc6c: PyTorch 0.1.10 to 1.5.
const LEGACY: &[u8] = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";

/// Five pickles (magic number, version, system, tensors, keys) come before the numbers.
fn stream(file: &mut File) -> Result<(), String> {
    let operations = opcodes::count(&mut BufReader::new(file), 5, MOST_PICKLE as usize);
    match operations.map_err(|error| format!("its pickles are cut short: {error}"))? {
        few if few as u64 <= MOST_PICKLE => Ok(()),
        _ => Err(format!("its pickles have more than {MOST_PICKLE} operations")),
    }
}

/// `torch.save` compresses nothing, so a compressed entry is refused: it could swell a
/// thousandfold, once for each tensor that views it.
fn zip(file: &mut File) -> Result<(), String> {
    let length = file.metadata().map_err(|error| error.to_string())?.len();
    let bad = |error: zip::result::ZipError| format!("its zip archive is damaged: {error}");
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(bad)?;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(bad)?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.compression() != CompressionMethod::Stored {
            return Err(format!("its entry {name} is compressed, which torch.save never does"));
        }
        if entry.size() > length {
            return Err(format!("its entry {name} claims {} bytes, more than all", entry.size()));
        }
        if name.ends_with("data.pkl") && entry.size() > MOST_PICKLE {
            return Err(format!("its {name} has {} bytes, at most {MOST_PICKLE}", entry.size()));
        }
    }
    Ok(())
}

/// A sparse tar entry claims any size and is read as zeros. Headers stand at multiples of 512;
/// looking at all of those finds every sparse one, whatever the sizes say.
fn tar(file: &mut File) -> Result<(), String> {
    let mut reader = BufReader::new(file);
    let mut block = [0; 512];
    while reader.read_exact(&mut block).is_ok() {
        if block[156] == b'S' && &block[257..262] == b"ustar" {
            return Err("its tar archive has a sparse entry".into());
        }
    }
    Ok(())
}
