//! Runs other programs: seen, quietly with a log, or for their answer.

use crate::error::{Error, Result};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

/// Programs that npm brings: scripts on Windows, which are only found there by their full names.
const SCRIPTS: [&str; 2] = ["npm", "wasm-opt"];

/// A program about to run.
pub struct Program {
    name: String,
    command: Command,
}

impl Program {
    /// A program by name (looked for on PATH) or by path. It gets no standard input, so that nothing waits for an answer.
    pub fn new(program: impl AsRef<OsStr>) -> Program {
        let program = program.as_ref();
        let name = Path::new(program).file_name().unwrap_or(program).to_string_lossy().into_owned();
        let mut command = match program.to_str() {
            Some(script) if SCRIPTS.contains(&script) => Command::new(executable(script)),
            _ => Command::new(program),
        };
        command.stdin(Stdio::null());
        // `cargo run` describes this package to us; a cargo that we start would take it for a change and rebuild.
        for (variable, _) in env::vars_os() {
            let text = variable.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&variable);
            }
        }
        Program { name, command }
    }

    /// Adds one argument.
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Program {
        self.command.arg(arg);
        self
    }

    /// Adds arguments.
    pub fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Program {
        self.command.args(args);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Program {
        self.command.env(name, value);
        self
    }

    /// Unsets an environment variable.
    pub fn env_remove(mut self, name: &str) -> Program {
        self.command.env_remove(name);
        self
    }

    /// Sets the working folder.
    pub fn dir(mut self, dir: &Path) -> Program {
        self.command.current_dir(dir);
        self
    }

    /// Runs it with its output shown.
    pub fn show(mut self) -> Result<()> {
        let status = self.command.status().map_err(self.not_started())?;
        if status.success() {
            Ok(())
        } else {
            Err(Error::Failed { program: self.name, status, log: None })
        }
    }

    /// Runs it with its output in the file `log`, whose end is shown when it fails.
    pub fn log(mut self, log: &Path) -> Result<()> {
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        }
        let file = File::create(log).map_err(Error::io("create", log))?;
        let second = file.try_clone().map_err(Error::io("write", log))?;
        let status =
            self.command.stdout(file).stderr(second).status().map_err(self.not_started())?;
        if status.success() {
            return Ok(());
        }
        let text = fs::read_to_string(log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        for line in &lines[lines.len().saturating_sub(15)..] {
            eprintln!("    | {line}");
        }
        Err(Error::Failed { program: self.name, status, log: Some(log.into()) })
    }

    /// Its standard output, trimmed; nothing where it is missing or fails.
    pub fn answer(mut self) -> Option<String> {
        let Output { status, stdout, .. } = self.command.stderr(Stdio::null()).output().ok()?;
        status.success().then(|| String::from_utf8_lossy(&stdout).trim().to_string())
    }

    /// How it ended, and its standard output, trimmed; its errors are shown.
    pub fn told(mut self) -> Result<(ExitStatus, String)> {
        let output = self.command.stderr(Stdio::inherit()).output().map_err(self.not_started())?;
        Ok((output.status, String::from_utf8_lossy(&output.stdout).trim().to_string()))
    }

    /// Starts it with its standard output piped to us.
    pub fn piped(mut self) -> Result<Child> {
        self.command.stdout(Stdio::piped()).spawn().map_err(self.not_started())
    }

    fn not_started(&self) -> impl FnOnce(std::io::Error) -> Error + use<> {
        let program = self.name.clone();
        move |source| Error::Start { program, source }
    }
}

/// Where PATH has `name`.
pub fn which(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(executable(name))).find(|file| file.is_file())
}

/// The file name of the program `name` on this system.
pub fn executable(name: &str) -> String {
    let script = cfg!(windows) && SCRIPTS.contains(&name);
    format!("{name}{}", if script { ".cmd" } else { env::consts::EXE_SUFFIX })
}

/// PATH with `folders` before everything else.
pub fn path_with(folders: &[PathBuf]) -> OsString {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(env::split_paths(&old));
    env::join_paths(all).unwrap_or(old)
}

/// The first thing in `text` that looks like a version: digits with at least one dot.
pub fn version_in(text: &str) -> Option<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ','))
        .map(|word| word.trim_start_matches('v'))
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found() {
        assert_eq!(version_in("trunk 0.21.14"), Some("0.21.14"));
        assert_eq!(version_in("wasm-bindgen 0.2.130 (abc123)"), Some("0.2.130"));
        assert_eq!(
            version_in("rustc 1.96.0 (ac68faa20 2026-07-06) (built from a source tarball)"),
            Some("1.96.0")
        );
        assert_eq!(version_in("v20.20.2"), Some("20.20.2"));
        assert_eq!(version_in("no version"), None);
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = Program::new("no-such-program-here").show().unwrap_err();
        assert!(error.to_string().starts_with("Could not start `no-such-program-here`"), "{error}");
        assert_eq!(Program::new("no-such-program-here").answer(), None);
    }
}
