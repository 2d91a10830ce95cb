//! A value that arrives later, once: what an asker waits for while the worker works.

use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

struct Slot<T> {
    value: Option<T>,
    waker: Option<Waker>,
}

/// The end that gives the value.
pub struct Sender<T>(Rc<RefCell<Slot<T>>>);

/// The end that waits for it.
pub struct Reply<T>(Rc<RefCell<Slot<T>>>);

/// Both ends. A sender that is dropped leaves its reply waiting for ever.
pub fn reply<T>() -> (Sender<T>, Reply<T>) {
    let slot = Rc::new(RefCell::new(Slot { value: None, waker: None }));
    (Sender(slot.clone()), Reply(slot))
}

impl<T> Sender<T> {
    /// Gives the value.
    pub fn send(self, value: T) {
        let waker = {
            let mut slot = self.0.borrow_mut();
            slot.value = Some(value);
            slot.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl<T> Future for Reply<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let mut slot = self.0.borrow_mut();
        match slot.value.take() {
            Some(value) => Poll::Ready(value),
            None => {
                slot.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_arrives_once() {
        let (sender, mut answer) = reply();
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(Pin::new(&mut answer).poll(&mut context), Poll::Pending);
        sender.send(7);
        assert_eq!(Pin::new(&mut answer).poll(&mut context), Poll::Ready(7));
    }
}
