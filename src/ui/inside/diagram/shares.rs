//! How much of the work, or of the time, each row takes.

use crate::arch::Summary;
use std::ops::Range;

/// What is shared out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Whole {
    /// Multiply-adds, from the table.
    Macs,
    /// Milliseconds of all layers, each timed alone.
    Time(f64),
}

/// Each row's part of the whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// What is shared out.
    pub whole: Whole,
    /// One a row, 0 to 1.
    rows: Vec<f64>,
}

impl Shares {
    /// Of the multiply-adds.
    pub fn of_macs(rows: &[Summary]) -> Self {
        let whole = rows.iter().map(|row| row.macs).sum::<u64>().max(1) as f64;
        let rows = rows.iter().map(|row| row.macs as f64 / whole).collect();
        Self { whole: Whole::Macs, rows }
    }

    /// Of the time: milliseconds by the names of rows. Rows that were not timed take none.
    pub fn of_times(rows: &[Summary], times: &[(String, f64)]) -> Self {
        let time = |row: &Summary| {
            let timed = times.iter().find(|(name, _)| *name == row.name);
            timed.map_or(0.0, |(_, ms)| ms.max(0.0))
        };
        let times: Vec<f64> = rows.iter().map(time).collect();
        let whole: f64 = times.iter().sum();
        let rows = times.iter().map(|ms| ms / whole.max(1e-9)).collect();
        Self { whole: Whole::Time(whole), rows }
    }

    /// What these rows take together, 0 to 1.
    pub fn of(&self, rows: Range<usize>) -> f64 {
        self.rows.get(rows).map_or(0.0, |rows| rows.iter().sum())
    }

    /// What it is a share of, in a word.
    pub fn noun(&self) -> &'static str {
        match self.whole {
            Whole::Macs => "multiply-adds",
            Whole::Time(_) => "time",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;

    #[test]
    fn shares_add_up() {
        let rows = find("alexnet").unwrap().summary();
        let shares = Shares::of_macs(&rows);
        assert!((shares.of(0..rows.len()) - 1.0).abs() < 1e-9);
        // conv1 of 724,406,816.
        assert!((shares.of(0..1) - 105_415_200.0 / 724_406_816.0).abs() < 1e-12);
        assert_eq!((shares.of(1..3), shares.of(90..99)), (0.0, 0.0), "no weights, no such row");
    }

    #[test]
    fn shares_are_of_more_than_32_bits_can_count() {
        let rows = find("resnet152").unwrap().summary();
        let conv1 = Shares::of_macs(&rows).of(0..1);
        assert!((conv1 - 118_013_952.0 / 11_513_626_624.0).abs() < 1e-12, "{conv1}");
    }

    #[test]
    fn times_belong_to_names() {
        let rows = find("lenet5").unwrap().summary();
        let times = [("c3".to_owned(), 3.0), ("c1".to_owned(), 1.0), ("other".to_owned(), 9.0)];
        let shares = Shares::of_times(&rows, &times);
        assert_eq!((shares.of(0..1), shares.of(2..3), shares.of(4..5)), (0.25, 0.75, 0.0));
        assert_eq!(shares.whole, Whole::Time(4.0));
        assert_eq!(Shares::of_times(&rows, &[]).of(0..7), 0.0);
    }
}
