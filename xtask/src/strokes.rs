//! `cargo xtask data strokes`: digits as pen strokes, which LeNet-5 is trained and measured with.
//! They stay in the tool folder; `docs/training.md` has their notice.

use crate::archive::gunzip;
use crate::checksum;
use crate::error::{Error, Result};
use crate::home::{self, Home};
use crate::step::Outcome;
use std::fs;
use std::path::{Path, PathBuf};

/// The unpacked file.
const NAME: &str = "strokes.jsonl";
const SHA256: &str = "e6986ae7a8b799a9b99df5c2862b325d9a5921eb6512da544f0cbac828e24cfa";

/// Unpacks them unless they are there: from `from`, plain or as `.gz`, else from the folder of data at
/// hand.
pub fn ensure(home: &Home, from: Option<&Path>) -> Result<Outcome> {
    let folder = home.data("unipen-digits");
    let target = folder.join(NAME);
    if target.is_file() && checksum::verify(&target, SHA256).is_ok() {
        return Ok(Outcome::Present(folder.display().to_string()));
    }
    let source = from.map_or_else(at_hand, Path::to_path_buf);
    if !source.is_file() {
        return Err(Error::Missing {
            what: match from {
                Some(from) => format!("The pen strokes are not in {}", from.display()),
                None => "The pen strokes are not published with Triptych".into(),
            },
            command: format!("cargo xtask data strokes --from FILE   ({NAME} or {NAME}.gz)"),
        });
    }
    let name = source.display().to_string();
    let packed = fs::read(&source).map_err(Error::io("read", &source))?;
    let content = if packed.starts_with(&[0x1f, 0x8b]) { gunzip(&name, &packed)? } else { packed };
    checksum::verify_bytes(&name, &content, SHA256)?;
    // Renamed when whole: an interrupted copy must not look like the data.
    let scratch = home.scratch("strokes")?;
    let whole = scratch.join(NAME);
    fs::write(&whole, content).map_err(Error::io("write", &whole))?;
    fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
    fs::rename(&whole, &target).map_err(Error::io("write", &target))?;
    Ok(Outcome::Done(format!("8,431 digits, checksum right, in {}", folder.display())))
}

fn at_hand() -> PathBuf {
    home::at_hand("unipen-digits").join(format!("{NAME}.gz"))
}
