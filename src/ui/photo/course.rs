//! Loading, in words.

use super::networks::Failure;
use crate::{
    error::Error,
    protocol::photo::{Loading, LoadingStep},
    ui::words,
};

/// How much of the step is done, 0 to 1; nothing where it cannot be known.
pub fn share(loading: &Loading) -> Option<f64> {
    (loading.total > 0).then(|| (loading.done as f64 / loading.total as f64).min(1.0))
}

/// `39.0 of 102.4 MB, 6.1 MB/s, 11 s left`; or that nothing comes.
pub fn words(loading: &Loading) -> String {
    let Loading { done, total, per_second, .. } = *loading;
    let bytes = || match total {
        0 => words::bytes(done),
        total if total >= 1_000_000 => {
            format!("{:.1} of {}", done as f64 / 1e6, words::bytes(total))
        }
        total => format!("{} of {}", words::bytes(done), words::bytes(total)),
    };
    let counted = |what: &str| match total {
        0 => format!("{what}: {done}."),
        total => format!("{what}: {done} of {total}."),
    };
    match loading.step {
        LoadingStep::Download => {
            let mut text = bytes();
            if per_second > 0.0 {
                text.push_str(&format!(", {}/s", words::bytes(per_second as u64)));
                if total > done {
                    let left = (total - done) as f64 / per_second;
                    text.push_str(&format!(", {} left", words::duration(left)));
                }
            } else if total > done {
                text.push_str(", waiting for the server");
            }
            text
        }
        LoadingStep::Read => format!("Reading: {}.", bytes()),
        LoadingStep::Layers => counted("Layers laid out"),
        LoadingStep::Shaders if total == 0 => "Getting ready.".into(),
        LoadingStep::Shaders => counted("Shaders compiled"),
    }
}

/// A failure as it is told.
#[derive(Debug, PartialEq)]
pub struct Told {
    /// The fact.
    pub heading: &'static str,
    /// What it means.
    pub words: String,
    /// What the button for another try says; nothing where that would come to the same.
    pub again: Option<&'static str>,
    /// Whether it is a fault, not a wish.
    pub bad: bool,
}

/// Tells a failure, on a machine that is online or not.
pub fn told(failure: &Failure, online: bool) -> Told {
    let again = if failure.kept.0 > 0 { "Resume" } else { "Try again" };
    let kept = match failure.kept {
        (0, _) => String::new(),
        (kept, 0) => format!(" {} had come and are kept.", words::bytes(kept)),
        (kept, total) => {
            format!(" {} of {} had come and are kept.", words::bytes(kept), words::bytes(total))
        }
    };
    let title = &failure.wanted.title;
    // That comes from no host.
    let own = failure.wanted.file.is_some();
    let Some(error) = &failure.error else {
        let words = format!("{title}.{kept}");
        return Told { heading: "Stopped", words, again: Some(again), bad: false };
    };
    let (heading, words, again) = match error {
        Error::Checksum { .. } => (
            "The download did not match",
            format!(
                "{title}: the file that arrived is not the one that was published (its SHA-256 differs). Nothing of it was kept."
            ),
            "Try again",
        ),
        Error::WrongLength { .. } => (
            "The download did not match",
            format!("{title}: {} Nothing of it was kept.", words::sentence(&error.to_string())),
            "Try again",
        ),
        Error::Offline { .. } | Error::Unreadable { .. } | Error::Refused { .. }
            if !own && !online || matches!(error, Error::Offline { .. }) =>
        {
            ("This machine is offline", format!("{title} needs the network.{kept}"), again)
        }
        Error::Interrupted { reason, .. } => {
            ("The download stopped", format!("{title}: {}{kept}", stopped(reason)), again)
        }
        Error::Refused { host, .. } => (
            "The weights did not arrive",
            format!(
                "{title}: {host} cannot be reached from here, or does not let this page read it. Take the file yourself and use it here.{kept}"
            ),
            again,
        ),
        Error::Unreadable { reason, .. } | Error::NotThere { reason, .. } if !own => {
            let advice = match error {
                Error::NotThere { .. } => {
                    "Another try will not help: take other weights, or a file of your own."
                }
                _ => "Check the connection, or that its host may be reached from here.",
            };
            let words = format!("{title}: {} {advice}", stopped(reason));
            ("The weights did not arrive", words, again)
        }
        Error::BadWeights { .. }
        | Error::MissingTensor { .. }
        | Error::WrongTensor { .. }
        | Error::BadFile { .. } => {
            ("These weights do not fit", format!("{title}: {}", words::failure(error)), "Try again")
        }
        Error::NotThere { reason, .. } => (
            "The file could not be read",
            format!("{title}: {} Choose it again.", stopped(reason)),
            again,
        ),
        // Its words begin with the title.
        Error::NoMemory { .. } => {
            ("There is no memory for these weights", words::failure(error), again)
        }
        // What a defect says of itself is for the console, not for a visitor.
        Error::Engine { .. } => (
            "The engine stopped",
            format!(
                "{title} was on its way. If it stops again, there may not be memory enough: close other tabs, or take smaller weights."
            ),
            again,
        ),
        error => (
            "The network could not be loaded",
            format!("{title}: {}", words::failure(error)),
            "Try again",
        ),
    };
    let gone = own && matches!(error, Error::NotThere { .. });
    Told { heading, words, again: Some(again).filter(|_| !gone), bad: true }
}

