//! How fast a device computes and moves numbers at most, measured on the spot.

mod cpu;
mod gpu;

use crate::arch::Cost;
use crate::device::Opened;
use crate::error::Error;
use web_time::Instant;

/// A measurement is long enough for the clock then, and for what reading back a GPU takes, s; the
/// shorter, the likelier that no other program is in between.
const LONG_ENOUGH: f64 = 0.02;
/// A GPU that had nothing to do takes about so long to raise its clocks, s: an H200 measured while it
/// did seemed three times as slow.
const WARM_UP: f64 = 3.0;
/// The best of so many measurements counts: other programs only ever make one slower.
const TRIES: u32 = 15;

/// What no layer can be faster than, if all it needs comes from memory.
///
/// A layer whose weights stay in a cache from one launch to the next can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Roof {
    /// Thousand millions of operations a second, of multiply-adds in registers.
    pub gflops: f64,
    /// Thousand millions of bytes a second, read and written by a copy.
    pub gigabytes: f64,
}

impl Roof {
    /// Measures what is not known, in about a second; a GPU is kept busy for three before.
    ///
    /// # Errors
    ///
    /// [`Error::DeviceLost`] if the device does not answer.
    pub async fn of(
        opened: &Opened,
        gflops: Option<f64>,
        gigabytes: Option<f64>,
    ) -> Result<Self, Error> {
        let device = &opened.device;
        if opened.info.gpu {
            warm(gpu::multiply_adds(device)?).await?;
        }
        let gflops = match (gflops, opened.info.gpu) {
            (Some(known), _) => known,
            (None, true) => fastest(gpu::multiply_adds(device)?).await?,
            (None, false) => fastest(cpu::multiply_adds()).await?,
        };
        let gigabytes = match (gigabytes, opened.info.gpu) {
            (Some(known), _) => known,
            (None, true) => fastest(gpu::copies(device)?).await?,
            (None, false) => fastest(cpu::copies()).await?,
        };
        Ok(Self { gflops, gigabytes })
    }

    /// Milliseconds that something takes at least: for its arithmetic or for its memory, whichever
    /// is longer.
    pub fn least_ms(&self, cost: Cost) -> f64 {
        (cost.flops as f64 / self.gflops).max(cost.bytes as f64 / self.gigabytes) / 1e6
    }
}

async fn warm(mut work: impl AsyncFnMut(u32) -> Result<f64, Error>) -> Result<(), Error> {
    let start = Instant::now();
    while start.elapsed().as_secs_f64() < WARM_UP {
        fastest(&mut work).await?;
    }
    Ok(())
}

/// Thousand millions a second of what `work` does: it is asked for a number of portions, and says
/// how much they were.
async fn fastest(mut work: impl AsyncFnMut(u32) -> Result<f64, Error>) -> Result<f64, Error> {
    let mut timed = async |portions: u32| {
        let start = Instant::now();
        let done = work(portions).await?;
        Ok::<_, Error>((done, start.elapsed().as_secs_f64()))
    };
    timed(1).await?; // compiles
    let mut portions = 1;
    while timed(portions).await?.1 < LONG_ENOUGH && portions < u32::MAX / 2 {
        portions *= 2;
    }
    let mut best = 0.0_f64;
    for _ in 0..TRIES {
        let (done, seconds) = timed(portions).await?;
        best = best.max(done / seconds / 1e9);
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pollster::block_on;

    #[test]
    fn the_longer_of_both_counts() {
        let roof = Roof { gflops: 100.0, gigabytes: 10.0 };
        let cost = |flops, bytes| Cost { flops, bytes };
        assert!((roof.least_ms(cost(200_000_000, 1000)) - 2.0).abs() < 1e-12);
        assert!((roof.least_ms(cost(200_000_000, 50_000_000)) - 5.0).abs() < 1e-12);
    }

    #[test]
    fn portions_grow_until_the_clock_can_tell() {
        let mut asked = Vec::new();
        let rate = block_on(fastest(async |portions| {
            asked.push(portions);
            std::thread::sleep(std::time::Duration::from_millis(u64::from(portions)));
            Ok(f64::from(portions) * 1e6)
        }));
        // A million a millisecond; sleeping takes longer, on a busy machine much.
        assert!(rate.is_ok_and(|rate| rate > 0.0 && rate <= 1.0));
        let asked = &asked[1..]; // the first is not counted
        let grown = asked.len() - TRIES as usize;
        let doubled: Vec<u32> = (0..grown as u32).map(|step| 1 << step).collect();
        assert_eq!(asked[..grown], doubled);
        assert!(asked[grown..].iter().all(|&portions| portions == doubled[grown - 1]));
        assert!(doubled[grown - 1] <= 32, "32 ms are enough: {asked:?}");
    }

    #[test]
    fn this_processor_has_a_roof() {
        let opened = block_on(crate::device::open(crate::protocol::DeviceChoice::Cpu, |_| ()));
        let roof = block_on(Roof::of(&opened.unwrap(), None, None)).unwrap();
        // Below any processor of this century, and above any of the next years.
        assert!(roof.gflops > 1.0 && roof.gflops < 100_000.0, "{roof:?}");
        assert!(roof.gigabytes > 0.5 && roof.gigabytes < 10_000.0, "{roof:?}");
    }

    #[test]
    fn the_shaders_are_valid() {
        for source in gpu::SOURCES {
            let module = naga::front::wgsl::parse_str(source).expect(source);
            let (flags, capabilities) =
                (naga::valid::ValidationFlags::all(), naga::valid::Capabilities::empty());
            naga::valid::Validator::new(flags, capabilities).validate(&module).expect(source);
        }
    }
}
