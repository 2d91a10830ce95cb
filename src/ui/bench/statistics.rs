//! What a list of times says.

/// The figures the bench page shows, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    /// Half of the runs took no longer.
    pub median: f64,
    /// Nine of ten runs took no longer.
    pub ninetieth: f64,
    /// The fastest run.
    pub fastest: f64,
    /// The slowest run.
    pub slowest: f64,
}

impl Statistics {
    /// Of at least one time; numbers that are none are left out.
    pub fn of(times: &[f64]) -> Option<Self> {
        let mut sorted: Vec<_> = times.iter().copied().filter(|time| time.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let at = |share: f64| {
            let place = share * last as f64;
            let low = sorted[place as usize];
            let high = sorted[(place as usize + 1).min(last)];
            low + (high - low) * place.fract()
        };
        Some(Self {
            median: at(0.5),
            ninetieth: at(0.9),
            fastest: sorted[0],
            slowest: sorted[last],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Statistics;

    #[test]
    fn as_numpy_counts() {
        let s = Statistics::of(&[4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!((s.median, s.fastest, s.slowest), (2.5, 1.0, 4.0));
        assert!((s.ninetieth - 3.7).abs() < 1e-12);
        let one = Statistics::of(&[7.0, f64::NAN]).unwrap();
        assert_eq!((one.median, one.ninetieth), (7.0, 7.0));
        assert_eq!(Statistics::of(&[]), None);
    }
}