/// A reason that goes on after a colon, with a full stop.
fn stopped(reason: &str) -> String {
    format!("{}.", reason.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocol::photo::Source, ui::photo::networks::Wanted};

    fn loading(step: LoadingStep, done: u64, total: u64, per_second: f64) -> Loading {
        Loading { entry: None, step, done, total, per_second }
    }

    #[test]
    fn progress_has_figures() {
        let download =
            |done, total, speed| words(&loading(LoadingStep::Download, done, total, speed));
        assert_eq!(
            download(39_000_000, 102_400_000, 6.1e6),
            "39.0 of 102.4 MB, 6.1 MB/s, 11 s left"
        );
        assert_eq!(download(39_000_000, 0, 0.0), "39.0 MB");
        let silent = download(39_000_000, 102_400_000, 0.0);
        assert_eq!(silent, "39.0 of 102.4 MB, waiting for the server");
        assert_eq!(words(&loading(LoadingStep::Shaders, 3, 9, 0.0)), "Shaders compiled: 3 of 9.");
        assert_eq!(share(&loading(LoadingStep::Read, 5, 0, 0.0)), None);
        assert_eq!(share(&loading(LoadingStep::Read, 5, 10, 0.0)), Some(0.5));
    }

    #[test]
    fn what_has_come_is_resumed() {
        let wanted = Wanted { source: Source::Listed("r".into()), title: "R".into(), file: None };
        let failure = |error, kept| Failure { wanted: wanted.clone(), error, kept };
        let unreadable =
            || Some(Error::Unreadable { what: "r".into(), reason: "the line broke".into() });
        let broken = Some(Error::Interrupted { what: "r".into(), reason: "the line broke".into() });
        let cut = told(&failure(broken, (1_000_000, 4_000_000)), true);
        assert_eq!((cut.heading, cut.again), ("The download stopped", Some("Resume")));
        assert!(cut.words.contains("R: the line broke. 1.0 MB of 4.0 MB had come"));
        assert_eq!(told(&failure(unreadable(), (0, 0)), false).heading, "This machine is offline");
        assert_eq!(told(&failure(unreadable(), (0, 0)), true).again, Some("Try again"));
        let reason = "example.org answered 404 (the file is not there)".into();
        let gone = Some(Error::NotThere { what: "r".into(), reason });
        let gone = told(&failure(gone, (0, 0)), true);
        assert!(
            gone.words
                .starts_with("R: example.org answered 404 (the file is not there). Another try")
        );
        let refused = Some(Error::Refused { what: "r".into(), host: "example.org".into() });
        assert!(told(&failure(refused, (0, 0)), true).words.contains("example.org"));
        let stopped = told(&failure(None, (5, 9)), true);
        assert!(!stopped.bad && stopped.again == Some("Resume"));
        let wrong = told(&failure(Some(Error::Checksum { what: "r".into() }), (9, 9)), true);
        assert_eq!(wrong.again, Some("Try again"));
        // As of weights that come with the page, or where the browser keeps nothing.
        let gone = told(&failure(None, (0, 9)), true);
        assert_eq!((gone.words.as_str(), gone.again), ("R.", Some("Try again")));
        let mine = Wanted { file: Some(0), ..wanted.clone() };
        let reason = "it has gone".into();
        let lost = Some(Error::NotThere { what: "r".into(), reason });
        for online in [true, false] {
            let lost = Failure { wanted: mine.clone(), error: lost.clone(), kept: (0, 0) };
            let lost = told(&lost, online);
            assert_eq!((lost.heading, lost.again), ("The file could not be read", None));
            assert_eq!(lost.words, "R: it has gone. Choose it again.", "no host is to blame");
        }
        let trap = Some(Error::Engine { reason: "RuntimeError: unreachable".into() });
        assert!(!told(&failure(trap, (0, 9)), true).words.contains("RuntimeError"));
    }
}
