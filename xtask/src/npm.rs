//! Packages of the npm registry, pinned by their integrity hash; no install script runs.

use crate::apt;
use crate::command::Program;
use crate::error::{Error, Result};
use crate::home::Home;
use crate::pins::Npm;
use crate::step::Outcome;
use std::fs;
use std::path::PathBuf;

impl Npm {
    fn folder(&self, home: &Home) -> PathBuf {
        home.tool(&format!("{}-{}", self.name, self.version))
    }

    /// Where its files lie.
    pub fn path(&self, home: &Home) -> PathBuf {
        self.folder(home).join("node_modules").join(self.name)
    }

    /// Where npm has put a way to start its program.
    pub fn bin(&self, home: &Home) -> PathBuf {
        self.folder(home).join("node_modules").join(".bin")
    }

    /// Brings it unless it is there.
    pub fn ensure(&self, home: &Home) -> Result<Outcome> {
        let folder = self.folder(home);
        if self.complete(home) {
            return Ok(Outcome::Present(folder.display().to_string()));
        }
        apt::ensure_npm(home)?;
        let scratch = home.scratch(self.name)?;
        for (name, text) in [("package.json", self.manifest()), ("package-lock.json", self.lock())]
        {
            let path = scratch.join(name);
            fs::write(&path, text).map_err(Error::io("write", &path))?;
        }
        Program::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .dir(&scratch)
            .log(&home.log(&format!("npm-{}", self.name)))?;
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
        }
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(Error::io("remove", &folder))?;
        }
        fs::rename(&*scratch, &folder).map_err(Error::io("write", &folder))?;
        Ok(Outcome::Done(format!("from npm, integrity as pinned: {}", folder.display())))
    }

    fn complete(&self, home: &Home) -> bool {
        let package = self.path(home).join("package.json");
        // A link, or on Windows a script beside others.
        let program = self.program.is_none_or(|(name, _)| self.bin(home).join(name).is_file());
        package.is_file() && program
    }

    fn manifest(&self) -> String {
        format!(r#"{{"private":true,"dependencies":{{"{}":"{}"}}}}"#, self.name, self.version)
    }

    /// A lock file without an address: npm asks its registry, and checks what it gets against the hash.
    fn lock(&self) -> String {
        let Npm { name, version, integrity, program } = self;
        let bin = program
            .map_or(String::new(), |(program, file)| format!(r#","bin":{{"{program}":"{file}"}}"#));
        format!(
            r#"{{"lockfileVersion":3,"packages":{{"":{{"dependencies":{{"{name}":"{version}"}}}},"node_modules/{name}":{{"version":"{version}","integrity":"{integrity}"{bin}}}}}}}"#
        )
    }
}
