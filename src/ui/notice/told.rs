//! How the engine's failures are told.

use super::Kept;
use crate::{error::Error, ui::words};

/// A failure as it is told.
#[derive(Default)]
pub(super) struct Told {
    pub heading: &'static str,
    pub words: String,
}

impl Told {
    /// The heading is the fact for a person, the words what the error says and what to do.
    pub fn of(error: &Error, kept: Kept) -> Self {
        let heading = match error {
            Error::BadWeights { .. } | Error::MissingTensor { .. } | Error::WrongTensor { .. } => {
                "The weights do not fit"
            }
            Error::Checksum { .. } => "The weights did not match",
            Error::Unreadable { .. } | Error::NotThere { .. } => "A file did not arrive",
            Error::NoGpu { .. } => "No GPU could be opened",
            Error::Outdated => "This page is out of date",
            Error::TooOld => "Too old for the engine",
            Error::Engine { .. } => "The engine stopped",
            _ => "The engine cannot go on",
        };
        // What a defect says of itself is for the console, not for a visitor.
        let (fact, advice) = match error {
            Error::Engine { .. } => {
                (words::sentence(kept.safe()), "If it happens again, please report it.")
            }
            // The heading has the fact.
            Error::NoGpu { reason } => (reason.clone(), "Start again, or let the CPU do the work."),
            Error::Unreadable { .. } => (
                error.to_string(),
                "Check the connection, then start again. If it stays so, reload the page: there may be a newer one.",
            ),
            Error::NotThere { .. } => (error.to_string(), "Start again in a while."),
            error => (error.to_string(), error.advice()),
        };
        let words = if fact.is_empty() {
            advice.into()
        } else {
            format!("{} {advice}", words::sentence(&fact))
        };
        Self { heading, words }
    }
}
