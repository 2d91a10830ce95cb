//! The project's own folder for tools, data and build outputs, shared by all clones.

#[path = "../../src/home.rs"]
mod locate;

use crate::error::{Error, Result};
use std::env;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `$TRIPTYCH_HOME`, or `triptych` in the system's folder for caches.
#[derive(Clone, Debug)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// Finds the folder, and makes it where it is missing.
    pub fn open() -> Result<Home> {
        let root = locate::locate(env::consts::OS, |name| env::var_os(name)).ok_or_else(|| {
            Error::Missing {
                what: "There is no home folder to keep tools and data in".into(),
                command: "export TRIPTYCH_HOME=/some/folder".into(),
            }
        })?;
        fs::create_dir_all(&root).map_err(Error::io("create", &root))?;
        Ok(Home { root })
    }

    /// A home at `root`, for tests.
    #[cfg(test)]
    pub fn at(root: &Path) -> Home {
        Home { root: root.into() }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the tool `name` lies.
    pub fn tool(&self, name: &str) -> PathBuf {
        self.root.join("tools").join(name)
    }

    /// Where the data set `name` lies.
    pub fn data(&self, name: &str) -> PathBuf {
        self.root.join("data").join(name)
    }

    /// The cargo target folder for builds of kind `name`.
    pub fn target(&self, name: &str) -> PathBuf {
        self.root.join("target").join(name)
    }

    /// The log of the step `name`.
    pub fn log(&self, name: &str) -> PathBuf {
        self.root.join("logs").join(format!("{name}.log"))
    }

    /// An empty folder to work in; rename what is complete out of it.
    pub fn scratch(&self, name: &str) -> Result<Scratch> {
        let path = self.root.join("scratch").join(format!("{name}-{}", std::process::id()));
        if path.exists() {
            fs::remove_dir_all(&path).map_err(Error::io("empty", &path))?;
        }
        fs::create_dir_all(&path).map_err(Error::io("create", &path))?;
        Ok(Scratch(path))
    }

    /// Removes what interrupted commands have left, once it is a day old.
    pub fn clear_scratch(&self) {
        for entry in fs::read_dir(self.root.join("scratch")).into_iter().flatten().flatten() {
            let modified = entry.metadata().and_then(|data| data.modified());
            let age = modified.ok().and_then(|then| then.elapsed().ok()).unwrap_or_default();
            if age > Duration::from_secs(24 * 3600) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// A folder that goes when it is no longer used.
pub struct Scratch(PathBuf);

impl Deref for Scratch {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Where the data set `name` lies as somebody brought it: in `$TRIPTYCH_DATA`, or in a folder beside
/// the checkout.
pub fn at_hand(name: &str) -> PathBuf {
    let given = env::var_os("TRIPTYCH_DATA").filter(|folder| !folder.is_empty());
    given.map_or_else(|| checkout().join("../shared/data"), PathBuf::from).join(name)
}

/// The root of the checkout that this program was built from.
pub fn checkout() -> PathBuf {
    let manifest = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map(Path::to_path_buf).unwrap_or(manifest)
}
