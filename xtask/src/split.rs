//! Takes out of the built programs what is fetched later (`xtask/split`), and optimises what they become.
//!
//! Trunk cannot do that: it has to happen between cargo and wasm-bindgen, or after. So Trunk builds the
//! programs whole, with relocations, and here their files are made once more from cargo's output.

use crate::command::Program;
use crate::error::{Error, Result};
use crate::home::{Home, checkout};
use crate::toolbox::Toolbox;
use crate::wasm_std::TARGET;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

/// Set while Trunk runs, `build.rs` prepares the programs for this.
pub const VARIABLE: &str = "TRIPTYCH_SPLIT";
/// Where index.html says how the page's program is built.
const LINK: &str = "data-bin=\"page\"";
/// The name of the engine's program.
const ENGINE: &str = "worker";

/// How much wasm-opt does: the page is to be small, the engine fast.
const PAGE_LEVEL: &str = "-Oz";
const ENGINE_LEVEL: &str = "-O3";
/// What every browser with WebGPU has, one by one: with all that wasm-opt knows, it makes what Chromium refuses.
const FEATURES: [&str; 9] = [
    "--enable-reference-types",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-simd",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-call-indirect-overlong",
];

/// Splits and optimises the programs in the folder `dist`, the engine's built in this profile of cargo's.
pub fn split(home: &Home, tools: &Toolbox, profile: &str, dist: &Path) -> Result<()> {
    let build = Build { home, tools, dist };
    // wasm-opt has one thread.
    thread::scope(|scope| {
        let engine = scope.spawn(|| build.engine(profile));
        let page = build.page();
        engine.join().expect("it does not panic").and(page)
    })
}

/// Where from and where to.
struct Build<'a> {
    home: &'a Home,
    tools: &'a Toolbox,
    dist: &'a Path,
}

impl Build<'_> {
    fn page(&self) -> Result<()> {
        let name = program(self.dist)?;
        let folder = self.home.scratch("split-page")?;
        let log = self.home.log("split-page");
        self.take_apart(
            &log,
            &["page"],
            &[&self.linked(&page_profile()?, "page"), &folder, Path::new(&name)],
        )?;
        // Before wasm-bindgen writes its own files beside them.
        let parts = files(&folder, &format!("{name}-"))?;
        // The parts share the program's table, which it would not give out otherwise.
        self.bind(
            &log,
            "--keep-lld-exports",
            &folder.join(format!("{name}.wasm")),
            &folder,
            &name,
        )?;
        for file in parts.into_iter().chain([format!("{name}.js"), format!("{name}_bg.wasm")]) {
            self.publish(&log, PAGE_LEVEL, &folder, &file)?;
        }
        Ok(())
    }

    fn engine(&self, profile: &str) -> Result<()> {
        let folder = self.home.scratch("split-engine")?;
        let log = self.home.log("split-engine");
        let linked = self.linked(profile, ENGINE);
        // What is taken out is known by the linker's names.
        self.bind(&log, "--no-demangle", &linked, &folder, ENGINE)?;
        let [script, program, rest] =
            [".js", "_bg.wasm", "_rest.wasm"].map(|end| format!("{ENGINE}{end}"));
        self.take_apart(
            &log,
            &["engine"],
            &[&linked, &folder.join(&program), &folder.join(&script), &folder.join(&rest)],
        )?;
        for file in [script, program, rest] {
            self.publish(&log, ENGINE_LEVEL, &folder, &file)?;
        }
        Ok(())
    }

    /// What cargo made.
    fn linked(&self, profile: &str, program: &str) -> PathBuf {
        self.home.target("wasm").join(TARGET).join(profile).join(format!("{program}.wasm"))
    }

    fn take_apart(&self, log: &Path, what: &[&str], arguments: &[&Path]) -> Result<()> {
        Program::new("cargo")
            .args(["run", "--quiet", "--package", "split", "--"])
            .args(what)
            .args(arguments)
            .env("CARGO_TARGET_DIR", self.home.target("native"))
            .dir(&checkout())
            .log(log)
    }

    fn bind(
        &self,
        log: &Path,
        option: &str,
        program: &Path,
        folder: &Path,
        name: &str,
    ) -> Result<()> {
        self.tools
            .equip(Program::new("wasm-bindgen"))
            .args(["--target", "web", "--no-typescript", option])
            .args(["--out-name", name, "--out-dir"])
            .arg(folder)
            .arg(program)
            .log(log)
    }

    /// Brings a file among those to publish, optimised if it is a program.
    fn publish(&self, log: &Path, level: &str, folder: &Path, file: &str) -> Result<()> {
        let (made, published) = (folder.join(file), self.dist.join(file));
        if !file.ends_with(".wasm") {
            return fs::copy(&made, &published).map(drop).map_err(Error::io("write", &published));
        }
        self.tools
            .equip(Program::new("wasm-opt"))
            .arg(level)
            .args(FEATURES)
            .arg(made)
            .arg("-o")
            .arg(published)
            .log(log)
    }
}

/// Cargo's profile for the page's program.
fn page_profile() -> Result<String> {
    let index = checkout().join("index.html");
    let html = fs::read_to_string(&index).map_err(Error::io("read", &index))?;
    let name = "data-cargo-profile-release";
    attribute(&html, name).ok_or_else(|| Error::Content {
        file: index.display().to_string(),
        fact: format!("the link with {LINK} has no {name}"),
    })
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
        let html = "<link data-bin=\"worker\" data-cargo-profile-release=\"web\">\n\
            <link data-trunk rel=\"rust\" data-bin=\"page\" data-wasm-opt=\"0\"\n  data-cargo-profile-release=\"small\">";
        assert_eq!(attribute(html, "data-cargo-profile-release").as_deref(), Some("small"));
        assert_eq!(attribute(html, "data-wasm-opt").as_deref(), Some("0"));
        assert_eq!(attribute(html, "data-cargo-profile"), None);
    }

    #[test]
    fn index_html_says_how_the_page_is_built() {
        assert!(!page_profile().unwrap().is_empty());
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
