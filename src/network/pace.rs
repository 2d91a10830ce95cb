//! How often a layer has to run for its time to be more than chance.

use super::Runs;
use crate::clock::milliseconds;
use crate::error::Error;
use crate::ops::{Lap, numbers};
use burn::tensor::{Tensor, TensorData, Transaction};
use web_time::Instant;

/// The most launches that are recorded together,
const MOST_RECORDED: u32 = 32;
/// and how often they are repeated at most before something is read.
const MOST_REPEATS: u32 = 8;
/// How often each is tried: once may be long because another program came in between.
const TRIES: u32 = 2;

/// How often a layer runs for one measurement. Reading the end of it alone may take a hundred times as long
/// as the layer, in a browser, and one reading differs from the next by more than the layer takes: so many
/// runs share one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// How often it is launched at once,
    pub launches: u32,
    /// and how often that is repeated.
    repeats: u32,
    /// Milliseconds of one launch, roughly.
    pub once_ms: f64,
    /// Milliseconds of a reading.
    reading_ms: f64,
    /// How many ms a measurement should last.
    enough_ms: f64,
    /// Whether the device's own clock tells the time.
    by_clock: bool,
}

impl Pace {
    /// The pace for measurements that take about as many ms as `enough` says where a reading that has
    /// to be taken off takes so many: none where the device has a clock of its own.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`].
    pub async fn of(one: &Runs, enough: impl Fn(f64) -> f64) -> Result<Self, Error> {
        let output = one.run();
        read(output.clone()).await?; // compiles
        let mut reading_ms = f64::INFINITY;
        for _ in 0..TRIES {
            let start = Instant::now();
            read(output.clone()).await?;
            reading_ms = reading_ms.min(milliseconds(start));
        }
        let by_clock = one.have_clock();
        let mut pace =
            Self { launches: 1, repeats: 1, once_ms: 0.0, reading_ms, enough_ms: 0.0, by_clock };
        let mut once_ms = pace.launch_ms(one).await?;
        if once_ms.is_none() && by_clock {
            // Browsers round what a clock says: so little may have taken no time.
            pace.launches = MOST_RECORDED;
            once_ms = pace.launch_ms(&one.times(pace.launches)).await?;
            pace.launches = 1;
        }
        if once_ms.is_none() && by_clock {
            pace.by_clock = false;
            once_ms = pace.launch_ms(one).await?;
        }
        pace.once_ms = once_ms.unwrap_or_default();
        pace.enough_ms = enough(if pace.by_clock { 0.0 } else { reading_ms });
        pace = pace.fitted(pace.once_ms);
        let runs = one.times(pace.launches);
        pace.repeats = 1;
        // What one launch takes may have been mostly chance.
        while pace.repeats < MOST_REPEATS {
            let run_ms =
                pace.launch_ms(&runs).await?.unwrap_or_default() * f64::from(pace.launches);
            if run_ms * f64::from(pace.repeats) >= pace.enough_ms / 2.0 {
                break;
            }
            pace.repeats = times_until(pace.enough_ms, run_ms, MOST_REPEATS).max(2 * pace.repeats);
        }
        Ok(pace)
    }

    /// A shorter measurement, for a first look.
    #[must_use]
    pub fn hurried(self) -> Self {
        Self { repeats: 1, ..self }
    }

    /// As long a measurement of what takes so many `ms` a launch.
    #[must_use]
    pub fn fitted(self, ms: f64) -> Self {
        let launches = times_until(self.enough_ms, ms, MOST_RECORDED);
        let repeats = times_until(self.enough_ms, ms * f64::from(launches), MOST_REPEATS);
        Self { launches, repeats, ..self }
    }

    /// Milliseconds of one launch among [`Self::launches`] runs: by the device's clock, else by ours,
    /// without what reading takes. Nothing where no clock tells it: it is less than can be told.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`].
    pub async fn launch_ms(&self, runs: &Runs) -> Result<Option<f64>, Error> {
        let mut least = f64::INFINITY;
        for _ in 0..TRIES {
            let start = Instant::now();
            let (output, lap) = runs.repeat(self.repeats);
            read(output).await?;
            let passed = milliseconds(start);
            let told = Lap::milliseconds(lap, passed).await;
            let took = if self.by_clock { told } else { Some(passed - self.reading_ms) };
            least = least.min(took.filter(|ms| *ms > 0.0).unwrap_or(f64::INFINITY));
        }
        Ok(least.is_finite().then(|| least / f64::from(self.launches * self.repeats)))
    }
}

/// How many of what takes `one` ms take `enough`.
fn times_until(enough: f64, one: f64, most: u32) -> u32 {
    (enough / one.max(enough / f64::from(most))).clamp(1.0, f64::from(most)) as u32
}

/// Waits until an output is there.
async fn read(output: Tensor<4>) -> Result<(), Error> {
    read_some(output, 1).await.map(drop)
}

/// As many of a layer's outputs, from its first ones and its last: where tiles stand over the edge.
pub(super) async fn read_some(output: Tensor<4>, count: usize) -> Result<Vec<f32>, Error> {
    let all: usize = output.dims().iter().product();
    let count = count.min(all);
    let last = count / 2;
    let reading = Transaction::default().register(numbers(output.clone(), 0, count - last));
    let reading = match last {
        0 => reading,
        _ => reading.register(numbers(output, all - last, last)),
    };
    let read = reading.execute_async().await;
    let lost = |reason: String| Error::DeviceLost { reason };
    let read = read.map_err(|error| lost(error.to_string()))?;
    let numbers: Result<Vec<Vec<f32>>, _> =
        read.into_iter().map(TensorData::try_into_vec).collect();
    numbers.map(|parts| parts.concat()).map_err(|error| lost(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_comes_often_but_not_without_end() {
        assert_eq!(times_until(8.0, 0.5, 32), 16);
        assert_eq!(times_until(8.0, 0.0, 32), 32);
        assert_eq!(times_until(8.0, 0.01, 32), 32);
        assert_eq!(times_until(8.0, 30.0, 32), 1);
    }

    #[test]
    fn what_is_faster_comes_more_often() {
        let usual = Pace {
            launches: 4,
            repeats: 1,
            once_ms: 2.0,
            reading_ms: 0.1,
            enough_ms: 8.0,
            by_clock: false,
        };
        let often = |ms| [usual.fitted(ms).launches, usual.fitted(ms).repeats];
        assert_eq!(often(2.0), [4, 1]);
        assert_eq!(often(0.25), [32, 1]);
        assert_eq!(often(0.03), [32, 8]);
        assert_eq!(often(100.0), [1, 1]);
    }
}
