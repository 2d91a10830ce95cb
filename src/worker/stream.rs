//! Streams of bytes, from a server, a file or the storage, into memory once.

use super::patience::Patience;
use super::script::{member, reason};
use crate::error::Error;
use crate::protocol::SILENT;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

/// Why a stream was not read to its end.
pub(super) enum Broken<E> {
    /// The stream itself broke, with these words.
    Stream(String),
    /// Who reads it had enough.
    Reader(E),
}

/// Puts every chunk at the end of `bytes`, then tells `heard` with all there is so far and where
/// the new bytes begin, as [`chunks`] gives them.
pub(super) async fn read<E>(
    stream: &ReadableStream,
    bytes: &mut Vec<u8>,
    mut heard: impl FnMut(&[u8], usize) -> Result<(), E>,
) -> Result<(), Broken<E>> {
    let take = |chunk: &Uint8Array| {
        let start = append(bytes, chunk)?;
        heard(bytes, start).map_err(Broken::Reader)
    };
    chunks(stream, take).await
}

/// Gives `take` every chunk, until it has enough. While none comes it has an empty one each second, and after a
/// minute the stream counts as broken.
pub(super) async fn chunks<E>(
    stream: &ReadableStream,
    mut take: impl FnMut(&Uint8Array) -> Result<(), Broken<E>>,
) -> Result<(), Broken<E>> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut next = JsFuture::from(reader.read());
    let mut patience = Patience::new();
    loop {
        let outcome = match patience.wait(&mut next).await {
            Some(Ok(chunk)) if member(&chunk, "done").is_truthy() => return Ok(()),
            Some(Ok(chunk)) => {
                next = JsFuture::from(reader.read());
                take(&Uint8Array::new(&member(&chunk, "value")))
            }
            Some(Err(thrown)) => return Err(Broken::Stream(reason(&thrown))),
            None if patience.is_over() => Err(Broken::Stream(SILENT.into())),
            None => take(&Uint8Array::new_with_length(0)),
        };
        if outcome.is_err() {
            // Whether the source hears that nobody listens any more is its own affair.
            let _ = JsFuture::from(reader.cancel()).await;
            return outcome;
        }
    }
}

/// Puts a chunk at the end of `bytes`. Says where it begins.
pub(super) fn append<E>(bytes: &mut Vec<u8>, chunk: &Uint8Array) -> Result<usize, Broken<E>> {
    let (start, length) = (bytes.len(), chunk.length() as usize);
    if bytes.try_reserve(length).is_err() {
        return Err(Broken::Stream("the browser has no memory left".into()));
    }
    bytes.resize(start + length, 0);
    chunk.copy_to(&mut bytes[start..]);
    Ok(start)
}

/// What is said of a visitor's own file that broke off. Browsers have many words for it, "network error" among
/// them.
pub(super) fn gone(what: &str) -> Error {
    let reason = "it has changed, moved or gone since it was chosen, or it is a folder".into();
    Error::NotThere { what: what.into(), reason }
}

/// Room for this many bytes, at once: growing would hold them twice.
pub(super) fn room(what: &str, bytes: u64) -> Result<Vec<u8>, Error> {
    let mut all = Vec::new();
    let there = usize::try_from(bytes).is_ok_and(|bytes| all.try_reserve_exact(bytes).is_ok());
    if there {
        return Ok(all);
    }
    Err(Error::NoMemory { what: what.into(), bytes })
}
