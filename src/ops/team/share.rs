//! One operation, shared by the members.

use super::memory::{BROKEN, LEFT, SHARES, claimed, done};
use super::{PATIENCE, Team};

impl Team {
    /// Calls `work` for some of the blocks of `output`, each of `size` numbers but for the last, and
    /// fills in the others.
    pub(in crate::ops) fn share(
        &self,
        output: &mut [f32],
        size: usize,
        work: &dyn Fn(usize, &mut [f32]),
    ) {
        let size = size.max(1);
        let mut own = vec![false; output.len().div_ceil(size)];
        if !self.is_broken()
            && let Some((share, place)) = self.place(output.len())
        {
            let missing = self.take_blocks(share, place, output, size, work, &mut own);
            if missing && self.waited(done(share), PATIENCE, |done| done as usize == own.len()) {
                self.copy_others(place, output, size, &mut own);
            }
            self.memory.store(LEFT + self.member, share as i32 + 1);
            self.memory.wake(LEFT + self.member);
            if own.iter().all(|own| *own) {
                return;
            }
            self.memory.store(BROKEN, 1);
        }
        // Whoever follows has nobody to compute for any more.
        if self.member > 0 && self.is_broken() {
            return;
        }
        let blocks = output.chunks_mut(size).enumerate().zip(own);
        blocks.filter(|(_, own)| !own).for_each(|((block, output), _)| work(block, output));
    }

    /// The number of the next share and where its result goes, of so many numbers. Nothing if there is
    /// no room for it.
    fn place(&self, length: usize) -> Option<(usize, usize)> {
        let mut now = self.now.get();
        let room = self.memory.numbers() - now.first;
        if length > room || now.shares == SHARES {
            return None;
        }
        if now.at + length > self.memory.numbers() {
            // From the front again, when all have taken what lies there.
            let through = |member| {
                self.waited(LEFT + member, PATIENCE, |shares| shares as usize >= now.shares)
            };
            if !(0..now.members).all(through) {
                self.memory.store(BROKEN, 1);
                return None;
            }
            now.at = now.first;
        }
        let (share, place) = (now.shares, now.at);
        now.shares += 1;
        now.at += length;
        self.now.set(now);
        Some((share, place))
    }

    /// Computes blocks until none is left, and says which. Gives whether others had some.
    fn take_blocks(
        &self,
        share: usize,
        place: usize,
        output: &mut [f32],
        size: usize,
        work: &dyn Fn(usize, &mut [f32]),
        own: &mut [bool],
    ) -> bool {
        loop {
            let block = self.memory.add(claimed(share), 1) as usize;
            if block >= own.len() {
                return !own.iter().all(|own| *own);
            }
            let from = block * size;
            let end = output.len().min(from + size);
            work(block, &mut output[from..end]);
            self.memory.write(place + from, &output[from..end]);
            own[block] = true;
            if self.memory.add(done(share), 1) as usize + 1 == own.len() {
                self.memory.wake(done(share));
            }
        }
    }

    /// Copies the blocks that are not our own, neighbours in one go.
    fn copy_others(&self, place: usize, output: &mut [f32], size: usize, own: &mut [bool]) {
        let mut block = 0;
        while block < own.len() {
            let mut end = block;
            while end < own.len() && !own[end] {
                end += 1;
            }
            if end > block {
                let range = block * size..output.len().min(end * size);
                self.memory.read(place + range.start, &mut output[range]);
            }
            block = end.max(block) + 1;
        }
        own.fill(true);
    }
}
