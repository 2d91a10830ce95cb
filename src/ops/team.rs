//! Several workers that compute one run of a network together on the CPU, where a program has one
//! thread, as in the browser.
//!
//! Every member has a memory of its own, holds the same network, and runs the same operations on the
//! same numbers at the same time. What takes long is shared: each member takes the next block that
//! nobody has, until none is left, and copies the others' blocks. So all go on with the same output,
//! bit by bit the one that a single worker makes, and the operations know nothing of it but that
//! they are cut into blocks (`cpu/share.rs`).
//!
//! A member that is late finds blocks done and only copies them. One that never answers is given up
//! after `PATIENCE`: the leader then computes what is missing.

mod lead;
mod memory;
mod share;
#[cfg(test)]
mod tests;

pub use lead::{Lead, Shared, set_lead};
pub use memory::{CELLS, MEMBERS, SharedMemory};

use memory::{BROKEN, FINISHED, LEFT, claimed, done};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use web_time::Instant;

/// Multiply-adds that are worth sharing: they take a twentieth of a millisecond, of which meeting and
/// copying are a fifth.
const WORTH: usize = 1 << 20;
/// How long another member is waited for. It computes a block at a time, which takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the members of the run before are waited for, before a run is made alone.
const LATE: Duration = Duration::from_millis(20);
/// Looks at a cell before sleeping on it: waking takes longer than most waits.
const LOOKS: usize = 2000;

/// A member's view of its team.
pub struct Team {
    memory: Box<dyn SharedMemory>,
    /// The leader is 0.
    member: usize,
    now: Cell<Now>,
    /// The last run that each member was asked for; the leader's knowledge.
    asked: RefCell<[i32; MEMBERS]>,
}

/// Where a member is in a run. All members go through the same.
#[derive(Clone, Copy, Debug, Default)]
struct Now {
    run: i32,
    members: usize,
    /// Shares so far.
    shares: usize,
    /// Where results begin: the input lies before them.
    first: usize,
    /// Where the next result goes.
    at: usize,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Team>>> = const { RefCell::new(None) };
}

/// The team that this thread computes with, if there is one and so many multiply-adds are worth
/// sharing.
pub(super) fn current(products: usize) -> Option<Rc<Team>> {
    if products < WORTH {
        return None;
    }
    CURRENT.with_borrow(Clone::clone)
}

/// How many members compute with this thread, if it is one of a team.
pub(super) fn members() -> Option<usize> {
    CURRENT.with_borrow(|team| team.as_ref().map(|team| team.now.get().members))
}

impl Team {
    /// The view of this `member`; 0 leads.
    pub fn new(memory: Box<dyn SharedMemory>, member: usize) -> Rc<Self> {
        let asked = RefCell::new([0; MEMBERS]);
        Rc::new(Self { memory, member, now: Cell::default(), asked })
    }

    /// Whether a member did not answer. The team is of no use then.
    pub fn is_broken(&self) -> bool {
        self.memory.load(BROKEN) != 0
    }

    /// Begins a run on `values` with the first so many members. Gives the number under which the
    /// others are to [`Self::follow`]; nothing where it has to be made alone, because others are
    /// still in the one before.
    pub fn lead(&self, members: usize, values: &[f32]) -> Option<i32> {
        let before = self.now.get();
        let mut asked = self.asked.borrow_mut();
        let free = |member| self.waited(FINISHED + member, LATE, |run| run == asked[member]);
        let fits = values.len() <= self.memory.numbers();
        // All of them: one that was asked for an earlier run only would take this one's blocks for its own.
        if self.is_broken() || !fits || !(1..MEMBERS).all(free) {
            return None;
        }
        (0..before.shares).flat_map(|share| [claimed(share), done(share)]).for_each(|cell| {
            self.memory.store(cell, 0);
        });
        (0..MEMBERS).for_each(|member| self.memory.store(LEFT + member, 0));
        self.memory.write(0, values);
        let run = before.run + 1;
        (1..members.min(MEMBERS)).for_each(|member| asked[member] = run);
        self.now.set(Now::begin(run, members, values.len()));
        Some(run)
    }

    /// Joins the run that the leader began, on so many values, and gives these.
    pub fn follow(&self, run: i32, members: usize, count: usize) -> Vec<f32> {
        let mut values = vec![0.0; count.min(self.memory.numbers())];
        self.memory.read(0, &mut values);
        self.now.set(Now::begin(run, members, count));
        values
    }

    /// Computes the operations of this thread together, as long as what this gives lives.
    pub fn together(self: &Rc<Self>) -> Together {
        CURRENT.set(Some(Rc::clone(self)));
        Together(Rc::clone(self))
    }

    /// Waits until a cell holds what is wanted; gives whether it came to that.
    fn waited(&self, cell: usize, most: Duration, wanted: impl Fn(i32) -> bool) -> bool {
        if (0..LOOKS).any(|_| wanted(self.memory.load(cell))) {
            return true;
        }
        let start = Instant::now();
        loop {
            let value = self.memory.load(cell);
            if wanted(value) {
                return true;
            }
            if start.elapsed() > most || self.is_broken() {
                return false;
            }
            self.memory.wait(cell, value, most.min(Duration::from_millis(100)));
        }
    }
}

impl Now {
    fn begin(run: i32, members: usize, values: usize) -> Self {
        Self { run, members, shares: 0, first: values, at: values }
    }
}

/// A run that is made together.
pub struct Together(Rc<Team>);

impl Drop for Together {
    fn drop(&mut self) {
        CURRENT.set(None);
        let cell = FINISHED + self.0.member;
        self.0.memory.store(cell, self.0.now.get().run);
        self.0.memory.wake(cell);
    }
}
