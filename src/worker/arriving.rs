//! A file that comes, for whoever works with its beginning while the rest is on its way.

use super::stream::{Broken, append, chunks};
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;
use web_sys::ReadableStream;

/// The file. A handle: copies mean the same one.
#[derive(Clone, Default)]
pub(super) struct Arriving(Rc<State>);

#[derive(Default)]
struct State {
    bytes: RefCell<Rc<Vec<u8>>>,
    /// How often it began: what had come by then is worth nothing any more.
    beginnings: Cell<u32>,
    ended: Cell<bool>,
}

impl Arriving {
    /// It begins, or begins anew, with these bytes, which have room for the rest.
    pub(super) fn begin(&self, bytes: Vec<u8>) {
        *self.0.bytes.borrow_mut() = Rc::new(bytes);
        self.0.beginnings.set(self.0.beginnings.get() + 1);
    }

    /// Takes the bytes out, for the room that they have.
    pub(super) fn take(&self) -> Vec<u8> {
        Rc::unwrap_or_clone(std::mem::take(&mut *self.0.bytes.borrow_mut()))
    }

    /// Puts every chunk of a stream at its end, then tells `heard` with all there is so far and where
    /// the new bytes begin.
    pub(super) async fn read<E>(
        &self,
        stream: &ReadableStream,
        mut heard: impl FnMut(&[u8], usize) -> Result<(), E>,
    ) -> Result<(), Broken<E>> {
        let take = |chunk: &js_sys::Uint8Array| {
            let mut bytes = self.0.bytes.borrow_mut();
            // Nobody holds them but for a moment until the last has come.
            let bytes = Rc::make_mut(&mut bytes);
            let start = append(bytes, chunk)?;
            heard(bytes, start).map_err(Broken::Reader)
        };
        chunks(stream, take).await
    }

    /// What is there.
    pub(super) fn bytes(&self) -> Rc<Vec<u8>> {
        self.0.bytes.borrow().clone()
    }

    /// How many bytes are there.
    pub(super) fn length(&self) -> usize {
        self.0.bytes.borrow().len()
    }

    /// Nothing more comes.
    pub(super) fn end(&self) {
        self.0.ended.set(true);
    }

    /// Whether all has come that will.
    fn has_ended(&self) -> bool {
        self.0.ended.get()
    }

    /// This beginning's number.
    pub(super) fn beginning(&self) -> u32 {
        self.0.beginnings.get()
    }

    /// Waits for so many bytes of this beginning, or until no more come. Only for who is polled
    /// whenever some have come: see [`with`].
    pub(super) async fn until(&self, beginning: u32, length: usize) {
        poll_fn(|_| {
            let over = self.has_ended() || self.beginning() != beginning;
            if over || self.length() >= length { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}

/// What `source` and `user` come to. Each time that either is woken, `source` goes on first, then `user`:
/// so it hears of all that has come.
pub(super) async fn with<A, B>(
    source: impl Future<Output = A>,
    user: impl Future<Output = B>,
) -> (A, B) {
    let (mut source, mut user) = (pin!(source), pin!(user));
    let (mut came, mut made) = (None, None);
    poll_fn(|context| {
        if came.is_none()
            && let Poll::Ready(value) = source.as_mut().poll(context)
        {
            came = Some(value);
        }
        if made.is_none()
            && let Poll::Ready(value) = user.as_mut().poll(context)
        {
            made = Some(value);
        }
        match (came.take(), made.take()) {
            (Some(came), Some(made)) => Poll::Ready((came, made)),
            (left, right) => {
                (came, made) = (left, right);
                Poll::Pending
            }
        }
    })
    .await
}
