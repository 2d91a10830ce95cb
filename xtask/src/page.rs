//! Serves and builds the page, by Trunk.

use crate::error::{Error, Result};
use crate::home::{Home, checkout};
use crate::licences;
use crate::policy;
use crate::split;
use crate::stamp;
use crate::step::time;
use crate::toolbox::Toolbox;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

/// Cargo's profile for what a site owner publishes.
const PUBLISH: &str = "web-release";
/// Cargo's profile for the page under test: quick to build, run through wasm-opt all the same.
const TEST: &str = "web";
/// How many built pages for tests are kept.
const KEEP: usize = 3;

/// How to serve.
#[derive(Debug, Default, PartialEq)]
pub struct Serve {
    pub open: bool,
    pub port: Option<u16>,
    pub release: bool,
}

/// Builds, serves, and builds again after each change, until interrupted.
pub fn serve(tools: &Toolbox, options: &Serve) -> Result<()> {
    let mut trunk = tools.trunk().arg("serve");
    if options.open {
        trunk = trunk.arg("--open");
    }
    if let Some(port) = options.port {
        trunk = trunk.args(["--port", &port.to_string()]);
    }
    if options.release {
        trunk = trunk.args(["--release", "--cargo-profile", PUBLISH]);
        println!("A release build takes about half an hour the first time.");
    }
    let port = options.port.unwrap_or(8080);
    println!(
        "\nTriptych will be at http://127.0.0.1:{port}/ as soon as it is built. Ctrl-C ends it.\n"
    );
    trunk.show()
}

/// Builds the folder to publish.
pub fn build(home: &Home, tools: &Toolbox) -> Result<()> {
    let start = Instant::now();
    println!(
        "\nBuilding for publication: smallest and slowest, about half an hour the first time.\n"
    );
    let dist = checkout().join("dist");
    build_into(home, tools, PUBLISH, &dist)?;
    println!("\nBuilt in {}. Publish the folder {}:", time(start.elapsed()), dist.display());
    let mut files = Vec::new();
    walk(&dist, &mut files)?;
    files.sort();
    for (path, bytes) in files {
        println!("  {:>10}  {}", size(bytes), path.strip_prefix(&dist).unwrap_or(&path).display());
    }
    Ok(())
}

/// The page for browser tests. It is built only when something that it is made from has changed.
pub fn build_for_tests(home: &Home, tools: &Toolbox) -> Result<PathBuf> {
    let pages = home.root().join("pages");
    let stamp = || stamp::of(&checkout(), &format!("{}; {TEST}", tools.identity()));
    let before = stamp()?;
    let page = pages.join(&before);
    if page.join("index.html").is_file() {
        println!("Nothing that the page is made from has changed: {}", page.display());
        return Ok(page);
    }
    let made = home.scratch("page")?;
    build_into(home, tools, TEST, &made)?;
    fs::create_dir_all(&pages).map_err(Error::io("create", &pages))?;
    // Else a change that is undone later would leave a page that is not of its stamp.
    if stamp()? != before {
        return Err(Error::Step(
            "What the page is made from changed meanwhile; test again.".into(),
        ));
    }
    keep(&made, &page)?;
    prune(&pages, KEEP)?;
    Ok(page)
}

/// Puts a built page in its place, unless another command has put the same there meanwhile.
fn keep(made: &Path, page: &Path) -> Result<()> {
    match fs::rename(made, page) {
        Err(_) if page.join("index.html").is_file() => Ok(()),
        renamed => renamed.map_err(Error::io("write", page)),
    }
}

/// Builds the page in a profile, with what is fetched later in files of its own.
fn build_into(home: &Home, tools: &Toolbox, profile: &str, dist: &Path) -> Result<()> {
    tools
        .trunk()
        .env(split::VARIABLE, "1")
        .args(["build", "--release", "--cargo-profile", profile, "--dist"])
        .arg(dist)
        .show()?;
    licences::write(dist)?;
    split::split(home, tools, profile, dist)?;
    policy::write(dist)
}

/// Removes all but the newest `keep` folders.
fn prune(pages: &Path, keep: usize) -> Result<()> {
    let mut folders: Vec<(SystemTime, PathBuf)> = fs::read_dir(pages)
        .map_err(Error::io("read", pages))?
        .flatten()
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    folders.sort();
    let old = folders.len().saturating_sub(keep);
    for (_, folder) in &folders[..old] {
        fs::remove_dir_all(folder).map_err(Error::io("remove", folder))?;
    }
    Ok(())
}

fn walk(folder: &Path, files: &mut Vec<(PathBuf, u64)>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let entry = entry.map_err(Error::io("read", folder))?;
        let data = entry.metadata().map_err(Error::io("read", folder))?;
        if data.is_dir() {
            walk(&entry.path(), files)?;
        } else {
            files.push((entry.path(), data.len()));
        }
    }
    Ok(())
}

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_pages_stay() {
        let pages = std::env::temp_dir().join(format!("xtask-pages-{}", std::process::id()));
        for name in ["c", "a", "b"] {
            fs::create_dir_all(pages.join(name)).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        prune(&pages, 2).unwrap();
        assert!(!pages.join("c").exists() && pages.join("a").exists() && pages.join("b").exists());
        prune(&pages, 2).unwrap();
        assert!(pages.join("a").exists());
        fs::remove_dir_all(&pages).unwrap();
    }

    #[test]
    fn a_page_that_another_command_has_built_is_taken() {
        let root = std::env::temp_dir().join(format!("xtask-keep-{}", std::process::id()));
        let [first, second, page] = ["first", "second", "page"].map(|name| root.join(name));
        for made in [&first, &second] {
            fs::create_dir_all(made).unwrap();
            fs::write(made.join("index.html"), "").unwrap();
            keep(made, &page).unwrap();
        }
        assert!(!first.exists() && page.join("index.html").is_file());
        assert!(keep(&root.join("third"), &root.join("fourth")).is_err());
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(size(812), "812 B");
        assert_eq!(size(87_400), "87 kB");
        assert_eq!(size(12_300_000), "12.3 MB");
    }
}
