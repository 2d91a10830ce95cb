//! What can go wrong, as facts; `advice` says what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

/// The result of everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every way in which a command of this program ends early.
#[derive(Debug)]
pub enum Error {
    /// The command line was not understood.
    Usage(String),
    /// A file or folder could not be read or written.
    Io { action: String, source: io::Error },
    /// A program could not be started.
    Start { program: String, source: io::Error },
    /// A program ran and reported failure.
    Failed { program: String, status: ExitStatus, log: Option<PathBuf> },
    /// A file has another SHA-256 than the one written down for it.
    Checksum { file: String, expected: String, actual: String },
    /// A file is not what it should be.
    Content { file: String, fact: String },
    /// Something that a person has to bring; `command` does it.
    Missing { what: String, command: String },
    /// A step of the tests failed.
    Step(String),
}

impl Error {
    /// For `map_err` on what touches `path`.
    pub fn io(action: &str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        let action = format!("{action} {}", path.display());
        move |source| Error::Io { action, source }
    }

    /// What a person can do.
    pub fn advice(&self) -> Option<String> {
        match self {
            Error::Usage(_) => Some("Run `cargo xtask` for the list of commands.".into()),
            Error::Io { source, .. }
                if matches!(
                    source.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                Some("Set TRIPTYCH_HOME to a folder you may write to.".into())
            }
            Error::Start { program, source } if source.kind() == io::ErrorKind::NotFound => {
                Some(format!("Install `{program}`, or put it on PATH."))
            }
            Error::Failed { log: Some(log), .. } => {
                Some(format!("Its output is in {}.", log.display()))
            }
            Error::Checksum { .. } => Some(
                "Try again; if it stays so, the source has changed and must not be used.".into(),
            ),
            Error::Missing { command, .. } => Some(format!("Run: {command}")),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Usage(fact) | Error::Step(fact) => f.write_str(fact),
            Error::Io { action, source } => write!(f, "Could not {action}: {source}."),
            Error::Start { program, source } => write!(f, "Could not start `{program}`: {source}."),
            Error::Failed { program, status, .. } => write!(f, "`{program}` failed ({status})."),
            Error::Checksum { file, expected, actual } => {
                write!(f, "{file} has SHA-256 {actual}, not {expected}.")
            }
            Error::Content { file, fact } => write!(f, "{file}: {fact}."),
            Error::Missing { what, .. } => write!(f, "{what}."),
        }
    }
}

impl std::error::Error for Error {}
