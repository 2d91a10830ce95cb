//! Says what each step does and how long it took.

use crate::error::Result;
use std::time::{Duration, Instant};

/// How a step of the setup ended.
pub enum Outcome {
    /// Nothing had to be done.
    Present(String),
    /// It was brought or made.
    Done(String),
}

/// Runs one step and prints its line.
pub fn step(name: &str, work: impl FnOnce() -> Result<Outcome>) -> Result<()> {
    let start = Instant::now();
    let outcome =
        work().inspect_err(|_| println!("  {name:<24} failed after {}", time(start.elapsed())))?;
    let (word, detail) = match &outcome {
        Outcome::Present(detail) => ("present", detail),
        Outcome::Done(detail) => ("done", detail),
    };
    println!("  {name:<24} {word:<8} {:>7}  {detail}", time(start.elapsed()));
    Ok(())
}

/// Tells of something slow before it starts.
pub fn say(text: &str) {
    println!("  … {text}");
}

/// A duration as a person says it: `0.3 s`, `12 s`, `3 min 5 s`.
pub fn time(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 10.0 {
        return format!("{seconds:.1} s");
    }
    match seconds.round() as u64 {
        whole @ ..60 => format!("{whole} s"),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(time(Duration::from_millis(312)), "0.3 s");
        assert_eq!(time(Duration::from_millis(12_400)), "12 s");
        assert_eq!(time(Duration::from_millis(59_700)), "1 min 0 s");
        assert_eq!(time(Duration::from_secs(185)), "3 min 5 s");
    }
}
