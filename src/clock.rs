//! How long something took, natively and in the browser, whose clock may tell whole milliseconds only.

use web_time::Instant;

/// A measurement has to last so many of the clock's steps: it may be off by nearly one.
const STEPS: f64 = 10.0;
/// How often a step is looked at: another program may come in between.
const LOOKS: u32 = 3;

/// Milliseconds since then.
pub(crate) fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

/// How often something is done in one measurement, so that the clock can tell how long it takes: once, unless
/// that is short for the clock.
pub(crate) struct Repeats {
    enough_ms: f64,
    count: usize,
    most: usize,
}

impl Repeats {
    /// By the clock that there is; takes a few of its steps. It is to be done no more often than `most` times, or
    /// once.
    pub(crate) fn new(most: usize) -> Self {
        let start = Instant::now();
        Self::by(|| milliseconds(start), most)
    }

    fn by(now: impl Fn() -> f64, most: usize) -> Self {
        Self { enough_ms: STEPS * step(now), count: 1, most: most.max(1) }
    }

    /// How often it is to be done.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Milliseconds of one where that many took `all_ms`. Nothing where the clock cannot tell: the next
    /// measurement is longer.
    pub(crate) fn once_ms(&mut self, all_ms: f64) -> Option<f64> {
        if all_ms >= self.enough_ms || self.count == self.most {
            return Some(all_ms / self.count as f64);
        }
        // Twice as long as it has to be, so that a faster one is long enough too.
        let longer = (2.0 * self.enough_ms / all_ms).clamp(2.0, STEPS);
        self.count = ((self.count as f64 * longer).ceil() as usize).min(self.most);
        None
    }
}

/// The least time that the clock `now` can tell, ms.
fn step(now: impl Fn() -> f64) -> f64 {
    let look = |_| {
        let (before, mut after) = (now(), now());
        while after <= before {
            after = now();
        }
        after - before
    };
    (0..LOOKS).map(look).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// What a clock with this step tells, of which every look takes a microsecond, and the time as it is.
    fn measured(step_ms: f64, run_ms: f64, most: usize) -> (Vec<f64>, f64) {
        let time = Cell::new(0.3);
        let now = || {
            time.set(time.get() + 0.001);
            (time.get() / step_ms).floor() * step_ms
        };
        let mut repeats = Repeats::by(now, most);
        let mut times = Vec::new();
        while times.len() < 5 {
            let start = now();
            time.set(time.get() + run_ms * repeats.count() as f64);
            times.extend(repeats.once_ms(now() - start));
        }
        (times, repeats.count() as f64)
    }

    #[test]
    fn a_coarse_clock_tells_what_is_shorter_than_its_step() {
        for (step_ms, run_ms) in [(1.0, 0.05), (1.0, 3.4), (0.1, 0.05), (16.7, 0.4)] {
            let (times, count) = measured(step_ms, run_ms, usize::MAX);
            for time in times {
                assert!((time / run_ms - 1.0).abs() < 0.1, "{time} for {run_ms} by {step_ms} ms");
            }
            assert!(run_ms * count < 30.0 * step_ms, "{count} times {run_ms} by {step_ms} ms");
        }
    }

    #[test]
    fn nothing_is_done_more_often_than_there_is_room_for() {
        let (times, count) = measured(16.7, 10.0, 3);
        assert_eq!(count, 3.0);
        // Within a step of the clock.
        assert!(times.iter().all(|time| (time - 10.0).abs() < 16.7 / 3.0), "{times:?}");
        assert_eq!(measured(16.7, 10.0, 0).1, 1.0, "once at least");
    }

    #[test]
    fn what_the_clock_can_tell_is_done_once() {
        for (step_ms, run_ms) in [(1.0, 12.0), (0.1, 1.2), (0.001, 0.05)] {
            assert_eq!(measured(step_ms, run_ms, usize::MAX).1, 1.0, "{run_ms} by {step_ms} ms");
        }
    }
}
