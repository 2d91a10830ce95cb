//! How a model finds those who hold its network too.

use super::{Team, Together};
use std::cell::RefCell;
use std::rc::Rc;

/// Who leads this thread's team.
pub trait Lead {
    /// Has the others begin a run of a network on `values`; nothing where it has to be made alone.
    fn begin(&self, network: u32, values: &[f32]) -> Option<Rc<Team>>;

    /// Has the others give a network up.
    fn forget(&self, network: u32);
}

thread_local! {
    static LEAD: RefCell<Option<Rc<dyn Lead>>> = const { RefCell::new(None) };
}

/// From now on `lead` leads this thread's team; or there is none.
pub fn set_lead(lead: Option<Rc<dyn Lead>>) {
    LEAD.set(lead);
}

/// A network that others hold too, under a number. Dropping it has them give it up.
#[derive(Debug)]
pub struct Shared(u32);

impl Shared {
    /// The network of this number.
    pub fn new(network: u32) -> Self {
        Self(network)
    }

    /// Its number.
    pub fn number(&self) -> u32 {
        self.0
    }

    /// Begins a run of it on `values` that is made together; nothing where it has to be made alone.
    pub(crate) fn begin(&self, values: &[f32]) -> Option<Together> {
        let lead = LEAD.with_borrow(Clone::clone)?;
        Some(lead.begin(self.0, values)?.together())
    }
}

impl Shared {
    /// Has the others give it up. Its runs are made alone from then on.
    pub fn give_up(&self) {
        // At the end of a thread there may be no `LEAD` any more.
        let lead = LEAD.try_with(|lead| lead.borrow().clone());
        if let Ok(Some(lead)) = lead {
            lead.forget(self.0);
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.give_up();
    }
}
