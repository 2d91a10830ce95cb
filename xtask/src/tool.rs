//! Trunk and wasm-bindgen: the published archive where its host answers, else built from source.

use crate::command::{Program, executable, version_in};
use crate::error::{Error, Result};
use crate::home::Home;
use crate::pins::Archive;
use crate::step::{Outcome, say};
use crate::{archive, checksum, download};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// A program written in Rust, at one version.
pub struct Tool {
    /// What it is run as.
    pub program: &'static str,
    /// The package that cargo builds it from.
    pub package: &'static str,
    pub version: String,
    pub archive: Option<Archive>,
    /// For cargo, beyond package and version.
    pub features: &'static [&'static str],
    /// How long building takes on two cores, for people.
    pub minutes: &'static str,
}

impl Tool {
    fn folder(&self, home: &Home) -> PathBuf {
        home.tool(&format!("{}-{}", self.program, self.version))
    }

    /// Where it is: our own, or one of the same version that the person has on PATH.
    pub fn find(&self, home: &Home) -> Option<PathBuf> {
        let own = self.folder(home).join("bin").join(executable(self.program));
        let path = env::var_os("PATH").unwrap_or_default();
        let ours = home.root().join("tools");
        let others = env::split_paths(&path)
            .filter(|folder| !folder.starts_with(&ours))
            .map(|folder| folder.join(executable(self.program)));
        std::iter::once(own)
            .chain(others)
            .filter(|file| file.is_file())
            .find(|file| self.is_right(file))
    }

    fn is_right(&self, file: &Path) -> bool {
        let answer = Program::new(file).arg("--version").answer();
        answer.as_deref().and_then(version_in) == Some(self.version.as_str())
    }

    /// Brings it unless it is there.
    pub fn ensure(&self, home: &Home) -> Result<Outcome> {
        if let Some(file) = self.find(home) {
            return Ok(Outcome::Present(file.display().to_string()));
        }
        // An archive's program may also not run here, for want of a newer C library.
        let how = match self.download(home)? {
            Some(how) if self.find(home).is_some() => how,
            _ => self.build(home)?,
        };
        match self.find(home) {
            Some(file) => Ok(Outcome::Done(format!("{how}: {}", file.display()))),
            None => Err(Error::Content {
                file: self.folder(home).display().to_string(),
                fact: format!("it holds no {} {} after installing it", self.program, self.version),
            }),
        }
    }

    /// Takes the program from the published archive. `None` where the host does not answer.
    fn download(&self, home: &Home) -> Result<Option<String>> {
        let Some(archive) = &self.archive else {
            return Ok(None);
        };
        say(&format!("asking for the published archive of {} {}", self.program, self.version));
        let scratch = home.scratch(self.program)?;
        let Some(bytes) = download::get(&archive.url, &scratch)? else {
            return Ok(None);
        };
        let how = match (archive.sha256, &archive.sum_url) {
            (Some(pin), _) => {
                checksum::verify_bytes(&archive.url, &bytes, pin)?;
                "published archive, SHA-256 as pinned"
            }
            (None, Some(url)) => {
                let text = download::get(url, &scratch)?.unwrap_or_default();
                let text = String::from_utf8_lossy(&text);
                let Some(sum) = checksum::from_sum_file(&text) else {
                    return Ok(None);
                };
                checksum::verify_bytes(&archive.url, &bytes, sum)?;
                "published archive, SHA-256 as published beside it (not pinned here)"
            }
            (None, None) => return Ok(None),
        };
        let file = executable(self.program);
        let mut files = archive::untar(&archive.url, &bytes, &[&file])?;
        let bin = self.folder(home).join("bin");
        fs::create_dir_all(&bin).map_err(Error::io("create", &bin))?;
        write_program(&bin.join(&file), &files.remove(&file).unwrap_or_default())?;
        Ok(Some(how.into()))
    }

    /// Builds it with cargo, without optimisation: a build of minutes for a program that runs for seconds.
    fn build(&self, home: &Home) -> Result<String> {
        say(&format!(
            "no archive to be had; building {} {} from source ({} on two cores)",
            self.program, self.version, self.minutes
        ));
        let target = home.target("tools");
        let cargo = |locked: &[&str]| {
            Program::new("cargo")
                // Over an archive's program that does not run here.
                .args(["install", "--force", "--debug", "--quiet"])
                .args(["--version", &format!("={}", self.version)])
                .arg("--root")
                .arg(self.folder(home))
                .args(self.features)
                .args(locked)
                .arg(self.package)
                .env("CARGO_TARGET_DIR", &target)
                .env("CARGO_PROFILE_DEV_DEBUG", "0")
                .env_remove("RUSTC")
                .env_remove("RUSTFLAGS")
                .dir(home.root())
        };
        // A registry's copy can lag behind the versions that `--locked` asks for.
        match cargo(&["--locked"]).show() {
            Err(Error::Failed { status, .. }) if status.code().is_some() => {
                say(
                    "its own lock file cannot be followed; building with other versions of its dependencies",
                );
                cargo(&[]).show()?;
            }
            other => other?,
        }
        // Gigabytes that nothing needs again.
        fs::remove_dir_all(&target).map_err(Error::io("remove", &target))?;
        Ok("built from source".into())
    }
}

/// Writes a file that can be run; what was there is replaced at once, never half.
pub fn write_program(path: &Path, content: &[u8]) -> Result<()> {
    let partial = path.with_extension("partial");
    fs::write(&partial, content).map_err(Error::io("write", &partial))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(&partial, mode).map_err(Error::io("make executable", &partial))?;
    }
    fs::rename(&partial, path).map_err(Error::io("write", path))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_version_is_found() {
        let root = env::temp_dir().join(format!("xtask-tool-{}", std::process::id()));
        let home = Home::at(&root);
        let tool = |version: &str| Tool {
            program: "triptych-test-tool",
            package: "none",
            version: version.into(),
            archive: None,
            features: &[],
            minutes: "none",
        };
        let right = tool("1.2.3");
        let bin = right.folder(&home).join("bin");
        fs::create_dir_all(&bin).unwrap();
        assert_eq!(right.find(&home), None);
        let file = bin.join("triptych-test-tool");
        write_program(&file, b"#!/bin/sh\necho triptych-test-tool 1.2.4\n").unwrap();
        assert_eq!(right.find(&home), None);
        write_program(&file, b"#!/bin/sh\necho triptych-test-tool 1.2.3\n").unwrap();
        assert_eq!(right.find(&home), Some(file));
        assert_eq!(tool("1.2").find(&home), None);
        fs::remove_dir_all(&root).unwrap();
    }
}
