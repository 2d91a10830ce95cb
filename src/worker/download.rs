//! Downloads: streamed, resumed, cancelled, and checked as they come.

use super::arriving::Arriving;
use super::ask::{Answer, Wanted, ask, wrong_length};
use super::cancel::{Cancel, Stopped};
use super::keeper::{Keeper, Part};
use super::script::is_online;
use super::speed::Speed;
use super::storage::NotKept;
use super::stream::{Broken, room};
use crate::error::Error;
use crate::weights::hexadecimal;
use sha2::{Digest, Sha256};

/// Hears how many bytes are there, and how many come a second.
pub(super) type Progress<'a> = &'a mut dyn FnMut(u64, f64);

/// Whether a file is in the storage now, and else why.
pub(super) type Kept = Result<(), NotKept>;

/// Whether a checksum is this one, in lower-case hexadecimal.
pub(super) fn is(hash: Sha256, sha256: &str) -> bool {
    hexadecimal(&hash.finalize()) == sha256
}

/// Has a `file` come. Says whether it is in the storage now, and else why; nothing if `keep` is nothing.
pub(super) async fn download(
    wanted: &Wanted<'_>,
    keep: Option<Keeper>,
    file: &Arriving,
    cancel: &Cancel,
    progress: Progress<'_>,
) -> Result<Option<Kept>, Stopped> {
    let mut transfer = Transfer { wanted, keep, cancel, file };
    let part = match &transfer.keep {
        Some(keep) => keep.part_of(wanted.bytes).await,
        None => None,
    };
    cancel.check()?;
    let resumes = part.is_some();
    let mut outcome = transfer.run(part, progress).await;
    if resumes && matches!(outcome, Err(Stopped::Failed(Error::Checksum { .. }))) {
        // The halves do not belong together: from the beginning, once.
        outcome = transfer.run(None, progress).await;
    }
    transfer.end(outcome).await
}

struct Transfer<'a> {
    wanted: &'a Wanted<'a>,
    keep: Option<Keeper>,
    cancel: &'a Cancel,
    file: &'a Arriving,
}

impl Transfer<'_> {
    /// Gets the file, or what is missing of it.
    async fn run(&mut self, part: Option<Part>, progress: Progress<'_>) -> Result<(), Stopped> {
        let (have, mut bytes, etag) = match part {
            Some(Part { bytes, etag }) => (bytes.len() as u64, bytes, etag),
            None => (0, self.file.take(), None),
        };
        let answer = ask(self.wanted, have, etag.as_deref(), self.cancel).await?;
        if answer.from == 0 {
            bytes.clear();
            if bytes.capacity() == 0 {
                bytes = room(self.wanted.what, self.wanted.bytes)?;
            }
        }
        let mut hash = Sha256::new();
        hash.update(&bytes);
        self.file.begin(bytes);
        if let Some(keep) = &mut self.keep {
            let etag = answer.header("etag").or(etag.filter(|_| answer.from > 0));
            keep.begin(answer.from, etag).await;
        }
        self.take(&answer, &mut hash, progress).await?;
        if is(hash, self.wanted.sha256) {
            return Ok(());
        }
        Err(Error::Checksum { what: self.wanted.what.into() }.into())
    }

    /// Takes the body, chunk by chunk.
    async fn take(
        &mut self,
        answer: &Answer,
        hash: &mut Sha256,
        progress: Progress<'_>,
    ) -> Result<(), Stopped> {
        let Self { wanted, keep, cancel, file } = self;
        let mut speed = Speed::default();
        let begin = file.length() as u64;
        speed.note(begin);
        progress(begin, 0.0);
        let heard = |all: &[u8], start: usize| {
            cancel.check()?;
            let done = all.len() as u64;
            if done > wanted.bytes {
                return Err(Stopped::Failed(wrong_length(wanted, done)));
            }
            hash.update(&all[start..]);
            if let Some(keep) = keep {
                keep.append(&all[start..], start as u64);
            }
            let rate = speed.note(done);
            if rate.is_some() || done == wanted.bytes {
                progress(done, rate.unwrap_or_else(|| speed.rate()));
            }
            Ok(())
        };
        let outcome = match answer.response.body() {
            Some(body) => file.read(&body, heard).await,
            None => Ok(()),
        };
        let came = file.length() as u64;
        match outcome {
            Ok(()) if came == wanted.bytes => Ok(()),
            // All that the server has came: it has another file.
            Ok(()) if answer.length().is_none_or(|n| n + answer.from == came) => {
                Err(wrong_length(wanted, came).into())
            }
            Ok(()) => Err(self.interrupted("the server hung up".into()).into()),
            Err(Broken::Reader(stopped)) => Err(stopped),
            Err(Broken::Stream(reason)) => {
                cancel.check()?;
                Err(self.interrupted(reason).into())
            }
        }
    }

    fn interrupted(&self, reason: String) -> Error {
        let came =
            format!("{:.1} of {:.1} MB had come", self.megabytes(), self.wanted.bytes as f64 / 1e6);
        let reason = if is_online() { reason } else { "this machine is offline".into() };
        Error::Interrupted { what: self.wanted.what.into(), reason: format!("{reason}; {came}") }
    }

    fn megabytes(&self) -> f64 {
        self.file.length() as f64 / 1e6
    }

    /// Keeps what is worth keeping.
    async fn end(self, outcome: Result<(), Stopped>) -> Result<Option<Kept>, Stopped> {
        let Self { keep, file, .. } = self;
        let Some(mut keep) = keep else { return outcome.map(|()| None) };
        let bytes = file.bytes();
        match outcome {
            Ok(()) => Ok(Some(keep.finish(&bytes).await)),
            Err(Stopped::Failed(error @ (Error::Checksum { .. } | Error::WrongLength { .. }))) => {
                keep.discard().await;
                Err(error.into())
            }
            Err(stopped) => {
                keep.stop(&bytes).await;
                Err(stopped)
            }
        }
    }
}
