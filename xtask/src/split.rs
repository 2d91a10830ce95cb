//! Takes out of the built page's program what is fetched later (`src/ui/apart.rs`).
//!
//! Trunk cannot do that: it has to happen between cargo and wasm-bindgen. So Trunk builds the whole
//! program, with relocations, and here its files are made once more from cargo's output.

use crate::command::Program;
use crate::error::{Error, Result};
use crate::home::{Home, checkout};
use crate::toolbox::Toolbox;
use crate::wasm_std::TARGET;
use std::fs;
use std::path::{Path, PathBuf};

/// Set while Trunk runs, `build.rs` prepares the program for this.
pub const VARIABLE: &str = "TRIPTYCH_SPLIT";
/// Where index.html says how the program is built and optimised.
const LINK: &str = "data-bin=\"page\"";

/// Splits the program of the page in the folder `dist`.
pub fn split(home: &Home, tools: &Toolbox, dist: &Path) -> Result<()> {
    let index = checkout().join("index.html");
    let html = fs::read_to_string(&index).map_err(Error::io("read", &index))?;
    let said = |name: &str| {
        attribute(&html, name).ok_or_else(|| Error::Content {
            file: index.display().to_string(),
            fact: format!("the link with {LINK} has no {name}"),
        })
    };
    let name = program(dist)?;
    let folder = home.scratch("split")?;
    let log = home.log("split");
    let whole = home
        .target("wasm")
        .join(TARGET)
        .join(said("data-cargo-profile-release")?)
        .join("page.wasm");
    Program::new("cargo")
        .args(["run", "--quiet", "--package", "split", "--"])
        .arg(&whole)
        .arg(&*folder)
        .arg(&name)
        .env("CARGO_TARGET_DIR", home.target("native"))
        .dir(&checkout())
        .log(&log)?;
    // Before wasm-bindgen writes its own files beside them.
    let parts = files(&folder, &format!("{name}-"))?;
    tools
        .equip(Program::new("wasm-bindgen"))
        // The parts share the program's table, which it would not give out otherwise.
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports"])
        .args(["--out-name", &name, "--out-dir"])
        .arg(&*folder)
        .arg(folder.join(format!("{name}.wasm")))
        .log(&log)?;
    let (level, features) = (said("data-wasm-opt")?, said("data-wasm-opt-params")?);
    for file in parts.into_iter().chain([format!("{name}.js"), format!("{name}_bg.wasm")]) {
        let (made, published) = (folder.join(&file), dist.join(&file));
        if !file.ends_with(".wasm") {
            fs::copy(&made, &published).map_err(Error::io("write", &published))?;
            continue;
        }
        tools
            .equip(Program::new("wasm-opt"))
            .arg(format!("-O{level}"))
            .args(features.split_whitespace())
            .arg(made)
            .arg("-o")
            .arg(published)
            .log(&log)?;
    }
    Ok(())
}

/// The name that Trunk gave to the page's program: `page-` and a hash.
fn program(dist: &Path) -> Result<String> {
    let found = files(dist, "page-")?;
    let mut names = found.iter().filter_map(|file| file.strip_suffix("_bg.wasm"));
    match (names.next(), names.next()) {
        (Some(name), None) => Ok(name.into()),
        _ => Err(Error::Content {
            file: dist.display().to_string(),
            fact: format!("it should hold one program of the page: {found:?}"),
        }),
    }
}

/// The names of the files in a folder that begin so, in order.
fn files(folder: &Path, beginning: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let path: PathBuf = entry.map_err(Error::io("read", folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_file() && name.starts_with(beginning) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// An attribute of the link to the page's program.
fn attribute(html: &str, name: &str) -> Option<String> {
    let start = html[..html.find(LINK)?].rfind('<')?;
    let tag = &html[start..start + html[start..].find('>')?];
    let (key, whole) = (format!("{name}=\""), |at: usize| tag[..at].ends_with(char::is_whitespace));
    let (at, _) = tag.match_indices(&key).find(|(at, _)| whole(*at))?;
    let after = &tag[at + key.len()..];
    Some(after.split_once('"')?.0.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_s_link_is_read() {
        let html = "<link data-bin=\"worker\" data-wasm-opt=\"3\">\n\
            <link data-trunk rel=\"rust\" data-bin=\"page\" data-wasm-opt=\"z\"\n  data-wasm-opt-params=\"--a --b\">";
        assert_eq!(attribute(html, "data-wasm-opt").as_deref(), Some("z"));
        assert_eq!(attribute(html, "data-wasm-opt-params").as_deref(), Some("--a --b"));
        assert_eq!(attribute(html, "data-cargo-profile"), None);
    }

    #[test]
    fn index_html_says_how_the_page_is_built() {
        let html = fs::read_to_string(checkout().join("index.html")).unwrap();
        for name in ["data-cargo-profile-release", "data-wasm-opt", "data-wasm-opt-params"] {
            assert!(attribute(&html, name).is_some(), "{name}");
        }
    }

    #[test]
    fn one_program_is_found() {
        let dist = std::env::temp_dir().join(format!("xtask-split-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        assert!(program(&dist).is_err());
        for file in ["page-ab12.js", "page-ab12_bg.wasm", "worker-cd_bg.wasm"] {
            fs::write(dist.join(file), "").unwrap();
        }
        assert_eq!(program(&dist).unwrap(), "page-ab12");
        fs::write(dist.join("page-ef_bg.wasm"), "").unwrap();
        assert!(program(&dist).is_err());
        fs::remove_dir_all(&dist).unwrap();
    }
}
