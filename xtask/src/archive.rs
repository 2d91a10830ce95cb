//! Takes single files out of `.tar.gz` and `.gz` archives.

use crate::error::{Error, Result};
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::io::Read;
use tar::Archive;

/// The files of a `.tar.gz` whose file name (without folders) is in `wanted`, by that name.
/// All of them must be there.
pub fn untar(name: &str, bytes: &[u8], wanted: &[&str]) -> Result<BTreeMap<String, Vec<u8>>> {
    let broken = |error: std::io::Error| Error::Content {
        file: name.into(),
        fact: format!("broken archive: {error}"),
    };
    let mut found = BTreeMap::new();
    for entry in Archive::new(GzDecoder::new(bytes)).entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?.into_owned();
        let Some(file) = path.file_name().and_then(|file| file.to_str()) else {
            continue;
        };
        if entry.header().entry_type().is_file() && wanted.contains(&file) {
            let mut content = Vec::new();
            entry.read_to_end(&mut content).map_err(broken)?;
            found.insert(file.to_string(), content);
        }
    }
    match wanted.iter().find(|file| !found.contains_key(**file)) {
        Some(file) => {
            Err(Error::Content { file: name.into(), fact: format!("it holds no {file}") })
        }
        None => Ok(found),
    }
}

/// The content of a `.gz` file.
pub fn gunzip(name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut content = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut content).map_err(|error| Error::Content {
        file: name.into(),
        fact: format!("broken gzip file: {error}"),
    })?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn tarball(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, content) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append_data(&mut header, path, *content).unwrap();
        }
        gzip(&builder.into_inner().unwrap())
    }

    #[test]
    fn takes_only_what_is_wanted() {
        let bytes = tarball(&[
            ("package/data/a", b"one"),
            ("package/install.sh", b"bad"),
            ("package/b", b"two"),
        ]);
        let files = untar("x.tgz", &bytes, &["a", "b"]).unwrap();
        assert_eq!(files.len(), 2);
        assert_eq!(files["a"], b"one");
        assert_eq!(files["b"], b"two");
    }

    #[test]
    fn a_missing_file_is_named() {
        let bytes = tarball(&[("package/a", b"one")]);
        let error = untar("x.tgz", &bytes, &["a", "c"]).unwrap_err();
        assert_eq!(error.to_string(), "x.tgz: it holds no c.");
    }

    #[test]
    fn a_cut_archive_is_an_error() {
        let bytes = tarball(&[("package/a", &[7; 4096])]);
        assert!(untar("x.tgz", &bytes[..bytes.len() / 2], &["a"]).is_err());
        assert!(gunzip("x.gz", &gzip(b"hello")[..12]).is_err());
        assert_eq!(gunzip("x.gz", &gzip(b"hello")).unwrap(), b"hello");
    }
}
