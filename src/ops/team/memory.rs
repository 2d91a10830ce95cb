//! What a team's members share: cells that change in one go, and numbers.

use std::time::Duration;

/// The most members of a team.
pub const MEMBERS: usize = 8;
/// The most shares of a run; ResNet-152 has some 160.
pub(super) const SHARES: usize = 1024;

/// Not 0 when a member did not answer.
pub(super) const BROKEN: usize = 0;
/// For each member how many shares of the run it has left behind.
pub(super) const LEFT: usize = 1;
/// For each member the last run that it has ended.
pub(super) const FINISHED: usize = LEFT + MEMBERS;
const FIRST: usize = FINISHED + MEMBERS;

/// Cells that a team needs, each 0 at first.
pub const CELLS: usize = FIRST + 2 * SHARES;

/// How many blocks of a share were taken.
pub(super) fn claimed(share: usize) -> usize {
    FIRST + 2 * share
}

/// How many of them are done.
pub(super) fn done(share: usize) -> usize {
    FIRST + 2 * share + 1
}

/// Memory that several workers see. What one wrote before it changed a cell, another finds after it saw
/// the change.
pub trait SharedMemory {
    /// What a cell below [`CELLS`] holds.
    fn load(&self, cell: usize) -> i32;

    /// Changes what it holds.
    fn store(&self, cell: usize, value: i32);

    /// Adds to what it holds, and gives what that was before.
    fn add(&self, cell: usize, value: i32) -> i32;

    /// Sleeps while it holds `value`, at most so long.
    fn wait(&self, cell: usize, value: i32, most: Duration);

    /// Wakes who sleeps on it.
    fn wake(&self, cell: usize);

    /// How many numbers there are.
    fn numbers(&self) -> usize;

    /// Writes numbers from `at` on.
    fn write(&self, at: usize, numbers: &[f32]);

    /// Reads numbers from `at` on.
    fn read(&self, at: usize, numbers: &mut [f32]);
}
